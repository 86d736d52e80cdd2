import RealModule

/// Cubic B-splines with equidistant knots in log k, at every position.
///
/// Four functions are above 0 at each position, the four pieces of the uniform
/// cubic B-spline, so the basis is a start and four weights a position.
struct LogPositionBasis {
  struct Place {
    /// The first of the four functions.
    var first: Int
    /// Their values, which sum to 1.
    var weights: SIMD4<Double>
  }

  let size: Int
  /// Positions 1, 2, ….
  let places: [Place]

  /// - Precondition: At least 4 functions and 1 position.
  init(size: Int, positions: Int) {
    self.size = size
    let intervals = size - 3
    let scale = Double(intervals) / Double.log(Double(positions) + 1)
    places = (1...positions).map { position in
      let x = Double.log(Double(position)) * scale
      let first = min(Int(x), intervals - 1)
      let t = x - Double(first)
      let s = 1 - t
      return Place(
        first: first,
        weights: SIMD4(
          s * s * s, 3 * t * t * t - 6 * t * t + 4,
          3 * s * s * s - 6 * s * s + 4, t * t * t) / 6)
    }
  }

  /// Σ β B(k) at every position.
  func curve(_ coefficients: [Double]) -> [Double] {
    places.map { place in
      var sum = 0.0
      for i in 0..<4 { sum += place.weights[i] * coefficients[place.first + i] }
      return sum
    }
  }
}
