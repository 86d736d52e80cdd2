import DecodeStatistics
import Foundation

extension LengthDistributionLaws {
  /// That mean and variance are what the survival function says.
  ///
  /// E[N] = Σ S(k) and E[N²] = Σ (2k − 1)·S(k) are enclosed, not estimated:
  /// term by term at first, then in blocks, in which a non-increasing S lies
  /// between its ends, up to 2⁶².
  func checkMoments() throws(Falsified) {
    try checkRestrictedMeans()
    let (first, second) = enclosures()
    let mean = law.mean
    try first.check(mean, "the mean", tolerance: momentTolerance)
    let variance = law.variance
    guard mean < .infinity else {
      return try require(
        variance.isNaN, "without a mean, a variance of \(variance) is wrong")
    }
    try require(
      variance >= 0, "the variance should not be negative, but is \(variance)")
    // Relative to E[N²], of which a small variance is the rest.
    try second.check(
      variance + mean * mean, "variance plus squared mean",
      tolerance: momentTolerance)
  }

  private func checkRestrictedMeans() throws(Falsified) {
    try requireEqual(law.restrictedMean(through: 0), 0, "E[min(N, 0)]")
    var sum = 0.0
    for k in 1...limit {
      sum += law.survival(at: k)
      guard k == 1 || k == limit / 2 || k == limit else { continue }
      try requireClose(
        law.restrictedMean(through: k), sum, relative: 1e-10,
        "E[min(N, \(k))]")
    }
  }

  private var momentTolerance: Double { max(10 * tolerance, 1e-8) }

  private func enclosures() -> (first: Enclosure, second: Enclosure) {
    let exact = max(limit, 512)
    var first = Enclosure(power: 1)
    var second = Enclosure(power: 2)
    for k in 1...exact {
      let survival = law.survival(at: k)
      first.add(survival, survival, weight: 1)
      second.add(survival, survival, weight: Double(2 * k - 1))
    }
    var (start, above) = (exact, law.survival(at: exact + 1))
    while start < 1 << 62, above > 0 {
      let end = start + start / 32
      let (a, b) = (Double(start), Double(end))
      let here = law.survival(at: end)
      first.add(here, above, weight: b - a)
      second.add(here, above, weight: (b - a) * (b + a))
      (start, above) = (end, law.survival(at: end + 1))
    }
    let decay = decay(at: start)
    first.close(survival: above, at: start, decay: decay)
    second.close(survival: above, at: start, decay: decay)
    return (first, second)
  }

  /// The power by which survival falls around a length.
  private func decay(at length: Int) -> Double {
    let (near, far) = (
      law.logSurvival(at: length / 2), law.logSurvival(at: length)
    )
    return far == -.infinity ? .infinity : (near - far) / log(2)
  }
}

/// Bounds of a sum over survival.
private struct Enclosure {
  /// The moment: its sum converges if survival falls by a greater power.
  let power: Double
  var lower = 0.0
  var upper = 0.0
  var converges = true

  init(power: Double) { self.power = power }

  mutating func add(_ least: Double, _ most: Double, weight: Double) {
    lower += least * weight
    upper += most * weight
  }

  /// Adds what lies beyond `length`, as if the decay there went on.
  mutating func close(survival: Double, at length: Int, decay: Double) {
    guard survival > 0 else { return }
    // The decay is measured, so near the edge nothing can be said.
    converges = decay > 1.1 * power
    let length = pow(Double(length), power)
    upper +=
      converges
      ? 2 * power * survival * length / (decay - power) : .infinity
  }

  func check(
    _ value: Double, _ what: String, tolerance: Double
  ) throws(Falsified) {
    try require(!value.isNaN, "\(what) is not a number")
    guard value < .infinity else {
      return try require(
        !converges, "\(what) should be about \(upper), but is infinite")
    }
    try require(
      value >= lower * (1 - tolerance) && value <= upper * (1 + tolerance),
      "\(what) should be in \(lower)...\(upper), but is \(value)")
  }
}
