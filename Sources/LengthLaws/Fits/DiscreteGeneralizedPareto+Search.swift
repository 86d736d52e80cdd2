import NumericalMethods
import RealModule

extension DiscreteGeneralizedPareto {
  /// The most likely law by the simplex method, which gets along with the
  /// kinks of the likelihood where a greatest length passes a whole number.
  ///
  /// Its coordinates are ξ and the logarithm of what the scale shrinks to at
  /// the longest length known to be exceeded, so that every point is a law
  /// under which the sample is possible.
  private static func search(
    _ tail: CensoredSample
  ) throws(LengthLawError) -> Self {
    let exceeded = Double(tail.longestExceeded)
    func law(_ point: [Double]) -> Self? {
      let scale = Double.exp(point[1]) - min(point[0], 0) * exceeded
      return try? Self(shape: point[0], scale: scale)
    }
    func cost(_ point: [Double]) -> Double {
      // What overflows is far from likely, but the simplex wants numbers.
      let value = law(point)?.logLikelihood(of: tail) ?? -1e300
      return value.isFinite ? -value : 1e300
    }
    let mean = tail.roughMoments { $0 - 0.5 }.mean
    var best: Minimum?
    for start in [[0.1, Double.log(0.9 * mean)], [-0.7, 0]] {
      guard
        let first = try? minimizeNelderMead(from: start, size: 1e-5, cost)
      else { continue }
      // A second round gets a simplex that collapsed early going again. Below
      // such sizes the likelihood differs by rounding alone.
      let second = try? minimizeNelderMead(
        from: first.point, step: 0.05, size: 1e-6, cost)
      let minimum = second ?? first
      if minimum.value < best?.value ?? 1e300 { best = minimum }
    }
    guard let best, let law = law(best.point) else {
      throw .noMaximum("no generalised Pareto law is most likely")
    }
    return law
  }

  /// A fit where the likelihood is not regular, without standard errors: the
  /// best point that was seen, not a maximum that was proved.
  static func irregularFit(
    _ tail: CensoredSample
  ) throws(LengthLawError) -> LengthFit<Self> {
    let law = try search(tail)
    let parameters = zip(parameterNames, law.parameterValues).map {
      FittedParameter(
        name: $0, value: $1, standardError: nil,
        isEstimated: $0 != "threshold")
    }
    return LengthFit(
      distribution: law, family: .discreteGeneralizedPareto,
      parameters: parameters, logLikelihood: law.logLikelihood(of: tail),
      observations: tail.weight, censored: tail.censoredWeight,
      iterations: 0, isConverged: false, boundary: .irregularEndpoint)
  }
}

extension CensoredSample {
  /// The greatest length that some answer is known to exceed.
  var longestExceeded: Int {
    let lengths =
      ended.map { $0.length - 1 } + censored.map(\.length)
      + grouped.map(\.lower)
    return lengths.max() ?? 0
  }
}
