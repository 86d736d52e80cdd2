import Foundation
import LengthLaws
import Synchronization
import TestSupport
import Testing

@Suite("Bootstrap")
struct BootstrapTests {
  @Sendable private static func mean(_ table: LifeTable) -> BootstrapEstimate? {
    guard let mean = table.recordedMean,
      let deviation = table.recordedStandardDeviation
    else { return nil }
    return BootstrapEstimate(
      value: mean,
      standardError: deviation / Double(table.count).squareRoot())
  }

  private func sample(_ count: Int, seed: UInt64) throws -> LifeTable {
    LifeTable.simulated(from: try Geometric(p: 0.3), count: count, seed: seed)
  }

  @Test func resultsDoNotDependOnTheWorkers() async throws {
    let table = try sample(50, seed: 1)
    let law = Bootstrap.Source.law(try Geometric(p: 0.3), censoring: .cap(6))
    for source in [Bootstrap.Source.table, law] {
      var runs: [[BootstrapEstimate?]] = []
      for workers in [1, 2, 5] {
        let bootstrap = Bootstrap(replicates: 101, seed: 9, workers: workers)
        runs.append(
          try await bootstrap.run(table, from: source, statistic: Self.mean)
            .replicates)
      }
      #expect(runs[0].count == 101)
      #expect(Set(runs[0].compactMap { $0?.value }).count > 20)
      #expect(runs[0] == runs[1])
      #expect(runs[0] == runs[2])
    }
  }

  @Test func seedsMatter() async throws {
    let table = try sample(50, seed: 1)
    let runs = [
      try await Bootstrap(replicates: 20, seed: 1)
        .run(table, statistic: Self.mean).replicates,
      try await Bootstrap(replicates: 20, seed: 2)
        .run(table, statistic: Self.mean).replicates,
    ]
    #expect(runs[0] != runs[1])
  }

  @Test func progressGrowsToTheEnd() async throws {
    let calls = Mutex<[Int]>([])
    let bootstrap = Bootstrap(replicates: 77, seed: 1, workers: 3) { done in
      calls.withLock { $0.append(done) }
    }
    _ = try await bootstrap.run(try sample(20, seed: 2), statistic: Self.mean)
    let seen = calls.withLock { $0 }
    #expect(seen == seen.sorted())
    #expect(seen.last == 77)
    #expect(seen.count > 3)
  }

  @Test func intervalsOfKnownReplicates() throws {
    let result = BootstrapResult(
      estimate: BootstrapEstimate(value: 500, standardError: 2),
      replicates: (1...999).map {
        BootstrapEstimate(value: Double($0), standardError: 2)
      })
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
    // Reflected: the long tail of the replicates is the short one here.
    var lopsided = result
    lopsided.estimate.value = 300
    let studentised = try lopsided.studentisedInterval(level: 0.95)
    #expect(abs(studentised.lower - (300 - 675)) < 1e-9)
    #expect(abs((studentised.upper ?? 0) - (300 + 275)) < 1e-9)
    #expect(abs(result.bias) < 1e-9)
    #expect(abs(result.standardError - 288.530_761) < 1e-5)
  }

  @Test func accelerationOfTheMeanIsASixthOfItsSkewness() {
    property("a = Σ(x − x̄)³/(6 (Σ(x − x̄)²)^1.5)", cases: 100) { choices in
      let table = choices.lifeTable(2...12)
      guard table.count > 1, let mean = table.recordedMean,
        let a = table.jackknifeAcceleration(of: {
          $0.recordedMean.map { BootstrapEstimate(value: $0) }
        })
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
  @Test func intervalsCoverAsOftenAsPromised() async throws {
    let trials = 120
    let truth = 1 / 0.3
    var covered = [0, 0, 0]
    var planted = 0
    for trial in 0..<trials {
      let table = try sample(40, seed: UInt64(trial))
      let result = try await Bootstrap(
        replicates: 149, seed: UInt64(trial), workers: 2
      ).run(table, statistic: Self.mean)
      let acceleration = try #require(
        table.jackknifeAcceleration(of: Self.mean))
      let percentile = try result.percentileInterval(level: 0.9)
      let intervals = [
        percentile,
        try result.bcaInterval(level: 0.9, acceleration: acceleration),
        try result.studentisedInterval(level: 0.9),
      ]
      for (index, interval) in intervals.enumerated()
      where interval.contains(truth) { covered[index] += 1 }
      let width = (percentile.upper ?? 0) - percentile.lower
      if abs(result.estimate.value - truth) < width / 4 { planted += 1 }
    }
    let limit = smallestPlausibleCount(trials: trials, probability: 0.85)
    for count in covered { #expect(count >= limit, "\(covered)") }
    #expect(planted < limit)
  }

  @Test func impossibleRequestsAreRefused() async throws {
    let table = try sample(10, seed: 1)
    await #expect(throws: InferenceError.noAnswers) {
      try await Bootstrap(replicates: 9, seed: 1)
        .run(LifeTable(), statistic: Self.mean)
    }
    await #expect(throws: InferenceError.self) {
      try await Bootstrap(replicates: 0, seed: 1)
        .run(table, statistic: Self.mean)
    }
    await #expect(throws: InferenceError.self) {
      try await Bootstrap(replicates: 9, seed: 1, workers: 0)
        .run(table, statistic: Self.mean)
    }
    let sided = BootstrapResult(
      estimate: BootstrapEstimate(value: 0),
      replicates: [BootstrapEstimate(value: 1), nil])
    #expect(sided.failureCount == 1)
    #expect(throws: InferenceError.self) {
      try sided.bcaInterval(level: 0.9, acceleration: 0)
    }
    #expect(throws: InferenceError.methodNotApplicable(.studentised)) {
      try sided.studentisedInterval(level: 0.9)
    }
  }
}
