import NumericalMethods
import RealModule

extension DiscreteGeneralizedPareto: FittableDistribution {
  /// shape, scale, threshold; the last is given, not estimated.
  public static var parameterNames: [String] {
    ["shape", "scale", "threshold"]
  }

  /// The law with the parameters ξ, σ and u.
  public init(parameterValues: [Double]) throws(LengthLawError) {
    guard let threshold = Int(exactly: parameterValues[2]) else {
      throw LengthLawError(
        "threshold", parameterValues[2], accepted: "a whole number in 0...2⁵³")
    }
    try self.init(
      shape: parameterValues[0], scale: parameterValues[1],
      threshold: threshold)
  }

  /// shape, scale, threshold.
  public var parameterValues: [Double] { [shape, scale, Double(threshold)] }

  /// The maximum likelihood fit to all answers, with the threshold 0.
  public static func fit(
    _ sample: CensoredSample
  ) throws(LengthLawError) -> LengthFit<Self> {
    try fit(sample, threshold: 0)
  }

  /// The maximum likelihood fit to the answers longer than a threshold, given
  /// that they are.
  ///
  /// A shape of 1 or more is named as `.infiniteMean`. A shape of −½ or less
  /// puts a greatest length so sharply that the likelihood is not regular
  /// there (R. L. Smith, Biometrika 72, 67 (1985),
  /// doi:10.1093/biomet/72.1.67): the fit is named `.irregularEndpoint`, has
  /// no standard errors, and does not count as converged.
  ///
  /// The threshold u ≥ 0 is reported among the parameters and does not count
  /// as estimated.
  ///
  /// - Throws: `LengthLawError` where the likelihood has no maximum or none was
  ///   found; `.invalidSample` also if a group spreads over both sides.
  public static func fit(
    _ sample: CensoredSample, threshold: Int
  ) throws(LengthLawError) -> LengthFit<Self> {
    try sample.validate()
    guard threshold >= 0, threshold < 1 << 53 else {
      throw LengthLawError(
        "threshold", Double(threshold), accepted: "a whole number in 0...2⁵³")
    }
    let tail = try sample.reaching(threshold + 1).shifted(down: threshold)
    try tail.requireSpread()
    var fit: LengthFit<Self>
    if let regular = regularFit(tail) {
      fit = regular
    } else {
      fit = try irregularFit(tail)
    }
    let law = fit.distribution
    fit.distribution = try Self(
      shape: law.shape, scale: law.scale, threshold: threshold)
    fit.parameters[2].value = Double(threshold)
    return fit
  }

  /// The maximum with a shape above −½, where the likelihood is regular.
  private static func regularFit(_ tail: CensoredSample) -> LengthFit<Self>? {
    let (mean, variance) = tail.roughMoments { $0 - 0.5 }
    let ratio = mean * mean / max(variance, 1e-3)
    let shape = min(max((1 - ratio) / 2, -0.3), 0.5)
    let longest = Double(tail.longestExceeded)
    let scale = max(mean * (1 - shape), -shape * longest * 1.1)
    for start in [[shape, Double.log(scale)], [0.1, Double.log(0.9 * mean)]] {
      let fit = try? maximumLikelihoodFit(tail, from: start)
      if let fit, fit.distribution.shape > -0.5 { return fit }
    }
    return nil
  }
}

extension DiscreteGeneralizedPareto: ScoredDistribution {
  package static var family: Family { .discreteGeneralizedPareto }

  /// Of the shape and the scale: the threshold is not searched for.
  package static var links: [Link] { [.identity, .log] }

  package init(coordinates: [Double]) throws(LengthLawError) {
    try self.init(shape: coordinates[0], scale: Double.exp(coordinates[1]))
  }

  package var slopes: [Double] { [1, scale] }
  package var hasFiniteMean: Bool { shape < 1 }

  /// A slightly heavy tail with the mean of the recorded lengths.
  package static func start(for sample: CensoredSample) -> [Double] {
    [0.1, 0.9 * sample.roughMoments { $0 - 0.5 }.mean]
  }

  /// −Λ(x) + log(1 − e^{−Δ}) with Δ = Λ(x + 1) − Λ(x), which is Λ(1) of a law
  /// with the scale s = σ + ξx.
  package func curvedLogMass(at length: Int) -> Curved {
    let x = Double(length - 1 - threshold)
    let before = curvedLogSurvival(at: length)
    let step = hazardStep(beyond: x)
    guard before.value > -.infinity, step < .infinity else {
      return Curved(logMass(at: length))
    }
    let s = scaleBeyond(x)
    let (slope, bend) = Self.shapeSlopes(1, scale: s, shape: shape)
    let left = 1 / (s + shape)
    // Derivatives in s; s itself grows by x with ξ and by σ with log σ.
    let byScale = -left / s
    let byBoth = left * left / s
    let byScales = (2 * s + shape) * byScale * byScale
    let rise = Double.expMinusOne(step)
    let q = 1 / rise
    let drop = Curved(
      step, slopes: (slope + x * byScale, scale * byScale),
      bends: (
        bend + 2 * x * byBoth + x * x * byScales,
        scale * byScale + scale * scale * byScales
      ),
      mixed: scale * (byBoth + x * byScales))
    return before + drop.mapped(logOneMinusExp(-step), q, -q * (1 + q))
  }

  /// −Λ(x), with y = x/σ and v = ξy: ∂ log σ = y/(1 + v).
  package func curvedLogSurvival(at length: Int) -> Curved {
    guard length > threshold + 1 else { return Curved(0) }
    let log = logSurvival(at: length)
    guard log > -.infinity else { return Curved(log) }
    let x = Double(length - 1 - threshold)
    let (slope, bend) = Self.shapeSlopes(x, scale: scale, shape: shape)
    let left = x / scaleBeyond(x)
    return Curved(
      log, slopes: (-slope, left),
      bends: (-bend, -left * (scale / scaleBeyond(x))), mixed: -left * left)
  }

  /// ∂Λ/∂ξ and ∂²Λ/∂ξ², Λ = y log(1 + v)/v.
  private static func shapeSlopes(
    _ x: Double, scale: Double, shape: Double
  ) -> (Double, Double) {
    let (y, v) = (x / scale, shape * x / scale)
    // g(v) = log(1 + v)/v: g′ and g″, by their series near 0.
    guard abs(v) > 0.02 else {
      var (first, second) = (0.0, 0.0)
      for n in stride(from: 9.0, through: 1, by: -1) {
        let sign = n.truncatingRemainder(dividingBy: 2) == 0 ? 1.0 : -1.0
        first = first * v + sign * n / (n + 1)
        if n > 1 { second = second * v + sign * n * (n - 1) / (n + 1) }
      }
      return (y * y * first, y * y * y * second)
    }
    let left = 1 / (1 + v)
    let bend = logOnePlusMinusX(v) / v
    // g′ = (1/(1 + v) − g)/v = −(bend + v/(1 + v))/v… with bend = g − 1.
    let first = (left - 1 - bend) / v
    let second = (-left * left - 2 * first) / v
    return (y * y * first, y * y * y * second)
  }
}

extension CensoredSample {
  /// The same answers, every length less some tokens that all have had.
  func shifted(down tokens: Int) -> CensoredSample {
    guard tokens > 0 else { return self }
    func shifted(_ terms: [Term]) -> [Term] {
      terms.map { Term(length: $0.length - tokens, weight: $0.weight) }
    }
    return CensoredSample(
      ended: shifted(ended), censored: shifted(censored),
      entered: shifted(entered.filter { $0.length > tokens }),
      grouped: grouped.map {
        Group(
          lower: $0.lower - tokens, upper: $0.upper - tokens,
          weight: $0.weight)
      })
  }
}
