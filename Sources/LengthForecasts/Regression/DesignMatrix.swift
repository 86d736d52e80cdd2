import NumericalMethods
import RealModule

/// The rows (1, z₁, …, z_p) of a regression, with the features that vary
/// centred and scaled to unit variance.
///
/// In these units normal equations of a few dozen columns keep their digits.
struct DesignMatrix: Sendable {
  /// The rows, one after the other.
  private(set) var values: [Double] = []
  let rows: Int
  let columns: Int
  /// The features in use, with their centre and scale.
  private let used: [(feature: Int, centre: Double, scale: Double)]
  private let featureCount: Int

  init(_ sample: RegressionSample) throws(ForecastError) {
    rows = sample.count
    featureCount = sample.featureNames.count
    let count = Double(rows)
    var used: [(feature: Int, centre: Double, scale: Double)] = []
    for feature in 0..<featureCount {
      let column = sample.features.map { $0[feature] }
      let centre = column.reduce(0) { $0 + $1 / count }
      let squares = column.reduce(0) {
        $0 + ($1 - centre) * (($1 - centre) / count)
      }
      let scale = squares.squareRoot()
      guard scale > 1e-12 * abs(centre), scale > 0 else { continue }
      used.append((feature, centre, scale))
    }
    self.used = used
    columns = used.count + 1
    guard rows > columns else {
      throw .fewAnswers(found: rows, required: columns + 1)
    }
    values.reserveCapacity(rows * columns)
    for row in sample.features {
      values.append(1)
      for (feature, centre, scale) in used {
        values.append((row[feature] - centre) / scale)
      }
    }
    try requireIndependence()
  }

  /// Refuses features whose variance the others explain but for rounding.
  private func requireIndependence() throws(ForecastError) {
    let inverse = try normalEquations(
      weights: [Double](repeating: 1 / Double(rows), count: rows),
      ridge: 0
    ).inverse()
    // With unit variances these are the variance inflation factors.
    guard inverse.indices.allSatisfy({ inverse[$0][$0] < 1e10 }) else {
      throw .dependentFeatures
    }
  }

  /// X β, for every row.
  func times(_ beta: [Double]) -> [Double] {
    values.withUnsafeBufferPointer { x in
      (0..<rows).map { row in
        var sum = 0.0
        for j in 0..<columns { sum += x[row * columns + j] * beta[j] }
        return sum
      }
    }
  }

  /// Xᵀ v.
  func transposedTimes(_ v: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: columns)
    for row in 0..<rows {
      for j in 0..<columns { sums[j] += values[row * columns + j] * v[row] }
    }
    return sums
  }

  /// Xᵀ diag(w) X.
  func weightedSquares(_ weights: [Double]) -> [[Double]] {
    var matrix = [Double](repeating: 0, count: columns * columns)
    for row in 0..<rows {
      for i in 0..<columns {
        let weighted = weights[row] * values[row * columns + i]
        for j in 0...i {
          matrix[i * columns + j] += weighted * values[row * columns + j]
        }
      }
    }
    return (0..<columns).map { i in
      (0..<columns).map { j in matrix[max(i, j) * columns + min(i, j)] }
    }
  }

  /// The factor of Xᵀ diag(w) X.
  ///
  /// Where weights vanish for all rows of a feature, as for a task all of whose
  /// answers have one token, a relative ridge keeps it where it is.
  func normalEquations(
    weights: [Double], ridge: Double = 1e-10
  ) throws(ForecastError) -> Cholesky {
    var symmetric = weightedSquares(weights)
    if let factor = try? Cholesky(symmetric) { return factor }
    let largest = symmetric.indices.reduce(0) { max($0, symmetric[$1][$1]) }
    for i in symmetric.indices { symmetric[i][i] += ridge * largest }
    do throws(NumericalError) {
      return try Cholesky(symmetric)
    } catch {
      throw .dependentFeatures
    }
  }

  /// The coefficients of the features in their own units, the intercept
  /// first; 0 for those that do not vary.
  func unscaled(_ beta: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: featureCount + 1)
    result[0] = beta[0]
    for (index, (feature, centre, scale)) in used.enumerated() {
      result[feature + 1] = beta[index + 1] / scale
      result[0] -= result[feature + 1] * centre
    }
    return result
  }

  /// Standard errors of the unscaled coefficients, from the covariance of the
  /// scaled ones; `nil` for features that do not vary.
  func unscaledErrors(_ covariance: [[Double]]) -> [Double?] {
    var result = [Double?](repeating: nil, count: featureCount + 1)
    var gradient = [1.0]
    for (index, (feature, centre, scale)) in used.enumerated() {
      result[feature + 1] =
        covariance[index + 1][index + 1].squareRoot() / scale
      gradient.append(-centre / scale)
    }
    var variance = 0.0
    for i in 0..<columns {
      for j in 0..<columns {
        variance += gradient[i] * covariance[i][j] * gradient[j]
      }
    }
    result[0] = variance.squareRoot()
    return result
  }
}
