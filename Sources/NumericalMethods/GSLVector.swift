import CGSL

/// The owner of a `gsl_vector`.
struct GSLVector: ~Copyable {
  let pointer: UnsafeMutablePointer<gsl_vector>

  init(_ values: [Double]) {
    guard let vector = gsl_vector_alloc(values.count) else {
      fatalError("gsl_vector_alloc: out of memory for \(values.count) numbers")
    }
    pointer = vector
    for (index, value) in values.enumerated() {
      gsl_vector_set(vector, index, value)
    }
  }

  deinit { gsl_vector_free(pointer) }

  /// The elements of a vector that C owns.
  static func values(_ vector: UnsafePointer<gsl_vector>) -> [Double] {
    (0..<vector.pointee.size).map { gsl_vector_get(vector, $0) }
  }
}
