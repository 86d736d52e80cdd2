import Foundation
import TestSupport

/// A law that is hard on bounds, with its exact distribution function.
struct StressLaw: Sendable {
  let name: String
  /// P(N > k), exactly.
  let tail: @Sendable (Int) -> Double
  /// The least k with P(N > k) ≤ u, but for rounding.
  let inverse: @Sendable (Double) -> Int

  static let all: [StressLaw] = [
    // All mass at one length.
    steps("point mass", [(64, 0)]),
    // Just above and just below the level, so that a quantile is at the jump.
    steps("0.9499 at 1", [(1, 0.0501), (4000, 0)]),
    steps("0.95 at 1", [(1, 0.05), (4000, 0)]),
    steps("three modes", [(5, 0.4), (900, 0.2), (901, 0.02), (20_000, 0)]),
    // No mean below 10⁹ tokens.
    StressLaw(name: "k^−0.3") {
      $0 < 1 ? 1 : $0 < 1_000_000_000 ? pow(Double($0 + 1), -0.3) : 0
    } inverse: {
      max(Int(min(pow($0, -1 / 0.3), 1e9).rounded(.up)) - 1, 1)
    },
    StressLaw(name: "geometric, mean 10⁵") {
      pow(1 - 1e-5, Double(max($0, 0)))
    } inverse: {
      max(Int((log($0) / log1p(-1e-5)).rounded(.up)), 1)
    },
  ]

  /// A law of a few lengths, each with P(N > k).
  private static func steps(
    _ name: String, _ steps: [(length: Int, tail: Double)]
  ) -> StressLaw {
    StressLaw(name: name) { length in
      steps.last { $0.length <= length }?.tail ?? 1
    } inverse: { tail in
      steps.first { $0.tail <= tail }?.length ?? 1
    }
  }

  /// The least k with P(N > k) ≤ 1 − q.
  func quantile(_ level: Double) -> Int {
    var (low, high) = (0, 1)
    while tail(high) > (1 - level) * (1 + 1e-12) {
      low = high
      high *= 2
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if tail(middle) > (1 - level) * (1 + 1e-12) {
        low = middle
      } else {
        high = middle
      }
    }
    return high
  }

  /// A length, by inversion.
  func sample(_ random: inout SplitMix64) -> Int {
    inverse(random.unit() + 0x1p-54)
  }
}

/// One promise: what was tried and the worst that was seen.
struct StressRow {
  let promise: String
  let tried: String
  let promised: Double
  private(set) var worst = 1.0
  private(set) var place = ""

  init(_ promise: String, tried: String, promised: Double) {
    self.promise = promise
    self.tried = tried
    self.promised = promised
  }

  mutating func note(_ coverage: Double, _ place: String) {
    if coverage < worst { (worst, self.place) = (coverage, place) }
  }

  /// A row of the table in `Docs/Reliability.md`.
  var text: String {
    "| \(promise) | \(tried) | \(promised) | "
      + String(format: "%.5f", worst) + " | \(place) |"
  }
}
