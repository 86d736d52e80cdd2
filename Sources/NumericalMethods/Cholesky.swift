import CGSL
import RealModule

/// The Cholesky factor of a symmetric positive definite matrix.
package struct Cholesky: ~Copyable {
  private let factor: UnsafeMutablePointer<gsl_matrix>
  private let size: Int

  /// Factors a matrix given by its rows; the lower triangle counts.
  ///
  /// - Throws: `notPositiveDefinite`, also for a matrix that is not finite.
  package init(_ rows: [[Double]]) throws(NumericalError) {
    GSL.ready
    size = rows.count
    guard let matrix = gsl_matrix_alloc(size, size) else {
      fatalError("gsl_matrix_alloc: out of memory for order \(size)")
    }
    factor = matrix
    for (i, row) in rows.enumerated() {
      for (j, value) in row.enumerated() { gsl_matrix_set(matrix, i, j, value) }
    }
    guard rows.allSatisfy({ $0.allSatisfy(\.isFinite) }),
      GSL.succeeded(gsl_linalg_cholesky_decomp1(matrix))
    else { throw .notPositiveDefinite }
  }

  deinit { gsl_matrix_free(factor) }

  /// The solution x of A x = b.
  package func solve(_ right: [Double]) -> [Double] {
    let x = GSLVector(right)
    GSL.require(gsl_linalg_cholesky_svx(factor, x.pointer), "cholesky_svx")
    return GSLVector.values(x.pointer)
  }

  /// log |A|.
  package var logDeterminant: Double {
    (0..<size).reduce(0) { $0 + 2 * Double.log(gsl_matrix_get(factor, $1, $1)) }
  }

  /// A⁻¹, by its rows.
  package func inverse() -> [[Double]] {
    (0..<size).map { column in
      solve((0..<size).map { $0 == column ? 1 : 0 })
    }
  }
}
