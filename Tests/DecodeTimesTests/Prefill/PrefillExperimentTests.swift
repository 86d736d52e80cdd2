import DecodeTimes
import TestSupport
import Testing

@Suite("Prefill experiments")
struct PrefillExperimentTests {
  @Test func variationIsThatOfEqualLengths() throws {
    let rows = [(10, 1.0), (10, 3), (20, 2), (20, 2), (25, 5)].map {
      PrefillObservation(promptTokens: $0.0, prefillSeconds: $0.1)
    }
    let exact = try PrefillVariation(rows)
    #expect(exact.groups.map(\.count) == [2, 2])
    // s/mean of 1 and 3 is √2/2; of 2 and 2 it is 0.
    #expect(
      abs(exact.groups[0].coefficientOfVariation - 0.5.squareRoot()) < 1e-15)
    #expect(abs(try #require(exact.pooled) - 0.5) < 1e-15)
    let binned = try PrefillVariation(rows, binWidth: 10)
    #expect(binned.groups.map(\.firstTokens) == [10, 20])
    #expect(binned.groups.map(\.count) == [2, 3])
    #expect(try PrefillVariation([rows[4]]).pooled == nil)
  }

  @Test func verdictsFollowTheThresholds() throws {
    var choices = Choices(seed: 1)
    let quiet = try PrefillExperiment(
      PrefillTests.rows(&choices, noise: 0.02), seed: 1)
    #expect(quiet.verdict == .enough)
    #expect(quiet.judgements.count == 3)
    #expect(
      quiet.judgements[1].words.contains("(enough if > 0.9, not if < 0.8)"))
    let loud = try PrefillExperiment(
      PrefillTests.rows(&choices, noise: 1.9), seed: 1)
    #expect(loud.verdict == .notEnough)
  }

  @Test func variationIsJudgedWithoutAModel() throws {
    let rows = [0.020, 0.021, 0.022].map {
      PrefillObservation(promptTokens: 64, prefillSeconds: $0)
    }
    let alike = try PrefillExperiment(rows, seed: 1)
    #expect(alike.verdict == .enough)
    #expect(alike.count == 3)
    #expect(alike.fitted == nil && alike.heldOut == nil)
    #expect(alike.failure?.contains("at least 6 rows") == true)
    let single = try PrefillExperiment([rows[0]], seed: 1)
    #expect(single.verdict == nil)
    #expect(throws: DecodeTimeError.self) {
      try PrefillExperiment(rows, folds: 1, seed: 1)
    }
  }

  /// Rows of one configuration are never all in one part; a planted one of a
  /// single row is.
  @Test func twoRowsAreEnoughToBeHeldOut() throws {
    var choices = Choices(seed: 3)
    let rows = PrefillTests.rows(&choices)
    let few = [70, 90].map {
      PrefillObservation(
        promptTokens: $0, prefillSeconds: 0.03,
        configuration: ServingConfiguration(["gpu": "t4", "tp": "2"]))
    }
    for seed in 1...20 {
      for folds in [2, 3, 10] {
        let held = try PrefillFitting().heldOut(
          rows + few, folds: folds, seed: UInt64(seed))
        #expect(held.observations.count == rows.count + 2)
      }
      #expect(throws: DecodeTimeError.unknownLabel("gpu=t4")) {
        try PrefillFitting().heldOut(
          rows + few.prefix(1), folds: 10, seed: UInt64(seed))
      }
    }
  }

  /// Seconds read as milliseconds may still look like times of a prefill.
  @Test func unitsAreJudgedPerTokenToo() throws {
    let seconds = (1...12).map { index in
      PrefillObservation(
        promptTokens: 1000 * index, prefillSeconds: 0.3 * Double(index))
    }
    func hints(_ factor: Double) throws -> [FitCaveat] {
      try PrefillFitting().fit(
        seconds.map {
          PrefillObservation(
            promptTokens: $0.promptTokens,
            prefillSeconds: $0.prefillSeconds * factor)
        }
      ).report.caveats
    }
    #expect(try hints(1).isEmpty)
    for factor in [1e-3, 1e3] {
      #expect(
        try hints(factor).contains { hint in
          if case .unitLooksWrong(_, "prompt token") = hint { return true }
          return false
        })
    }
  }

  @Test func embeddingsAreWorthItWhereTheyCarryTime() throws {
    var choices = Choices(seed: 2)
    let embedding = PrefillFeatures.embedding(
      dimension: 3, projection: .random(seed: 9), ridge: 1e-4)
    let with = try FeatureExperiment(
      PrefillTests.rows(&choices, effect: 0.02),
      features: [.publishedBuckets, embedding], seed: 1)
    #expect(
      with.entries.map(\.advice)
        == [.notWorthIt, .notWorthIt, .worthConsidering])
    #expect(with.entries[0].improvement == 0)
    #expect(with.entries[2].improvement > 0.5)
    #expect(with.entries[2].secondsPerPrediction > 0)
    // A planted bug, the embedding of another row, is not worth it.
    let rows = PrefillTests.rows(&choices, effect: 0.02)
    let mixed = rows.indices.map { index in
      var row = rows[index]
      row.embedding = rows[(index + 7) % rows.count].embedding
      return row
    }
    let without = try FeatureExperiment(mixed, features: [embedding], seed: 1)
    #expect(without.entries[1].advice != .worthConsidering)
  }

  @Test func sharesAddUpAndAverageOverOrders() {
    property("attribution", cases: 12) { choices in
      let rows = PrefillTests.rows(&choices, noise: 0.3).map { row in
        var row = row
        row.configuration = ServingConfiguration([
          "gpu": row.configuration.labels["gpu"] ?? "",
          "tier": "\(choices.int(0...2))",
        ])
        return row
      }
      for byKey in [false, true] {
        let shares = try VarianceAttribution(rows, byKey: byKey)
        let sequential = shares.factors.reduce(0) { $0 + $1.sequentialShare }
        let averaged = shares.factors.reduce(0) { $0 + $1.averagedShare }
        try requireClose(sequential, averaged, relative: 1e-9)
        try requireClose(
          sequential + shares.interactionShare + shares.restShare, 1,
          relative: 1e-9)
        for factor in shares.factors {
          try require(factor.averagedShare > -1e-9, "\(factor) is negative")
        }
        let again = try VarianceAttribution(
          choices.shuffled(rows), byKey: byKey)
        try requireEqual(again, shares)
      }
    }
  }

  /// On a balanced grid factors are orthogonal: orders do not matter, and the
  /// shares are those of the classical table.
  @Test func balancedGridsHaveOneAttribution() throws {
    let rows = (0..<2).flatMap { gpu in
      (1...5).map { p in
        PrefillObservation(
          promptTokens: p, prefillSeconds: 1 + Double(gpu) + Double(p),
          configuration: ServingConfiguration(["gpu": "\(gpu)"]))
      }
    }
    let shares = try VarianceAttribution(rows, features: .count)
    // SS of gpu 10·¼ = 2.5, of length 2·10 = 20.
    #expect(shares.factors.map(\.name) == ["configuration", "promptTokens"])
    #expect(abs(shares.factors[0].averagedShare - 2.5 / 22.5) < 1e-12)
    #expect(abs(shares.factors[0].sequentialShare - 2.5 / 22.5) < 1e-12)
    #expect(abs(shares.factors[1].averagedShare - 20 / 22.5) < 1e-12)
    #expect(abs(shares.restShare) < 1e-12)
    #expect(throws: DecodeTimeError.self) {
      try VarianceAttribution([rows[0]])
    }
  }
}
