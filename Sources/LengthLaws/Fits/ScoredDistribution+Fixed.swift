import NumericalMethods
import RealModule

extension ScoredDistribution {
  /// The maximum near a point with the last parameter held at a value.
  ///
  /// That parameter's standard error is `nil`, and it does not count as
  /// estimated. The point is without its coordinate.
  static func maximumLikelihoodFit(
    _ sample: CensoredSample, from point: [Double], holdingLast held: Double
  ) throws(FitError) -> Fit<Self> {
    func values(_ point: [Double]) -> [Double] {
      zip(links, point).map { $0.parameter($1) } + [held]
    }
    let maximum = try MaximumLikelihood.maximize(from: point) { point in
      let values = values(point)
      guard let law = try? Self(parameterValues: values) else {
        return (-.infinity, point.map { _ in 0 })
      }
      let sum = law.scoredLogLikelihood(of: sample)
      let gradient = point.indices.map {
        sum.gradient[$0] * links[$0].slope(values[$0])
      }
      return (sum.value, gradient)
    }
    let best = values(maximum.point)
    let law: Self
    do throws(ParameterError) {
      law = try Self(parameterValues: best)
    } catch {
      throw .parameter(error)
    }
    let parameters = best.indices.map { index in
      guard index < point.count else {
        return FittedParameter(
          name: parameterNames[index], value: held, standardError: nil,
          isEstimated: false)
      }
      return FittedParameter(
        name: parameterNames[index], value: best[index],
        standardError: maximum.covariance[index][index].squareRoot()
          * links[index].slope(best[index]))
    }
    return Fit(
      distribution: law, family: family, parameters: parameters,
      logLikelihood: maximum.value, observations: sample.weight,
      censored: sample.censoredWeight, iterations: maximum.iterations,
      isConverged: true, boundary: law.hasFiniteMean ? nil : .infiniteMean)
  }
}
