import Foundation
import LengthBounds
import LengthLaws
import TestSupport
import Testing

@Suite("Upper bounds of lengths that were cut")
struct UpperBoundTests {
  @Test func withoutCutsItIsTheOrderStatistic() {
    property("the order statistic, with its rank and kind") { choices in
      let table = choices.lifeTable(longest: 30)
      guard !table.isEmpty else { return }
      let level = choices.element(of: [0.5, 0.9, 0.95])
      let confidence = choices.element(of: [0.5, 0.9])
      let ranks = try table.orderStatisticBound(
        level: level, confidence: confidence)
      let bound = try table.upperBound(level: level, confidence: confidence)
      let reach = bound.limit.tokens ?? .max
      let isCut = table.rows.contains { $0.censored > 0 && $0.length < reach }
      try require(
        reach <= ranks.limit.tokens ?? .max, "more than the order statistic")
      try requireEqual(
        bound.kind == .upperConfidenceBound, !isCut, "\(bound.kind)")
      if table.censoredCount == 0 {
        try requireEqual(bound, ranks, "nothing was cut")
      }
    }
  }

  /// Under a cap, what was cut there is complete, as if recorded under it.
  @Test func capsCompleteTheirAnswers() {
    property("the table as the cap would have made it") { choices in
      let table = choices.lifeTable(longest: 30)
      guard !table.isEmpty else { return }
      let cap = choices.int(1...32)
      var cut = LifeTable()
      for row in table.rows {
        for (ending, count) in [
          (Ending.stopped, row.stopped), (.capped, row.capped),
          (.cancelled, row.cancelled),
        ] {
          try cut.record(
            length: min(row.length, cap),
            ending: row.length >= cap ? .stopped : ending, count: count)
        }
      }
      let bound = try table.upperBound(
        level: 0.9, confidence: 0.8, underCap: cap)
      try requireEqual(
        bound, try cut.upperBound(level: 0.9, confidence: 0.8), "under \(cap)")
      try require(bound.limit.tokens ?? cap <= cap, "beyond the cap")
    }
  }

  /// 1000 log-normal lengths, one in ten cancelled at a random point of its
  /// answer: the order statistic has no limit, the beta product is near.
  @Test func cancellationsCostLittle() throws {
    var random = SplitMix64(seed: 12)
    func normal() -> Double {
      (-2 * log(1 - random.unit())).squareRoot()
        * cos(2 * Double.pi * random.unit())
    }
    var table = LifeTable()
    for _ in 0..<1000 {
      let length = Int(exp(4.6 + 0.8 * normal()).rounded(.up))
      if random.unit() < 0.1 {
        try table.record(
          length: max(1, Int(Double(length) * random.unit())),
          ending: .cancelled)
      } else {
        try table.record(length: length, ending: .stopped)
      }
    }
    let truth = exp(4.6 + 0.8 * 1.6449)
    #expect(
      try table.orderStatisticBound(level: 0.95, confidence: 0.95).limit
        == .unbounded)
    let bound = try table.upperBound(level: 0.95, confidence: 0.95)
    let tokens = Double(try #require(bound.limit.tokens))
    #expect(bound.kind == .confidenceBoundUnderCensoring)
    #expect(tokens > truth && tokens < 1.3 * truth)
    let sides = try #require(
      try table.cancellationSensitivity(level: 0.95, confidence: 0.95))
    #expect(Double(try #require(sides.ifStopped.limit.tokens)) < tokens)
    #expect(sides.ifEndless.limit == .unbounded)
    // Under a cap the slow extreme is the cap, and so is known.
    let capped = try #require(
      try table.cancellationSensitivity(
        level: 0.95, confidence: 0.95, underCap: 600))
    #expect(capped.ifEndless.tokens(underCap: 600) == 600)
  }

  /// Exceedance and quantile agree also where answers were cut.
  @Test func exceedanceFollowsTheBound() {
    property("P(N > n) ≤ 1 − q just where the bound is at most n") { choices in
      let table = choices.lifeTable(longest: 20)
      guard !table.isEmpty else { return }
      let tokens = choices.int(0...21)
      let bound = try table.upperBound(level: 0.8, confidence: 0.9)
      let share = try table.exceedanceBound(tokens: tokens, confidence: 0.9)
      try requireEqual(
        bound.limit.tokens ?? .max <= tokens,
        share.probability <= 0.2 * (1 + 1e-9), "\(bound.limit), \(share.limit)")
    }
  }
}
