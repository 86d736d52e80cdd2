import DecodeEstimators
import DecodeStatistics
import Foundation
import QuantileAccuracy
import TestSupport
import Testing

@Suite("Verdict of a backtest")
struct BacktestVerdictTests {
  private func verdict(
    _ answers: [RecordedAnswer], level: Double = 0.9
  ) throws -> BacktestVerdict {
    try Backtest(
      AccuracySuite(answers), latency: BacktestCase.latency()
    ).report(
      budget: LatencyBudget(total: .seconds(2)), level: level
    ).verdict
  }

  @Test func driftIsJudgedBothWays() throws {
    let (short, long) = (
      (0..<100).map { 1 + $0 % 10 }, (0..<100).map { 31 + $0 % 10 }
    )
    let longer = try verdict(stopped(short + long))
    #expect(longer.answer == .notConservativeEnough)
    #expect(longer.sentence.contains("100 % of answers took longer"))
    let shorter = try verdict(stopped(long + short))
    #expect(shorter.answer == .tooConservative)
    // 95/90 of 31…40 is 40 tokens; 9 would have done.
    #expect(abs(try #require(shorter.excess) - 40.0 / 9) < 1e-12)
    let same = try verdict(stopped(short + short))
    #expect(same.answer == .conservativeEnough)
    #expect(same.sentence.contains("is not too conservative"))
  }

  @Test func withoutAPlanThereIsNoVerdict() throws {
    let few = try verdict(stopped([1, 2, 3, 4]))
    #expect(few.answer == .unbounded && few.excess == nil)
    #expect(few.sentence.contains("2 answers"))
  }

  @Test func cancelledAnswersMayHideTheVerdict() throws {
    var answers = stopped((0..<200).map { 1 + $0 % 10 })
    for index in 150..<200 { answers[index].ending = .cancelled }
    let hidden = try verdict(answers)
    #expect(hidden.answer == .undecided && hidden.excess == nil)
  }

  /// What is cancelled may have gone on: it widens the limits upwards only.
  @Test func cancelledAnswersWidenTheLimits() throws {
    let plain = try BacktestRate(
      events: 5, undetermined: 0, trials: 100, confidence: 0.95)
    let open = try BacktestRate(
      events: 5, undetermined: 20, trials: 100, confidence: 0.95)
    let all = try BacktestRate(
      events: 25, undetermined: 0, trials: 100, confidence: 0.95)
    #expect(open.lower == plain.lower && open.upper == all.upper)
    #expect(open.estimate == 0.05)
    let none = try BacktestRate(
      events: 0, undetermined: 0, trials: 0, confidence: 0.95)
    #expect(none.lower == 0 && none.upper == 1 && none.estimate == nil)
    #expect(throws: LengthLawError.self) {
      try BacktestRate(
        events: .max, undetermined: .max, trials: 5, confidence: 0.9)
    }
  }

  @Test func limitsAreThoseOfClopperAndPearson() throws {
    let oracle = try Reference.oracle("clopper_pearson")
    let expected = try #require(oracle.expected["ci"]?.doubles)
    let rate = try BacktestRate(
      events: 57, undetermined: 0, trials: 1043, confidence: 0.95)
    #expect(abs(rate.lower - expected[0]) < 1e-9)
    #expect(abs(rate.upper - expected[1]) < 1e-9)
  }

  /// How many of 200 traces of independent geometric answers break a promise
  /// of 10 %: by the lower limit of each one's rate.
  private func broken(_ policy: Int) throws -> Int {
    var random = SplitMix64(name: "independent answers")
    var broken = 0
    for _ in 0..<200 {
      let lengths = (0..<300).map { _ in
        1 + Int(log(1 - random.unit()) / log(0.98))
      }
      let report = try Backtest(
        AccuracySuite(stopped(lengths)), latency: BacktestCase.latency()
      ).report(budget: LatencyBudget(total: .seconds(60)), level: 0.9)
      broken += report.rows[policy].overruns.lower > 0.1 ? 1 : 0
    }
    return broken
  }

  /// A bound fails with probability of at most 0.05, a lower limit with at
  /// most 0.025: no more often together is the promise seen to be broken.
  @Test func promisesAreKeptByIndependentAnswers() throws {
    let most = largestPlausibleCount(trials: 200, probability: 0.075)
    #expect(try broken(2) <= most)
    // The planted bug: the mean is no bound.
    #expect(try broken(0) > most)
  }
}
