import CGSL

/// Where a minimiser stopped.
package struct Minimum: Sendable {
  package var point: [Double]
  package var value: Double
  package var iterations: Int
}

/// The local minimum of a function, by the simplex method of Nelder and Mead
/// (`nmsimplex2`).
///
/// - Throws: `notFiniteAtStart`, `status` or `tooManyIterations`.
package func minimizeNelderMead(
  from start: [Double], step: Double = 0.5, size: Double = 1e-8,
  _ function: ([Double]) -> Double
) throws(NumericalError) -> Minimum {
  guard function(start).isFinite else { throw .notFiniteAtStart }
  return try withoutActuallyEscaping(function) { escaping in
    withCallback(escaping) { nelderMead($0, start, step, size) }
  }.get()
}

private func nelderMead(
  _ closure: UnsafeMutableRawPointer, _ start: [Double], _ step: Double,
  _ size: Double
) -> Result<Minimum, NumericalError> {
  GSL.ready
  let n = start.count
  let limit = 2000 * n
  guard let minimizer = gsl_multimin_fminimizer_alloc(cgsl_nelder_mead(), n)
  else { return .failure(.status("out of memory")) }
  defer { gsl_multimin_fminimizer_free(minimizer) }
  let initial = GSLVector(start)
  let steps = GSLVector(start.map { _ in step })
  var function = gsl_multimin_function(
    f: { point, closure in
      guard let point, let closure else { return .nan }
      return closure.assumingMemoryBound(to: (([Double]) -> Double).self)
        .pointee(GSLVector.values(point))
    }, n: n, params: closure)
  return withUnsafeMutablePointer(to: &function) { pointer in
    var status = gsl_multimin_fminimizer_set(
      minimizer, pointer, initial.pointer, steps.pointer)
    for iteration in 1...limit {
      guard GSL.succeeded(status) else {
        return .failure(.status(GSL.message(status)))
      }
      status = gsl_multimin_fminimizer_iterate(minimizer)
      guard gsl_multimin_fminimizer_size(minimizer) >= size else {
        return .success(
          Minimum(
            point: GSLVector.values(gsl_multimin_fminimizer_x(minimizer)),
            value: gsl_multimin_fminimizer_minimum(minimizer),
            iterations: iteration))
      }
    }
    return .failure(.tooManyIterations(limit))
  }
}
