import DecodeStatistics
import Foundation
import QuantileAccuracy
import TestSupport
import Testing

@Suite("Comparison of methods")
struct ComparisonTests {
  private func cases(_ name: String) throws -> [JSONValue] {
    let file = try JSONDecoder().decode(
      JSONValue.self, from: Fixtures.data("reference/comparisons.json"))
    return try #require(file[name]?.array)
  }

  @Test func dieboldMarianoAgreesWithTheReference() throws {
    let cases = try cases("dieboldMariano")
    #expect(cases.count == 3)
    for entry in cases {
      let test = try DieboldMariano(
        try #require(entry["first"]?.doubles),
        try #require(entry["second"]?.doubles), lags: entry["lags"]?.int)
      let interval = try test.interval(confidence: 0.95)
      for (value, name) in [
        (test.meanDifference, "meanDifference"),
        (test.standardError, "standardError"),
        (test.statistic, "statistic"), (test.pValue, "pValue"),
      ] {
        try requireClose(
          value, try #require(entry[name]?.double), relative: 1e-9,
          absolute: 1e-12, name)
      }
      let expected = try #require(entry["interval"]?.doubles)
      try requireClose(interval.lower, expected[0], relative: 1e-8)
      try requireClose(interval.upper ?? 0, expected[1], relative: 1e-8)
    }
  }

  /// Of 400 comparisons of equal methods, no more are found different at 5 %
  /// than chance allows at 10 %; the planted test takes losses that depend on
  /// their neighbours for independent.
  @Test func equalMethodsAreHardlyEverFoundDifferent() throws {
    var random = SplitMix64(seed: 77)
    var (found, planted) = (0, 0)
    for _ in 0..<400 {
      var state = (0.0, 0.0)
      var losses: (first: [Double], second: [Double]) = ([], [])
      for _ in 0..<120 {
        state.0 = 0.5 * state.0 + random.unit()
        state.1 = 0.5 * state.1 + random.unit()
        losses.first.append(state.0)
        losses.second.append(state.1)
      }
      let test = try DieboldMariano(losses.first, losses.second, lags: 8)
      let naive = try DieboldMariano(losses.first, losses.second, lags: 0)
      found += test.pValue <= 0.05 ? 1 : 0
      planted += naive.pValue <= 0.05 ? 1 : 0
    }
    let limit = largestPlausibleCount(trials: 400, probability: 0.1)
    #expect(found <= limit, "\(found)")
    #expect(planted > limit, "\(planted)")
  }

  @Test func degenerateLossesAreTotal() throws {
    let same = try DieboldMariano([1, 2, 3], [1, 2, 3])
    #expect(same.statistic == 0 && same.pValue == 1)
    let apart = try DieboldMariano([2, 3, 4], [1, 2, 3])
    #expect(apart.statistic == .infinity && apart.pValue == 0)
    #expect(try DieboldMariano([1, 5], [0, 0]).pValue < 1)
    for (first, second, lags) in [
      ([1.0], [1.0], 0), ([1, 2], [1], 0), ([1, .nan], [1, 2], 0),
      ([1, 2, 3], [1, 2, 3], 2), ([1, 2, 3], [3, 2, 1], -1),
      ([1, .infinity], [1, 2], 0),
    ] {
      #expect(throws: LengthLawError.self) {
        try DieboldMariano(first, second, lags: lags)
      }
    }
  }

  @Test func kendallAgreesWithTheReference() throws {
    for entry in try cases("kendall") {
      let test = try KendallTau(
        try #require(entry["first"]?.doubles),
        try #require(entry["second"]?.doubles))
      try requireClose(test.tau, try #require(entry["tau"]?.double))
    }
  }

  @Test func kendallCountsPairs() {
    property("pairs one by one", cases: 200) { choices in
      let pairs = choices.array(1...25) { ($0.int(0...6), $0.int(0...6)) }
      let test = try KendallTau(
        pairs.map { Double($0.0) }, pairs.map { Double($0.1) })
      var counts = [0, 0, 0, 0]
      for (index, a) in pairs.enumerated() {
        for b in pairs[..<index] {
          let product = (a.0 - b.0) * (a.1 - b.1)
          if product > 0 { counts[0] += 1 }
          if product < 0 { counts[1] += 1 }
          if a.0 == b.0, a.1 != b.1 { counts[2] += 1 }
          if a.0 != b.0, a.1 == b.1 { counts[3] += 1 }
        }
      }
      try requireEqual(
        [
          test.concordant, test.discordant, test.tiedInFirst,
          test.tiedInSecond,
        ], counts, "pairs")
    }
    #expect(throws: LengthLawError.self) { try KendallTau([.nan], [1]) }
    #expect(throws: LengthLawError.self) { try KendallTau([1], []) }
  }
}
