import CGSL

/// Steffen's monotone cubic through points, at others: between two neighbouring
/// points never above the greater nor below the smaller, and constant before
/// the first and beyond the last.
///
/// - Parameters:
///   - abscissas: At least one, strictly increasing and finite.
///   - ordinates: As many, finite.
///   - points: Where to evaluate, in increasing order.
/// - Returns: As many values.
///
/// Source: M. Steffen, Astron. Astrophys. 239, 443 (1990).
package func steffenCurve(
  abscissas: [Double], ordinates: [Double], at points: [Double]
) -> [Double] {
  precondition(
    !abscissas.isEmpty && abscissas.count == ordinates.count,
    "Points should have two coordinates, but have \(abscissas.count) and "
      + "\(ordinates.count)")
  GSL.ready
  let count = abscissas.count
  let last = count - 1
  // GSL's takes three points; two determine the line that it would be.
  let curve = count > 2 ? gsl_interp_alloc(cgsl_steffen(), count) : nil
  let lookup = gsl_interp_accel_alloc()
  defer {
    if let curve { gsl_interp_free(curve) }
    gsl_interp_accel_free(lookup)
  }
  if let curve {
    let status = gsl_interp_init(curve, abscissas, ordinates, count)
    guard GSL.succeeded(status) else {
      fatalError("gsl_interp_init: \(GSL.message(status))")
    }
  }
  var left = 0
  return points.map { x in
    guard x > abscissas[0] else { return ordinates[0] }
    guard x < abscissas[last] else { return ordinates[last] }
    while abscissas[left + 1] <= x { left += 1 }
    let (start, end) = (ordinates[left], ordinates[left + 1])
    guard x > abscissas[left] else { return start }
    var value: Double
    if let curve {
      value = gsl_interp_eval(curve, abscissas, ordinates, x, lookup)
    } else {
      let share =
        (x - abscissas[left]) / (abscissas[left + 1] - abscissas[left])
      value = start + share * (end - start)
    }
    // Rounding alone can leave the range, by some units in the last place.
    value = min(max(value, min(start, end)), max(start, end))
    return value
  }
}
