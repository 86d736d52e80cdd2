import CGSL

/// How to fit a linear model: y ≈ X·β with the least Σ wᵢ(yᵢ − xᵢ·β)².
package struct LeastSquares: Sendable {
  /// wᵢ ≥ 0, one a row; all 1 if `nil`.
  package var weights: [Double]?
  /// Rows p with Σ (p·β)² added to the sum: √λ·e_j for a ridge on column j.
  package var penalty: [[Double]] = []
  /// Which columns' coefficients should be at least 0; none if empty.
  package var nonNegative: [Bool] = []
  /// Whether rows far off count less, by Tukey's bisquare function
  /// (`gsl_multifit_robust`).
  package var isRobust = false

  /// Ordinary least squares, to be changed as needed.
  package init() {}

  /// The fit.
  ///
  /// Unless there is a penalty, a design of less than full rank is refused.
  package func fit(
    _ design: Design, _ responses: [Double]
  ) throws(NumericalError) -> LinearFit {
    let weights =
      self.weights ?? [Double](repeating: 1, count: design.rows)
    var used = 0
    for index in 0..<design.rows {
      guard design.row(index).allSatisfy(\.isFinite),
        responses[index].isFinite, weights[index] >= 0,
        weights[index].isFinite
      else { throw .invalidRow(index) }
      if weights[index] > 0 { used += 1 }
    }
    guard used >= design.columns || !penalty.isEmpty, used > 0 else {
      throw .tooFewRows(used, columns: design.columns)
    }
    let bare = system(design, responses, weights, penalty: [])
    if penalty.isEmpty {
      let dependent = bare.dependentColumns
      guard dependent.isEmpty else { throw .rankDeficient(columns: dependent) }
    }
    // A robust scale needs a row to spare.
    guard isRobust, used > design.columns, penalty.isEmpty else {
      return LinearFit(
        design, responses, weights, bare: bare,
        solved(system(design, responses, weights, penalty: penalty)))
    }
    let robust = try bisquare(design, responses, weights)
    let effective = zip(weights, robust.factors).map { $0 * $1 }
    let lessened = system(design, responses, effective, penalty: [])
    // Rows refused outright may leave columns without support.
    guard lessened.dependentColumns.isEmpty else {
      return LinearFit(design, responses, weights, bare: bare, solved(bare))
    }
    return LinearFit(
      design, responses, weights, bare: bare, solved(lessened),
      robustScale: robust.scale)
  }

  private func system(
    _ design: Design, _ responses: [Double], _ weights: [Double],
    penalty: [[Double]]
  ) -> TriangularSystem {
    var system = TriangularSystem(columns: design.columns)
    for index in 0..<design.rows where weights[index] > 0 {
      system.append(
        design.row(index), responses[index], weight: weights[index])
    }
    for row in penalty { system.append(row, 0) }
    system.fold()
    return system
  }

  private func solved(_ system: TriangularSystem) -> LinearFit.Solution {
    var free = Array(0..<system.columns)
    var coefficients = system.dependentColumns.isEmpty ? system.solution() : []
    let bounded =
      nonNegative.isEmpty
      ? [Bool](repeating: false, count: system.columns) : nonNegative
    if coefficients.isEmpty
      || zip(coefficients, bounded).contains(where: { $0 < 0 && $1 })
    {
      (coefficients, free) = system.nonNegativeSolution(bounded: bounded)
    }
    let part = system.restricted(to: free)
    let inverse = part.dependentColumns.isEmpty ? part.inverse() : nil
    return LinearFit.Solution(
      coefficients: coefficients, free: free, inverse: inverse)
  }
}

/// The factors 0...1 of the rows at convergence, and the scale of the errors.
private func bisquare(
  _ design: Design, _ responses: [Double], _ weights: [Double]
) throws(NumericalError) -> (factors: [Double], scale: Double) {
  GSL.ready
  let kept = weights.indices.filter { weights[$0] > 0 }
  let (n, p) = (kept.count, design.columns)
  guard let work = gsl_multifit_robust_alloc(cgsl_bisquare(), n, p),
    let matrix = gsl_matrix_alloc(n, p), let covariance = gsl_matrix_alloc(p, p)
  else { throw .status("out of memory") }
  defer {
    gsl_multifit_robust_free(work)
    gsl_matrix_free(matrix)
    gsl_matrix_free(covariance)
  }
  for (i, index) in kept.enumerated() {
    let root = weights[index].squareRoot()
    for (j, value) in design.row(index).enumerated() {
      gsl_matrix_set(matrix, i, j, root * value)
    }
  }
  let right = GSLVector(kept.map { weights[$0].squareRoot() * responses[$0] })
  let solution = GSLVector([Double](repeating: 0, count: p))
  let status = gsl_multifit_robust(
    matrix, right.pointer, solution.pointer, covariance, work)
  // Weights that still move a little at the limit serve as well.
  guard GSL.succeeded(status) || Int(status) == Int(GSL_EMAXITER) else {
    throw .status(GSL.message(status))
  }
  let statistics = gsl_multifit_robust_statistics(work)
  var factors = [Double](repeating: 0, count: weights.count)
  if let pointer = statistics.weights {
    for (place, value) in zip(kept, GSLVector.values(pointer)) {
      factors[place] = value
    }
  }
  return (factors, statistics.sigma)
}
