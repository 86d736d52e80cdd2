import NumericalMethods
import RealModule

extension DiscreteGeneralizedPareto: FittableDistribution {
  /// shape, scale, threshold; the last is given, not estimated.
  public static var parameterNames: [String] {
    ["shape", "scale", "threshold"]
  }

  /// The law with the parameters ξ, σ and u.
  public init(parameterValues: [Double]) throws(ParameterError) {
    guard let threshold = Int(exactly: parameterValues[2]) else {
      throw ParameterError(
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
  ) throws(FitError) -> Fit<Self> {
    try fit(sample, threshold: 0)
  }

  /// The maximum likelihood fit to the answers longer than a threshold, given
  /// that they are.
  ///
  /// A shape of 1 or more is named as `.infiniteMean`. A shape of −½ or less
  /// puts a greatest length so sharply that the likelihood is not regular
  /// there (R. L. Smith, Biometrika 72, 67 (1985),
  /// doi:10.1093/biomet/72.1.67): the fit is named `.irregularEndpoint`, and
  /// has no standard errors.
  ///
  /// The threshold u ≥ 0 is reported among the parameters and does not count
  /// as estimated.
  ///
  /// - Throws: `FitError` where the likelihood has no maximum or none was
  ///   found; `.invalidSample` also if a group spreads over both sides.
  public static func fit(
    _ sample: CensoredSample, threshold: Int
  ) throws(FitError) -> Fit<Self> {
    try sample.validate()
    guard threshold >= 0, threshold < 1 << 53 else {
      throw .parameter(
        ParameterError(
          "threshold", Double(threshold), accepted: "a whole number in 0...2⁵³")
      )
    }
    let tail = try sample.reaching(threshold + 1)
    try tail.requireSpread()
    let rough = try search(tail, threshold: threshold)
    guard rough.shape > -0.5 else { return irregular(rough, tail) }
    return try maximumLikelihoodFit(
      tail, from: [rough.shape, Double.log(rough.scale)],
      holdingLast: Double(threshold))
  }
}

extension DiscreteGeneralizedPareto: ScoredDistribution {
  static var family: Family { .discreteGeneralizedPareto }

  /// Of the shape and the scale: the threshold is not searched for.
  static var links: [Link] { [.identity, .log] }

  init(coordinates: [Double]) throws(ParameterError) {
    try self.init(shape: coordinates[0], scale: Double.exp(coordinates[1]))
  }

  var slopes: [Double] { [1, scale] }
  var hasFiniteMean: Bool { shape < 1 }

  /// A slightly heavy tail with the mean of the recorded lengths.
  static func start(for sample: CensoredSample) -> [Double] {
    [0.1, 0.9 * sample.roughMoments { $0 - 0.5 }.mean]
  }

  /// The score of −Λ(x) + log(1 − e^{−Δ}) with Δ = Λ(x + 1) − Λ(x).
  func scoredLogMass(at length: Int) -> Scored {
    let x = Double(length - 1 - threshold)
    var score = scoredLogSurvival(at: length)
    let step = hazardStep(beyond: x)
    guard score.value > -.infinity, step < .infinity else {
      return Scored(logMass(at: length), gradient: score.gradient)
    }
    // Δ is Λ(1) of a law with the scale σ + ξx.
    let slope = hazardSlope(1, scale: scaleBeyond(x))
    let weight = 1 / Double.expMinusOne(step)
    score += Scored(
      logOneMinusExp(-step), weight * (slope.shape + x * slope.scale),
      weight * slope.scale)
    return score
  }

  /// −Λ(x) with its derivatives.
  func scoredLogSurvival(at length: Int) -> Scored {
    guard length > threshold + 1 else { return Scored(0) }
    let log = logSurvival(at: length)
    guard log > -.infinity else { return Scored(log) }
    let slope = hazardSlope(Double(length - 1 - threshold), scale: scale)
    return Scored(log, -slope.shape, -slope.scale)
  }

  /// ∂Λ/∂ξ = −(x/σ)² [log(1 + v) − v/(1 + v)]/v² with v = ξx/σ, and
  /// ∂Λ/∂σ = −x/(σ²(1 + v)).
  private func hazardSlope(
    _ x: Double, scale: Double
  ) -> (shape: Double, scale: Double) {
    let (y, v) = (x / scale, shape * x / scale)
    let left = 1 + v
    // [log(1 + v) − v]/v² near 0 is −½ + v/3.
    let bend =
      abs(v) < 1e-8 ? -0.5 + v / 3 : logOnePlusMinusX(v) / v / v
    return (-y * y * (bend + 1 / left), -y / scale / left)
  }
}
