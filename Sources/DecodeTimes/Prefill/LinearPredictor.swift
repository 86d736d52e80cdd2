import NumericalMethods

/// A linear model as data.
struct LinearPredictor: Sendable, Equatable, Codable {
  let parameters: [FittedCoefficient]
  private let covariance: [[Double]]
  private let residualVariance: Double?
  private let degreesOfFreedom: Double

  /// A fit of the `kept` columns among those named; the others are 0.
  init(_ fit: LinearFit, kept: [Int], names: [String]) {
    let errors = fit.standardErrors
    var values = names.map { (name: $0, value: 0.0, error: 0.0 as Double?) }
    let none = [Double](repeating: 0, count: names.count)
    var covariance = none.map { _ in none }
    let given = fit.covariance
    for (place, column) in kept.enumerated() {
      values[column].value = fit.coefficients[place]
      values[column].error = errors?[place]
      for (other, second) in kept.enumerated() {
        covariance[column][second] = given?[place][other] ?? 0
      }
    }
    parameters = values.map {
      FittedCoefficient(
        name: $0.name, value: $0.value, standardError: $0.error)
    }
    self.covariance = covariance
    residualVariance = fit.residualVariance
    degreesOfFreedom = fit.degreesOfFreedom
  }

  func value(_ row: [Double]) -> Double { dot(row, parameters.map(\.value)) }

  /// t·√(σ² + xᵀ Cov x), half of the prediction interval.
  func margin(_ row: [Double], level: Double) -> Double? {
    guard let residualVariance,
      let t = try? StudentLaw(degreesOfFreedom: degreesOfFreedom)
        .twoSidedQuantile(level: level)
    else { return nil }
    let variance = zip(row, covariance).reduce(0) { $0 + $1.0 * dot($1.1, row) }
    return t * (residualVariance + max(0, variance)).squareRoot()
  }
}
