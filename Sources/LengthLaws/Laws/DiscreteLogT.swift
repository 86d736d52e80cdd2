import NumericalMethods
import RealModule

/// A log-t length, rounded up to whole tokens.
///
/// N = ⌈X⌉ with log X = μ + σT and T of Student's law with ν degrees of
/// freedom:
///
///     S(k) = P(T > (log(k − 1) − μ)/σ),   P(N = k) = S(k) − S(k + 1)
///
/// The tail falls more slowly than any power: the mean is infinite at every
/// finite ν. At ν = ∞ it is the discrete log-normal law.
///
/// Source: log-t lengths with ν = 3.5 are a published model of token counts;
/// Student's law: "Student", Biometrika 6, 1 (1908), doi:10.2307/2331554.
public struct DiscreteLogT: LengthDistribution, Hashable {
  /// μ, the median of log X.
  public let mu: Double

  /// σ, the scale of log X, positive.
  public let sigma: Double

  /// ν, positive; `.infinity` is the log-normal limit.
  public let nu: Double

  /// The limit, at ν = ∞.
  let normal: DiscreteLogNormal?

  /// A law with parameters μ, σ and ν of log X.
  ///
  /// - Throws: `LengthLawError` unless μ is finite, 0 < σ < ∞ and 0 < ν ≤ ∞.
  public init(mu: Double, sigma: Double, nu: Double) throws(LengthLawError) {
    let normal = try DiscreteLogNormal(mu: mu, sigma: sigma)
    guard nu > 0 else {
      throw LengthLawError("nu", nu, accepted: "a number above 0")
    }
    self.mu = mu
    self.sigma = sigma
    self.nu = nu
    self.normal = nu == .infinity ? normal : nil
    constants = Constants(nu: nu)
  }

  /// What depends on ν alone.
  struct Constants: Hashable {
    /// The log density of T at 0.
    let logPeak: Double
    /// ψ((ν + 1)/2) − ψ(ν/2) − 1/ν and its derivative.
    let slope: Double
    let bend: Double

    init(nu: Double) {
      guard nu < .infinity else {
        (logPeak, slope, bend) = (-0.5 * Double.log(2 * .pi), 0, 0)
        return
      }
      logPeak = StudentLaw(degreesOfFreedom: nu).logPeak
      let sums = PolygammaSums(nu / 2, plus: 0.5)
      slope = sums.first - 1 / nu
      bend = 1 / nu / nu - sums.second / 2
    }
  }

  let constants: Constants

  var student: StudentLaw { StudentLaw(degreesOfFreedom: nu) }

  /// (log x − μ)/σ, the standardised length.
  func score(_ x: Double) -> Double { (Double.log(x) - mu) / sigma }

  /// log P(k − 1 < X ≤ k).
  public func logMass(at length: Int) -> Double {
    guard length >= 1 else { return -.infinity }
    if let normal { return normal.logMass(at: length) }
    let x = Double(length)
    let end = score(x)
    guard length > 1 else { return student.logTails(end).lower }
    if let slice = slice(at: x) { return slice }
    let (start, next) = (student.logTails(score(x - 1)), student.logTails(end))
    return next.lower < start.upper
      ? logDifference(next.lower, start.lower)
      : logDifference(start.upper, next.upper)
  }

  /// log P(X > k − 1).
  public func logSurvival(at length: Int) -> Double {
    guard length > 1 else { return 0 }
    if let normal { return normal.logSurvival(at: length) }
    return student.logTails(score(Double(length - 1))).upper
  }

  /// log P(x − 1 < X ≤ x) by quadrature over T; `nil` where the density bends
  /// too much.
  private func slice(at x: Double) -> Double? {
    let width = logWidth(Int(x)) / sigma
    let y = score(x) - width / 2
    let spread = nu + y * y
    let slice = SliceQuadrature.logIntegral(
      width: width, roughness: roughness(y)
    ) { -(nu + 1) / 2 * Double.log(onePlus: $0 * ((2 * y + $0) / spread)) }
    return slice.map {
      constants.logPeak + student.logRelativeDensity(y) + $0
    }
  }

  /// How fast the density changes about y, from its slope, its curvature, and
  /// its poles at ±i√ν.
  func roughness(_ y: Double) -> Double {
    let spread = nu + y * y
    return (nu + 1) * abs(y) / spread
      + 3 * ((nu + 1) / spread).squareRoot() + 8 / spread.squareRoot()
  }

  /// `.infinity`, except in the log-normal limit.
  public var mean: Double { normal?.mean ?? .infinity }

  /// NaN as there is no mean, except in the log-normal limit.
  public var variance: Double { normal?.variance ?? .nan }
}
