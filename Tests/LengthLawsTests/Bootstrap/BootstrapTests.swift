import Foundation
import LengthLaws
import TestSupport
import Testing

@Suite("Bootstrap")
struct BootstrapTests {
  private func sample(_ count: Int, seed: UInt64) throws -> LifeTable {
    LifeTable.simulated(from: try Geometric(p: 0.3), count: count, seed: seed)
  }

  private func resampledMeans(
    _ table: LifeTable, _ replicates: Int, seed: UInt64
  ) -> BootstrapResult {
    BootstrapResult(
      estimate: table.recordedMean ?? .nan,
      replicates: (0..<replicates).map {
        table.resampled(seed: seed << 20 + UInt64($0)).recordedMean
      })
  }

  @Test func replicatesFollowFromSeedAndIndex() throws {
    var table = LifeTable()
    try table.record(length: 4, ending: .stopped, count: 40)
    try table.record(length: 6, ending: .capped, count: 10)
    let law = try Geometric(p: 0.3)
    let first = (0..<20).map { table.replicate(of: law, index: $0, seed: 1) }
    let again = (0..<20).reversed().map {
      table.replicate(of: law, index: $0, seed: 1)
    }
    #expect(first == again.reversed())
    #expect(Set(first.map { "\($0.rows)" }).count == 20)
    #expect(table.replicate(of: law, index: 0, seed: 2) != first[0])
    #expect(first.allSatisfy { $0.count == 50 && $0.maximum ?? 0 <= 6 })
  }

  @Test func intervalsOfKnownReplicates() throws {
    let result = BootstrapResult(
      estimate: 500, replicates: (1...999).map { Double($0) })
    let percentile = try result.percentileInterval(level: 0.95)
    #expect(percentile.lower == 25)
    #expect(percentile.upper == 975)
    // Without bias and acceleration there is nothing to correct.
    let bca = try result.bcaInterval(level: 0.95, acceleration: 0)
    #expect(abs(bca.lower - 25) < 1e-6)
    #expect(abs((bca.upper ?? 0) - 975) < 1e-6)
    // z₀ = 0: α′ = Φ(z/(1 − a z)) with a = 0.1 is 0.0506… and 0.9926….
    let skewed = try result.bcaInterval(level: 0.95, acceleration: 0.1)
    #expect(abs(skewed.lower - 1000 * 0.050_630_5) < 1e-3)
    #expect(abs((skewed.upper ?? 0) - 1000 * 0.992_610_6) < 1e-3)
  }

  @Test func accelerationOfTheMeanIsASixthOfItsSkewness() {
    property("a = Σ(x − x̄)³/(6 (Σ(x − x̄)²)^1.5)", cases: 100) { choices in
      let table = choices.lifeTable(2...12)
      guard table.count > 1, let mean = table.recordedMean,
        let a = table.jackknifeAcceleration(of: \.recordedMean)
      else { return }
      var (squares, cubes) = (0.0, 0.0)
      for row in table.rows {
        let x = Double(row.length) - mean
        squares += Double(row.total) * x * x
        cubes += Double(row.total) * x * x * x
      }
      guard squares > 1e-9 else { return }
      try requireClose(
        a, cubes / 6 / pow(squares, 1.5), relative: 1e-8, absolute: 1e-10, "a")
    }
  }

  /// Nominal coverage is 0.9; 0.85 is allowed for 40 skewed answers.
  ///
  /// The planted intervals are half as wide.
  @Test func intervalsCoverAsOftenAsPromised() throws {
    let trials = 120
    let truth = 1 / 0.3
    var covered = [0, 0]
    var planted = 0
    for trial in 0..<trials {
      let table = try sample(40, seed: UInt64(trial))
      let result = resampledMeans(table, 149, seed: UInt64(trial) + 1)
      let acceleration = try #require(
        table.jackknifeAcceleration(of: \.recordedMean))
      let percentile = try result.percentileInterval(level: 0.9)
      let intervals = [
        percentile,
        try result.bcaInterval(level: 0.9, acceleration: acceleration),
      ]
      for (index, interval) in intervals.enumerated()
      where interval.contains(truth) { covered[index] += 1 }
      let width = (percentile.upper ?? 0) - percentile.lower
      if abs(result.estimate - truth) < width / 4 { planted += 1 }
    }
    let limit = smallestPlausibleCount(trials: trials, probability: 0.85)
    for count in covered { #expect(count >= limit, "\(covered)") }
    #expect(planted < limit)
  }

  @Test func impossibleRequestsAreRefused() throws {
    let sided = BootstrapResult(estimate: 0, replicates: [1, nil])
    #expect(sided.failureCount == 1)
    #expect(throws: LengthLawError.self) {
      try sided.bcaInterval(level: 0.9, acceleration: 0)
    }
    #expect(throws: LengthLawError.self) {
      try sided.percentileInterval(level: 1)
    }
    #expect(throws: LengthLawError.self) {
      try BootstrapResult(estimate: 0, replicates: [nil])
        .percentileInterval(level: 0.9)
    }
  }
}
