/// A linear model fitted by least squares.
package struct LinearFit: Sendable {
  /// What the triangle gave.
  struct Solution {
    var coefficients: [Double]
    var free: [Int]
    /// (XᵀWX + P)⁻¹ over the free columns.
    var inverse: [[Double]]?
  }

  /// β.
  package let coefficients: [Double]
  /// Columns whose coefficient is not held at 0 by its bound.
  package let free: [Int]
  /// Rows with a weight above 0.
  package let rows: Int
  /// Unknowns in effect: the free ones, or the trace of the hat matrix under
  /// a penalty.
  package let effectiveColumns: Double
  /// Σ w(y − x·β)².
  package let residualSumOfSquares: Double
  /// Σ w(y − ȳ)².
  package let totalSumOfSquares: Double
  /// The variance of a row of weight 1; `nil` without a row to spare.
  package let residualVariance: Double?
  private let inverse: [[Double]]?

  init(
    _ design: Design, _ responses: [Double], _ weights: [Double],
    bare: TriangularSystem, _ solution: Solution, robustScale: Double? = nil
  ) {
    coefficients = solution.coefficients
    free = solution.free
    rows = weights.count { $0 > 0 }
    let total = weights.reduce(0, +)
    let mean = dot(weights, responses) / total
    var (residual, spread) = (0.0, 0.0)
    for index in 0..<design.rows {
      let error = responses[index] - design.value(index, coefficients)
      residual += weights[index] * error * error
      let deviation = responses[index] - mean
      spread += weights[index] * deviation * deviation
    }
    residualSumOfSquares = residual
    totalSumOfSquares = spread
    inverse = solution.inverse
    var columns = 0.0
    for (i, row) in (solution.inverse ?? []).enumerated() {
      for (j, value) in row.enumerated() {
        columns += value * bare.product(solution.free[i], solution.free[j])
      }
    }
    effectiveColumns = columns
    let left = Double(rows) - columns
    residualVariance =
      robustScale.map { $0 * $0 } ?? (left > 0.5 ? residual / left : nil)
  }

  /// Rows less unknowns in effect.
  package var degreesOfFreedom: Double { Double(rows) - effectiveColumns }

  /// 1 − RSS/TSS about the mean; `nil` if responses do not vary.
  package var rSquared: Double? {
    totalSumOfSquares > 0
      ? 1 - residualSumOfSquares / totalSumOfSquares : nil
  }

  /// 1 − (RSS/(n − p))/(TSS/(n − 1)).
  package var adjustedRSquared: Double? {
    guard let rSquared, degreesOfFreedom > 0.5 else { return nil }
    return 1 - (1 - rSquared) * Double(rows - 1) / degreesOfFreedom
  }

  /// Standard errors of β; 0 where it is held at its bound.
  package var standardErrors: [Double]? {
    guard let inverse, let residualVariance else { return nil }
    var errors = [Double](repeating: 0, count: coefficients.count)
    for (place, column) in free.enumerated() {
      errors[column] =
        (residualVariance * inverse[place][place]).squareRoot()
    }
    return errors
  }

  /// σ²(XᵀWX + P)⁻¹ as a full matrix.
  package var covariance: [[Double]]? {
    guard let inverse, let residualVariance else { return nil }
    let none = [Double](repeating: 0, count: coefficients.count)
    var matrix = none.map { _ in none }
    for (i, row) in inverse.enumerated() {
      for (j, value) in row.enumerated() {
        matrix[free[i]][free[j]] = residualVariance * value
      }
    }
    return matrix
  }

  /// xᵀ(XᵀWX + P)⁻¹x: the leverage of a row, less its weight.
  package func leverage(_ row: some Collection<Double>) -> Double? {
    guard let inverse else { return nil }
    let all = Array(row)
    let x = free.map { all[$0] }
    return inverse.enumerated().reduce(0) { $0 + x[$1.0] * dot($1.1, x) }
  }
}
