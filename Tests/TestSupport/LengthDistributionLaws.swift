public import DecodeStatistics
import Foundation

/// Checks every law that a distribution of lengths should obey.
///
/// It holds for any family, defective ones included. What is checked:
///
/// - S(k) = 1 for k ≤ 1, and S never increases;
/// - the mass at k is S(k) − S(k + 1), in log space too, and masses sum up;
/// - `survival` is what `logSurvival` says, and `survivalCurve` gives the same
///   to the last bit;
/// - `quantile` and survival are a Galois connection, at levels that are
///   attained exactly as well, and quantiles never decrease with the level;
/// - mean and variance are the sums over survival, or infinite where those
///   diverge;
/// - samples come as often as their masses say.
///
/// ```swift
/// property("the geometric law obeys the laws") { choices in
///   let law = Geometric(p: choices.double(in: 0.01...1))
///   try checkLengthDistribution(law, name: "\(law)", through: 100)
/// }
/// ```
///
/// - Parameters:
///   - law: The distribution.
///   - name: What to call it in a failure; it also seeds the samples.
///   - limit: Lengths 1...limit are checked one by one.
///   - samples: How many to draw; 0 leaves sampling out.
///   - tolerance: The relative error that masses and sums may have.
/// - Throws: `Falsified` with the first law that fails.
public func checkLengthDistribution(
  _ law: some LengthDistribution, name: String, through limit: Int = 200,
  samples: Int = 2000, tolerance: Double = 1e-9
) throws(Falsified) {
  let laws = LengthDistributionLaws(
    law: law, limit: limit, tolerance: tolerance)
  do {
    try laws.checkSurvival()
    try laws.checkMasses()
    try laws.checkCurve()
    try laws.checkQuantiles()
    try laws.checkMoments()
    if samples > 0 {
      var generator = SplitMix64(name: name)
      try laws.checkSamples(samples, using: &generator)
    }
  } catch {
    throw Falsified("\(name): \(error)")
  }
}

/// The laws, one group at a time.
struct LengthDistributionLaws<Law: LengthDistribution> {
  let law: Law
  let limit: Int
  let tolerance: Double

  init(law: Law, limit: Int, tolerance: Double) {
    precondition(limit >= 1, "Limit should be at least 1, but is \(limit)")
    self.law = law
    self.limit = limit
    self.tolerance = tolerance
  }

  func checkSurvival() throws(Falsified) {
    for k in [-5, 0, 1] {
      try requireEqual(law.logSurvival(at: k), 0, "log S(\(k))")
    }
    for k in [-5, 0] {
      try requireEqual(law.logMass(at: k), -.infinity, "log P(N = \(k))")
    }
    var before = 0.0
    for k in 2...(limit + 1) {
      let here = law.logSurvival(at: k)
      try require(!here.isNaN, "log S(\(k)) is not a number")
      try require(
        here <= before + Self.rounding(before),
        "survival should not increase, but log S(\(k)) = \(here) comes after "
          + "\(before)")
      before = here
    }
  }

  func checkMasses() throws(Falsified) {
    var sum = 0.0
    for k in 1...limit {
      let mass = law.logMass(at: k)
      let (here, next) = (law.logSurvival(at: k), law.logSurvival(at: k + 1))
      sum += law.mass(at: k)
      try require(!mass.isNaN, "log P(N = \(k)) is not a number")
      try require(
        mass <= here + Self.rounding(here),
        "log P(N = \(k)) = \(mass) should be at most log S(\(k)) = \(here)")
      // Relative to S(k), so that a far tail counts like the middle.
      guard here > -.infinity else { continue }
      let fromMass = exp(mass - here)
      let fromSurvival = -expm1(next - here)
      try requireClose(
        fromMass, fromSurvival, relative: 0,
        absolute: tolerance + 2 * Self.rounding(here),
        "P(N = \(k)) / S(\(k)) by mass, against survival,")
    }
    try requireClose(
      sum, 1 - law.survival(at: limit + 1), relative: 0, absolute: tolerance,
      "the masses through \(limit), summed,")
  }

  func checkCurve() throws(Falsified) {
    try require(
      law.survivalCurve(through: 0).isEmpty,
      "the survival curve through 0 should be empty")
    for end in Set([1, 2, (limit + 1) / 2, limit]).sorted() {
      let curve = law.survivalCurve(through: end)
      try requireEqual(curve.count, end, "the size of a survival curve")
      for k in 1...end {
        let survival = law.survival(at: k)
        try requireClose(
          survival, exp(law.logSurvival(at: k)), relative: 1e-10,
          absolute: 1e-300, "survival at \(k)")
        try requireEqual(
          curve[k - 1], survival, "the survival curve through \(end) at \(k)")
      }
    }
  }

  /// What rounding may do to a log-survival of this size.
  static func rounding(_ logSurvival: Double) -> Double {
    logSurvival.isFinite ? 1e-12 * (1 + abs(logSurvival)) : 0
  }
}
