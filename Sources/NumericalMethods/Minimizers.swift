import CGSL

/// Where a minimiser stopped.
package struct Minimum: Sendable {
  package var point: [Double]
  package var value: Double
  package var iterations: Int
}

/// A function of several variables with its gradient.
package typealias DifferentiableFunction = ([Double]) -> (
  value: Double, gradient: [Double]
)

/// The local minimum of a smooth function, by the quasi-Newton method of
/// Broyden, Fletcher, Goldfarb and Shanno (`vector_bfgs2`).
///
/// It stops where the gradient is smaller than `gradientTolerance`, where the
/// line search finds no lower point in double precision, or after 500
/// iterations: the caller judges the point by its gradient.
///
/// - Throws: `notFiniteAtStart` or `status`.
package func minimizeBFGS(
  from start: [Double], step: Double = 0.1, gradientTolerance: Double = 1e-8,
  _ function: DifferentiableFunction
) throws(NumericalError) -> Minimum {
  guard function(start).value.isFinite else { throw .notFiniteAtStart }
  return try withoutActuallyEscaping(function) { escaping in
    withCallback(escaping) { bfgs($0, start, step, gradientTolerance) }
  }.get()
}

/// The local minimum of a function, by the simplex method of Nelder and Mead
/// (`nmsimplex2`), for where gradients lead nowhere.
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

private func bfgs(
  _ closure: UnsafeMutableRawPointer, _ start: [Double], _ step: Double,
  _ tolerance: Double
) -> Result<Minimum, NumericalError> {
  GSL.ready
  let n = start.count
  guard let minimizer = gsl_multimin_fdfminimizer_alloc(cgsl_bfgs2(), n) else {
    return .failure(.status("out of memory"))
  }
  defer { gsl_multimin_fdfminimizer_free(minimizer) }
  let initial = GSLVector(start)
  var function = gsl_multimin_function_fdf(
    f: { point, closure in evaluate(point, closure, nil) },
    df: { point, closure, gradient in
      _ = evaluate(point, closure, gradient)
    },
    fdf: { point, closure, value, gradient in
      value?.pointee = evaluate(point, closure, gradient)
    }, n: n, params: closure)
  return withUnsafeMutablePointer(to: &function) { pointer in
    let status = gsl_multimin_fdfminimizer_set(
      minimizer, pointer, initial.pointer, step, 0.1)
    guard GSL.succeeded(status) else {
      return .failure(.status(GSL.message(status)))
    }
    var iterations = 0
    while iterations < 500 {
      iterations += 1
      // GSL_ENOPROG: no lower point along the line.
      guard GSL.succeeded(gsl_multimin_fdfminimizer_iterate(minimizer))
      else { break }
      let gradient = gsl_multimin_fdfminimizer_gradient(minimizer)
      if GSL.succeeded(gsl_multimin_test_gradient(gradient, tolerance)) {
        break
      }
    }
    return .success(
      Minimum(
        point: GSLVector.values(gsl_multimin_fdfminimizer_x(minimizer)),
        value: gsl_multimin_fdfminimizer_minimum(minimizer),
        iterations: iterations))
  }
}

private func evaluate(
  _ point: UnsafePointer<gsl_vector>?, _ closure: UnsafeMutableRawPointer?,
  _ gradient: UnsafeMutablePointer<gsl_vector>?
) -> Double {
  guard let point, let closure else { return .nan }
  let function = closure.assumingMemoryBound(to: DifferentiableFunction.self)
  let result = function.pointee(GSLVector.values(point))
  if let gradient {
    for (index, component) in result.gradient.enumerated() {
      gsl_vector_set(gradient, index, component)
    }
  }
  return result.value
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
