import LengthLaws
import TestSupport
import Testing

/// Tables on which likelihoods have no maximum, or one that is hard to find.
@Suite("Hard tables")
struct HardTableTests {
  private func table(
    stopped: [Int: Int], cancelled: [Int: Int] = [:], times factor: Int = 1
  ) throws -> LifeTable {
    var table = LifeTable()
    for (length, count) in stopped.sorted(by: { $0.key < $1.key }) {
      try table.record(length: length, ending: .stopped, count: count * factor)
    }
    for (length, count) in cancelled.sorted(by: { $0.key < $1.key }) {
      try table.record(
        length: length, ending: .cancelled, count: count * factor)
    }
    return table
  }

  /// Values by a 25-digit Newton iteration on differences (mpmath 1.3).
  @Test(arguments: [
    (
      [12: 1, 88_000: 1, 1_000_000: 1], [4: 1, 900: 1], 398_339.776_591,
      0.241_299_133_076, -36.193_332_613_679
    ),
    (
      [1: 1, 3: 1, 400_000: 1], [200: 1, 50_000: 2], 2_186_874.978_54,
      0.110_304_222_991,
      -23.929_281_127_358
    ),
    (
      [95: 1, 255_480: 1, 712_155: 1], [4: 1, 38_606: 1], 396_193.975_798,
      0.331_001_404_96, -38.527_381_436_101
    ),
  ])
  func wideTablesHaveANegativeBinomial(
    _ stopped: [Int: Int], _ cancelled: [Int: Int], _ mean: Double,
    _ size: Double, _ logLikelihood: Double
  ) throws {
    let fit = try NegativeBinomial.fit(
      table(stopped: stopped, cancelled: cancelled))
    #expect(fit.isConverged)
    #expect(fit.boundary == nil)
    #expect(abs(fit.distribution.meanBeyondFirst / mean - 1) < 1e-8)
    #expect(abs(fit.distribution.size / size - 1) < 1e-8)
    #expect(abs(fit.logLikelihood - logLikelihood) < 1e-9)
  }

  /// Families that can gather at one length match answers that may all have
  /// had it ever better.
  @Test(arguments: [
    Family.discreteWeibull, .betaDiscreteWeibull, .discreteLogNormal,
    .discreteGamma, .discreteLogLogistic, .discreteLogT,
    .discreteGeneralizedPareto,
  ])
  func oneEndedLengthHasNoMaximum(_ family: Family) throws {
    for cut in [[31: 3], [7: 1, 30: 2], [40: 1]] {
      let table = try table(stopped: [40: 2], cancelled: cut)
      #expect(throws: LengthLawError.oneDistinctLength(40)) {
        try family.fit(table)
      }
      #expect(table.rankFamilies([family]).entries.isEmpty)
    }
    // Neighbours are matched as well; lengths further apart are not.
    #expect(throws: LengthLawError.self) {
      try family.fit(table(stopped: [40: 2, 41: 3], cancelled: [40: 1]))
    }
    let spread = try table(
      stopped: [31: 2, 40: 5, 42: 4, 47: 6, 60: 2], cancelled: [31: 3])
    #expect(throws: Never.self) { try family.fit(spread) }
  }

  /// The others have one: values by SciPy 1.17.
  @Test func familiesThatSpreadHaveAMaximum() throws {
    let table = try table(stopped: [24: 2], cancelled: [16: 3])
    let geometric = try Geometric.fit(table)
    #expect(abs(geometric.distribution.p - 1 / 48.0) < 1e-15)
    #expect(abs(geometric.logLikelihood + 9.721) < 1e-3)
    let poisson = try Poisson.fit(table)
    #expect(poisson.isConverged)
    #expect(abs(poisson.logLikelihood + 5.1206) < 1e-4)
  }

  /// Counts near 10¹² shrink standard errors by 10⁶, and nothing else.
  @Test(arguments: Family.allCases)
  func hugeCountsHaveTinyStandardErrors(_ family: Family) throws {
    let stopped = [1: 40, 2: 31, 4: 22, 7: 20, 11: 13, 19: 9, 40: 4, 90: 1]
    let small = try table(stopped: stopped, cancelled: [30: 6])
    let large = try table(
      stopped: stopped, cancelled: [30: 6], times: 10_000_000_000)
    let (few, many) = (try family.fit(small), try family.fit(large))
    #expect(few.boundary == many.boundary)
    for (a, b) in zip(few.parameters, many.parameters) {
      guard let error = a.standardError, let tiny = b.standardError else {
        #expect((a.standardError == nil) == (b.standardError == nil))
        continue
      }
      #expect(abs(b.value / a.value - 1) < 1e-7, "\(a.name): \(b) for \(a)")
      #expect(
        abs(tiny * 1e5 / error - 1) < 1e-6, "\(a.name): \(tiny) for \(error)")
    }
  }

  @Test func rankingsOfTasksAreTheSameOnOneCore() throws {
    var tables = LifeTables()
    for task in 1...5 {
      var table = LifeTable()
      for length in 1...20 {
        try table.record(
          length: length * task, ending: .stopped, count: 1 + 40 / length)
      }
      try table.record(length: 20 * task, ending: .capped, count: task)
      tables[TaskID("task \(task)")] = table
    }
    let parallel = tables.rankFamilies()
    let serial = tables.rankFamilies(isParallel: false)
    #expect(Set(parallel.keys) == Set(tables.tasks))
    for task in tables.tasks {
      let (a, b) = (try #require(parallel[task]), try #require(serial[task]))
      #expect(a.entries.count >= 10)
      #expect(a.entries.map(\.fit.family) == b.entries.map(\.fit.family))
      #expect(a.entries.map(\.value) == b.entries.map(\.value))
      #expect(
        a.entries.map(\.fit.parameters) == b.entries.map(\.fit.parameters))
      #expect(a.failures == b.failures)
      let alone = try #require(tables[task]).rankFamilies()
      #expect(a.entries.map(\.value) == alone.entries.map(\.value))
    }
  }
}
