import NumericalMethods
import RealModule

extension MixtureSearch {
  /// The maximum of the likelihood near a search, with standard errors.
  struct Polished {
    var logLikelihood: Double
    var weights: [Double]
    var weightErrors: [Double]
    /// Of each component, in the family's order.
    var values: [[Double]]
    var errors: [[Double]]
  }

  /// Newton's last digits for families that have scores; `nil` where there
  /// are none, or no maximum inside the parameter space nearby.
  func polished(on sample: CensoredSample) -> Polished? {
    guard let family = Base.self as? any ScoredDistribution.Type else {
      return nil
    }
    return try? polish(family, sample)
  }

  private func polish<Law: ScoredDistribution>(
    _ family: Law.Type, _ sample: CensoredSample
  ) throws(FitError) -> Polished {
    let (parts, free) = (weights.count, Law.links.count)
    let reference = Double.log(weights[parts - 1])
    // Logarithms of weight ratios to the last part, then each component.
    var start = weights.dropLast().map { Double.log($0) - reference }
    for component in components {
      start += zip(Law.links, component.parameterValues).map {
        $0.coordinate($1)
      }
    }
    guard start.allSatisfy(\.isFinite) else {
      throw .notConverged("a component lies on a boundary")
    }
    func laws(_ point: [Double]) -> [Law]? {
      var laws: [Law] = []
      for index in components.indices {
        let from = parts - 1 + index * free
        guard
          let law = try? Law(coordinates: Array(point[from..<from + free]))
        else { return nil }
        laws.append(law)
      }
      return laws
    }
    let points = points
    let maximum = try MaximumLikelihood.maximize(from: start) { point in
      guard let laws = laws(point) else {
        return (-.infinity, point.map { _ in 0 })
      }
      let likelihood = MixtureLikelihood(
        points: points, weights: Self.weights(point, parts), laws: laws)
      return likelihood.scored(sample)
    }
    guard let best = laws(maximum.point) else {
      throw .notConverged("the maximum is no law")
    }
    let weights = Self.weights(maximum.point, parts)
    return Polished(
      logLikelihood: maximum.value, weights: weights,
      weightErrors: Self.weightErrors(weights, maximum.covariance),
      values: best.map(\.parameterValues),
      errors: best.indices.map { index in
        best[index].slopes.indices.map { parameter in
          let place = parts - 1 + index * free + parameter
          return maximum.covariance[place][place].squareRoot()
            * abs(best[index].slopes[parameter])
        }
      })
  }

  /// Weights from logarithms of their ratios to the last.
  private static func weights(_ point: [Double], _ parts: Int) -> [Double] {
    let logs = point.prefix(parts - 1) + [0]
    let total = logSumExp(Array(logs))
    return logs.map { Double.exp($0 - total) }
  }

  /// By the delta method: ∂π_i/∂η_j = π_i([i = j] − π_j).
  private static func weightErrors(
    _ weights: [Double], _ covariance: [[Double]]
  ) -> [Double] {
    let free = 0..<weights.count - 1
    return weights.indices.map { i in
      let slopes = free.map { weights[i] * ((i == $0 ? 1 : 0) - weights[$0]) }
      var variance = 0.0
      for j in free {
        for k in free { variance += slopes[j] * slopes[k] * covariance[j][k] }
      }
      return variance.squareRoot()
    }
  }
}

/// The log-likelihood of point masses and laws with its gradient.
struct MixtureLikelihood<Law: ScoredDistribution> {
  var points: [Int]
  var weights: [Double]
  var laws: [Law]

  /// log L with its gradient in the logarithms of the weight ratios and in
  /// the coordinates of each law.
  func scored(
    _ sample: CensoredSample
  ) -> (value: Double, gradient: [Double]) {
    let free = Law.links.count
    var value = 0.0
    var gradient = [Double](
      repeating: 0, count: weights.count - 1 + laws.count * free)
    sample.forEachTerm { event, weight in
      let scores = laws.map { event.curvedLogProbability($0) }
      let logs = weights.indices.map { index in
        Double.log(weights[index])
          + (index < points.count
            ? (event.contains(points[index]) ? 0 : -.infinity)
            : scores[index - points.count].value)
      }
      let total = logSumExp(logs)
      value += weight * total
      guard total > -.infinity else { return }
      for index in weights.indices.dropLast() {
        gradient[index] +=
          weight * (Double.exp(logs[index] - total) - weights[index])
      }
      for (index, score) in scores.enumerated() {
        let share = Double.exp(logs[points.count + index] - total)
        guard share > 0 else { continue }
        let from = weights.count - 1 + index * free
        for parameter in 0..<free {
          gradient[from + parameter] +=
            weight * share * score.gradient[parameter]
        }
      }
    }
    return (value, gradient)
  }
}
