import CGSL

/// The root of a continuous function between two points of opposite sign, by
/// Brent's method.
///
/// - Parameters:
///   - bracket: Where to look; the function differs in sign at its ends.
///   - tolerance: The greatest relative width of the final bracket.
///   - function: The function.
/// - Returns: The root.
/// - Throws: `noSignChange`, or `tooManyIterations` after 200.
package func brentRoot(
  in bracket: ClosedRange<Double>, tolerance: Double = 0x1p-50,
  _ function: (Double) -> Double
) throws(NumericalError) -> Double {
  let (low, high) = (function(bracket.lowerBound), function(bracket.upperBound))
  if low == 0 { return bracket.lowerBound }
  if high == 0 { return bracket.upperBound }
  guard low.sign != high.sign, low.isFinite, high.isFinite else {
    throw .noSignChange
  }
  let result = withoutActuallyEscaping(function) { escaping in
    withCallback(escaping) { brent($0, bracket, tolerance) }
  }
  return try result.get()
}

private typealias Function = (Double) -> Double

private func brent(
  _ closure: UnsafeMutableRawPointer, _ bracket: ClosedRange<Double>,
  _ tolerance: Double
) -> Result<Double, NumericalError> {
  GSL.ready
  guard let solver = gsl_root_fsolver_alloc(cgsl_brent()) else {
    return .failure(.status("out of memory"))
  }
  defer { gsl_root_fsolver_free(solver) }
  var function = gsl_function(
    function: { x, closure in
      closure?.assumingMemoryBound(to: Function.self).pointee(x) ?? .nan
    }, params: closure)
  // The solver stores this pointer, so it has to outlive the iterations.
  return withUnsafeMutablePointer(to: &function) { pointer in
    var status = gsl_root_fsolver_set(
      solver, pointer, bracket.lowerBound, bracket.upperBound)
    for _ in 0..<200 {
      guard GSL.succeeded(status) else {
        return .failure(.status(GSL.message(status)))
      }
      let low = gsl_root_fsolver_x_lower(solver)
      let high = gsl_root_fsolver_x_upper(solver)
      if high - low <= tolerance * max(abs(low), abs(high)) {
        return .success(gsl_root_fsolver_root(solver))
      }
      status = gsl_root_fsolver_iterate(solver)
    }
    return .failure(.tooManyIterations(200))
  }
}
