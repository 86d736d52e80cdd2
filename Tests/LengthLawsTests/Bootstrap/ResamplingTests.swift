import LengthLaws
import NumericalMethods
import TestSupport
import Testing

@Suite("Resampling life tables")
struct ResamplingTests {
  /// Whether a count of draws is one that chance explains.
  private func isPlausible(
    _ count: Int, trials: Int, probability: Double
  ) -> Bool {
    let tail = BinomialTail(trials: trials, probability: probability)
    return count >= tail.smallestPlausibleCount(falseAlarm: 1e-9)
      && count <= tail.largestPlausibleCount(falseAlarm: 1e-9)
  }

  @Test func resamplingKeepsTheCountAndTheCells() {
    property("a resample has as many answers, all of them seen", cases: 100) {
      choices in
      let table = choices.lifeTable(1...15)
      let drawn = table.resampled(seed: UInt64(choices.int(0...1000)))
      try requireEqual(drawn.count, table.count, "count")
      for row in drawn.rows {
        let source = table.row(at: row.length)
        try require(
          (source.stopped > 0 || row.stopped == 0)
            && (source.capped > 0 || row.capped == 0)
            && (source.cancelled > 0 || row.cancelled == 0),
          "\(row) from \(source)")
      }
    }
  }

  /// The planted bug draws lengths from the answers that ended alone.
  @Test func everyCellIsDrawnInItsShare() throws {
    var table = LifeTable()
    try table.record(length: 3, ending: .stopped, count: 5)
    try table.record(length: 7, ending: .stopped, count: 2)
    try table.record(length: 7, ending: .capped, count: 10)
    try table.record(length: 9, ending: .cancelled, count: 3)
    var sum = LifeTable()
    for seed in 0..<500 { sum += table.resampled(seed: UInt64(seed)) }
    let trials = 20 * 500
    func isFair(_ sum: LifeTable) -> Bool {
      isPlausible(sum.row(at: 3).stopped, trials: trials, probability: 5 / 20)
        && isPlausible(
          sum.row(at: 7).capped, trials: trials, probability: 10 / 20)
        && isPlausible(
          sum.row(at: 9).cancelled, trials: trials, probability: 3 / 20)
    }
    #expect(isFair(sum))
    var ended = LifeTable()
    try ended.record(length: 3, ending: .stopped, count: 5)
    try ended.record(length: 7, ending: .stopped, count: 2)
    var planted = LifeTable()
    for seed in 0..<500 { planted += ended.resampled(seed: UInt64(seed)) }
    #expect(!isFair(planted))
  }

  @Test func simulatedLengthsFollowTheLaw() throws {
    let n = 20_000
    let laws: [any LengthDistribution] = [
      try Geometric(p: 0.2), try Geometric(p: 1),
      try NegativeBinomial(meanBeyondFirst: 6, size: 2),
      try DiscreteLogNormal(mu: 1.5, sigma: 0.8),
    ]
    for (index, law) in laws.enumerated() {
      let table = LifeTable.simulated(
        from: law, count: n, seed: UInt64(index))
      #expect(table.count == n)
      #expect(table.censoredCount == 0)
      for length in 1...20 {
        #expect(
          isPlausible(
            table.row(at: length).stopped, trials: n,
            probability: law.mass(at: length)), "\(law) at \(length)")
      }
      // One off in the length, as a law of N − 1 would be.
      #expect(
        !isPlausible(
          table.row(at: 1).stopped, trials: n, probability: law.mass(at: 2)),
        "\(law)")
    }
  }

  @Test func capsCutAsObserved() throws {
    let law = try Geometric(p: 0.1)
    let capped = LifeTable.simulated(
      from: law, count: 5000, censoring: .cap(12), seed: 3)
    #expect(capped.largestCap == 12)
    #expect(capped.cappedCount == capped.row(at: 12).capped)
    #expect(
      isPlausible(
        capped.cappedCount, trials: 5000, probability: law.survival(at: 13)))
    // Half of the answers have a cap of 4, the others of 12.
    let mixed =
      LifeTable.simulated(from: law, count: 50_000, censoring: .cap(4), seed: 4)
      + LifeTable.simulated(
        from: law, count: 50_000, censoring: .cap(12), seed: 5)
    let pattern = CensoringPattern.asObserved(in: mixed)
    let again = LifeTable.simulated(
      from: law, count: 20_000, censoring: pattern, seed: 6)
    #expect(again.count == 20_000)
    for cap in [4, 12] {
      let survival = law.survival(at: cap + 1)
      let count = again.row(at: cap).capped
      #expect(
        count
          > smallestPlausibleCount(
            trials: 20_000, probability: 0.485 * survival)
          && count
            < largestPlausibleCount(
              trials: 20_000, probability: 0.515 * survival)
      )
    }
  }

  /// Counts beyond 32 bits; the planted bug drops the high bits.
  @Test func hugeCountsKeepMeanAndSpread() {
    let random = RandomSource(seed: 5)
    let (trials, p, draws) = (1 << 53, 0.3, 400)
    let mean = Double(trials) * p
    let deviation = (mean * (1 - p)).squareRoot()
    func isFair(_ binomial: (Int) -> Int) -> Bool {
      var (above, near) = (0, 0)
      for _ in 0..<draws {
        let z = (Double(binomial(trials)) - mean) / deviation
        if z > 0 { above += 1 }
        if abs(z) < 0.674_489_750_196_081_7 { near += 1 }
      }
      return isPlausible(above, trials: draws, probability: 0.5)
        && isPlausible(near, trials: draws, probability: 0.5)
    }
    #expect(isFair { random.binomial($0, probability: p) })
    #expect(!isFair { random.binomial($0 % (1 << 32), probability: p) })
    // Ends of the range of probabilities.
    #expect(random.binomial(trials, probability: 0) == 0)
    #expect(random.binomial(trials, probability: 1) == trials)
  }

  @Test func hugeTablesAreResampled() throws {
    var table = LifeTable()
    try table.record(length: 10, ending: .stopped, count: 1 << 51)
    try table.record(length: 20, ending: .capped, count: 1 << 50)
    let drawn = table.resampled(seed: 1)
    #expect(drawn.count == table.count)
    let share = Double(drawn.stoppedCount) / Double(drawn.count)
    #expect(abs(share - 2 / 3) < 1e-6)
    #expect(drawn.stoppedCount != table.stoppedCount)
  }
}
