import Foundation
import TestSupport

/// A law that is hard on bounds, with its exact distribution function.
struct StressLaw: Sendable {
  let name: String
  /// P(N > k), exactly.
  let tail: @Sendable (Int) -> Double

  static let all: [StressLaw] = [
    // All mass at one length.
    StressLaw(name: "point mass") { $0 < 64 ? 1 : 0 },
    // Just above and just below the level, so that a quantile is at the jump.
    StressLaw(name: "0.9499 at 1") { $0 < 1 ? 1 : $0 < 4000 ? 0.0501 : 0 },
    StressLaw(name: "0.95 at 1") { $0 < 1 ? 1 : $0 < 4000 ? 0.05 : 0 },
    StressLaw(name: "three modes") {
      $0 < 5 ? 1 : $0 < 900 ? 0.4 : $0 < 901 ? 0.2 : $0 < 20_000 ? 0.02 : 0
    },
    // No mean below 10⁹ tokens.
    StressLaw(name: "k^−0.3") {
      $0 < 1 ? 1 : $0 < 1_000_000_000 ? pow(Double($0 + 1), -0.3) : 0
    },
    StressLaw(name: "geometric, mean 10⁵") {
      pow(1 - 1e-5, Double(max($0, 0)))
    },
  ]

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
    quantile(min(random.unit(), 1 - 0x1p-50))
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
