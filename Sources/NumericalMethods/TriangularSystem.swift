import CGSL

/// A least-squares problem of any number of rows, reduced to a triangle.
///
/// Rows are gathered in blocks and each block is folded into the triangle R of
/// [X y] by Householder reflections (`gsl_linalg_QR_decomp`), so memory does
/// not grow with the rows and XᵀX, whose condition is the square of X's, is
/// never formed. Reflections treat a column's scale as it stands; ranks are
/// judged on columns of length 1.
///
/// Source: G. H. Golub and C. F. Van Loan, Matrix Computations (2013), 5.2
/// and 5.3; the sequential form is that of TSQR.
package struct TriangularSystem: Sendable {
  /// p, the unknowns.
  package let columns: Int
  private var width: Int { columns + 1 }
  /// R of [X y], p + 1 rows of p + 1 numbers.
  private var triangle: [Double]
  private var block: [Double] = []

  /// A problem without rows.
  package init(columns: Int) {
    self.columns = columns
    triangle = [Double](repeating: 0, count: (columns + 1) * (columns + 1))
  }

  /// Adds the row x·β ≈ y with a weight of its squared error.
  package mutating func append(
    _ row: some Collection<Double>, _ response: Double, weight: Double = 1
  ) {
    let root = weight.squareRoot()
    for value in row { block.append(root * value) }
    block.append(root * response)
    if block.count >= width * max(256, 4 * width) { fold() }
  }

  /// Folds the gathered rows into the triangle.
  package mutating func fold() {
    guard !block.isEmpty else { return }
    GSL.ready
    let height = width + block.count / width
    guard let matrix = gsl_matrix_alloc(height, width) else {
      fatalError("gsl_matrix_alloc: out of memory for \(height) rows")
    }
    defer { gsl_matrix_free(matrix) }
    for (index, value) in (triangle + block).enumerated() {
      gsl_matrix_set(matrix, index / width, index % width, value)
    }
    let tau = GSLVector([Double](repeating: 0, count: width))
    GSL.require(gsl_linalg_QR_decomp(matrix, tau.pointer), "QR_decomp")
    for i in 0..<width {
      for j in i..<width {
        triangle[i * width + j] = gsl_matrix_get(matrix, i, j)
      }
    }
    block.removeAll(keepingCapacity: true)
  }

  private func column(_ j: Int) -> [Double] {
    (0..<columns).map { triangle[$0 * width + j] }
  }

  /// Columns that those before them determine to ten digits.
  ///
  /// By Gram and Schmidt's process, each column freed twice of the earlier
  /// ones.
  package var dependentColumns: [Int] {
    var basis: [[Double]] = []
    var dependent: [Int] = []
    for j in 0..<columns {
      var rest = column(j)
      let size = dot(rest, rest).squareRoot()
      for _ in 0..<2 {
        for direction in basis {
          let share = dot(direction, rest)
          rest = zip(rest, direction).map { $0 - share * $1 }
        }
      }
      let left = dot(rest, rest).squareRoot()
      if left > 1e-10 * size {
        basis.append(rest.map { $0 / left })
      } else {
        dependent.append(j)
      }
    }
    return dependent
  }

  /// The same problem with some of the unknowns held at 0.
  package func restricted(to kept: [Int]) -> TriangularSystem {
    var result = TriangularSystem(columns: kept.count)
    for i in 0..<columns {
      result.append(
        kept.map { triangle[i * width + $0] }, triangle[i * width + columns])
    }
    result.fold()
    return result
  }

  /// The β of the least sum of squares; the rank should be full.
  package func solution() -> [Double] { backSolved(column(columns)) }

  private func backSolved(_ right: [Double]) -> [Double] {
    var x = right
    for i in stride(from: columns - 1, through: 0, by: -1) {
      for j in i + 1..<columns { x[i] -= triangle[i * width + j] * x[j] }
      x[i] /= triangle[i * width + i]
    }
    return x
  }

  /// (XᵀX)⁻¹ = R⁻¹R⁻ᵀ; the rank should be full.
  package func inverse() -> [[Double]] {
    // Row j holds column j of R⁻¹.
    let inverse = (0..<columns).map { j in
      backSolved((0..<columns).map { $0 == j ? 1 : 0 })
    }
    return (0..<columns).map { i in
      (0..<columns).map { j in
        (max(i, j)..<columns).reduce(0) { $0 + inverse[$1][i] * inverse[$1][j] }
      }
    }
  }

  /// XᵀX at two columns.
  func product(_ i: Int, _ j: Int) -> Double { dot(column(i), column(j)) }

  /// Xᵀ(y − Xβ), the descent of half the sum of squares.
  func descent(at coefficients: [Double]) -> [Double] {
    let residual = (0..<columns).map { i in
      triangle[i * width + columns]
        - (i..<columns).reduce(0) {
          $0 + triangle[i * width + $1] * coefficients[$1]
        }
    }
    return (0..<columns).map { dot(column($0), residual) }
  }
}
