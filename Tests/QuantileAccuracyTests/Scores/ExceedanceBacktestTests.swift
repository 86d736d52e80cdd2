import DecodeStatistics
import Foundation
import QuantileAccuracy
import TestSupport
import Testing

@Suite("Coverage and backtests")
struct ExceedanceBacktestTests {
  /// 1043 answers with 57 misses, of which 4 follow a miss.
  private func varbacktest() throws -> ExceedanceBacktest {
    var backtest = try ExceedanceBacktest(probability: 0.05)
    for miss in 0..<53 {
      backtest.record(isExceeded: false)
      for _ in 0..<(miss < 4 ? 2 : 1) { backtest.record(isExceeded: true) }
    }
    while backtest.trials < 1043 { backtest.record(isExceeded: false) }
    return backtest
  }

  @Test func likelihoodRatiosAgreeWithTheOracles() throws {
    let backtest = try varbacktest()
    #expect(backtest.transitions == [932, 53, 53, 4])
    let kupiec = try Reference.oracle("kupiec_pof").expected
    let christoffersen = try Reference.oracle(
      "christoffersen_independence_mathworks"
    ).expected
    let tests = [
      (backtest.unconditionalCoverage, kupiec["LR"], kupiec["p"]),
      (backtest.independence, christoffersen["LR"], christoffersen["p"]),
      (
        backtest.conditionalCoverage, kupiec["LR_cc(sum with cci)"],
        kupiec["p_cc"]
      ),
    ]
    for (test, ratio, pValue) in tests {
      let ratio = try #require(ratio?.double)
      let pValue = try #require(pValue?.double)
      #expect(abs(test.likelihoodRatio - ratio) < 1e-9)
      #expect(abs(test.pValue - pValue) < 1e-9)
    }
  }

  @Test func sequencesAtTheEdgeHaveAStatistic() throws {
    for pattern in [[], [true], [false], [true, true], [false, false]] {
      var backtest = try ExceedanceBacktest(probability: 0.05)
      for isExceeded in pattern { backtest.record(isExceeded: isExceeded) }
      #expect(backtest.unconditionalCoverage.likelihoodRatio >= 0)
      #expect(backtest.independence.likelihoodRatio == 0)
      #expect(backtest.independence.pValue == 1)
    }
    #expect(throws: LengthLawError.self) {
      try ExceedanceBacktest(probability: 1)
    }
  }

  @Test func clustersOfMissesAreCaught() throws {
    var random = SplitMix64(seed: 11)
    var clustered = try ExceedanceBacktest(probability: 0.05)
    var steady = clustered
    for index in 0..<8000 {
      // The same share of misses, all in every tenth hundred.
      let isBad = index / 100 % 10 == 0
      clustered.record(isExceeded: isBad && random.unit() < 0.5)
      steady.record(isExceeded: random.unit() < 0.05)
    }
    #expect(clustered.unconditionalCoverage.pValue > 1e-3)
    #expect(clustered.independence.pValue < 1e-9)
    #expect(clustered.conditionalCoverage.pValue < 1e-9)
    #expect(steady.conditionalCoverage.pValue > 1e-3)
  }

  /// A P95 that is the P93 is caught on 15,000 answers by both, and the right
  /// one passes at a false-alarm rate of 10⁻⁹.
  @Test func aP95ThatIsTheP93IsCaught() throws {
    let law = try NegativeBinomial(meanBeyondFirst: 800, size: 2)
    let table = LifeTable.simulated(from: law, count: 15_000, seed: 21)
    func coverage(_ level: Double) throws -> QuantileCoverage {
      var coverage = try QuantileCoverage(level: 0.95)
      let quantile = Double(law.quantile(level))
      for row in table.rows {
        for _ in 0..<row.total {
          coverage.record(length: row.length, forecast: quantile)
        }
      }
      return coverage
    }
    func kupiec(_ coverage: QuantileCoverage) throws -> Double {
      var backtest = try ExceedanceBacktest(probability: 0.05)
      for index in 0..<coverage.trials {
        backtest.record(isExceeded: index < coverage.above)
      }
      return backtest.unconditionalCoverage.pValue
    }
    let (right, wrong) = (try coverage(0.95), try coverage(0.93))
    #expect(try right.verdict(falseAlarm: 1e-9) == .calibrated)
    #expect(try kupiec(right) > 1e-3)
    #expect(try wrong.verdict(falseAlarm: 1e-9) == .tooLow)
    #expect(try kupiec(wrong) < 1e-6)
    let interval = try wrong.proportion().clopperPearson(confidence: 0.99)
    #expect(!interval.contains(0.95))
  }

  /// Laws fitted with capped answers taken as stopped have too low a P95.
  @Test func cappedAnswersTakenAsStoppedAreCaught() throws {
    let truth = try Geometric(p: 0.01)
    let censored = LifeTable.simulated(
      from: truth, count: 3000, censoring: .cap(150), seed: 5)
    var planted = LifeTable()
    for row in censored.rows {
      try planted.record(
        length: row.length, ending: .stopped, count: row.total)
    }
    let test = LifeTable.simulated(from: truth, count: 4000, seed: 6)
    for (training, verdict) in [
      (censored, QuantileCoverage.Verdict.calibrated), (planted, .tooLow),
    ] {
      let law = try Family.geometric.fit(training).distribution
      let quantile = Double(law.quantile(0.95))
      var coverage = try QuantileCoverage(level: 0.95)
      for row in test.rows {
        for _ in 0..<row.total {
          coverage.record(length: row.length, forecast: quantile)
        }
      }
      #expect(try coverage.verdict(falseAlarm: 1e-9) == verdict)
    }
  }

  /// A law with one length in most answers covers its median with 0.9, and
  /// that is no fault; one token more is.
  @Test func tiesAreNoFault() throws {
    var right = try QuantileCoverage(level: 0.5)
    var high = right
    for index in 0..<1000 {
      let length = index % 10 == 0 ? 7 : 4
      right.record(length: length, forecast: 4)
      high.record(length: length, forecast: 5)
    }
    #expect(try right.proportion().estimate == 0.9)
    #expect(try right.verdict(falseAlarm: 1e-6) == .calibrated)
    #expect(try high.verdict(falseAlarm: 1e-6) == .tooHigh)
    high.merge(right)
    #expect(high.trials == 2000)
    let copy = try JSONDecoder().decode(
      QuantileCoverage.self, from: JSONEncoder().encode(high))
    #expect(copy == high)
    for text in [
      #"{"level":2,"below":0,"at":0,"above":0}"#,
      #"{"level":0.5,"below":-1,"at":0,"above":0}"#,
    ] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(
          QuantileCoverage.self, from: Data(text.utf8))
      }
    }
    let none = try QuantileCoverage(level: 0.5)
    #expect(throws: LengthLawError.self) { try none.verdict(falseAlarm: 0.1) }
  }
}
