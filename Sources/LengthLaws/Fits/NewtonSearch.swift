import RealModule

/// Newton's method for a log-likelihood of at most three coordinates, from its
/// exact gradient and Hessian.
///
/// Where the Hessian is not negative definite it is shifted until it is, steps
/// are kept within a reach that grows with success, and halved where they do
/// not climb. A maximum is proved by its information matrix.
package struct NewtonSearch {
  /// The maximum that was found.
  package struct Maximum {
    package var point: SIMD4<Double>
    /// The log-likelihood there.
    package var value: Double
    /// The inverse of the observed information; 0 for coordinates held.
    package var covariance: SymmetricMatrix
    package var iterations: Int
  }

  /// How many coordinates there are, 1...3.
  package var count: Int
  /// Those that stay where they are.
  package var held: Set<Int>
  /// Evaluations before the search is given up.
  package var limit: Int
  /// A coordinate beyond its ceiling runs away to where there is no maximum.
  package var ceiling: SIMD4<Double>

  package init(
    count: Int, held: Set<Int> = [], limit: Int = 200,
    ceiling: SIMD4<Double> = SIMD4(repeating: .infinity)
  ) {
    self.count = count
    self.held = held
    self.limit = limit
    self.ceiling = ceiling
  }

  /// The local maximum near a point.
  ///
  /// - Throws: `LengthLawError.noMaximum`.
  package func maximize(
    from start: SIMD4<Double>, _ logLikelihood: (SIMD4<Double>) -> Curved
  ) throws(LengthLawError) -> Maximum {
    var place = Place(point: start, curved: logLikelihood(start))
    return try ascend(&place, logLikelihood)
  }

  /// The highest point on the way up, a maximum or a place on a plateau; `nil`
  /// from where nothing is possible.
  package func climb(
    from start: SIMD4<Double>, _ logLikelihood: (SIMD4<Double>) -> Curved
  ) -> (point: SIMD4<Double>, value: Double)? {
    var place = Place(point: start, curved: logLikelihood(start))
    if let top = try? ascend(&place, logLikelihood) {
      return (top.point, top.value)
    }
    return place.curved.isFinite ? (place.point, place.curved.value) : nil
  }

  private struct Place {
    var point: SIMD4<Double>
    var curved: Curved
  }

  private func ascend(
    _ place: inout Place, _ logLikelihood: (SIMD4<Double>) -> Curved
  ) throws(LengthLawError) -> Maximum {
    guard place.curved.isFinite else {
      throw .noMaximum("the search starts where nothing is possible")
    }
    var reach = 2.0
    for iteration in 1...limit {
      let slopes = slopes(place.curved)
      guard let (factor, isShifted) = information(place.curved).factor() else {
        throw .noMaximum("the likelihood is not a number")
      }
      var step = factor.solve(slopes)
      // Twice what the quadratic model promises to gain.
      let decrement = (step * slopes).sum()
      let length = step.largest
      let value = place.curved.value
      if !isShifted, length < 1e-8 || decrement < 1e-22 * abs(value) {
        // What is left of the step is the square of its relative length.
        return Maximum(
          point: place.point + step, value: value + decrement / 2,
          covariance: factor.inverse(count: count, held: held),
          iterations: iteration)
      }
      if length > reach { step *= reach / length }
      // Rounding of the sum hides smaller gains.
      let slack = 1e-13 * max(abs(value), 1)
      var next = logLikelihood(place.point + step)
      var halvings = 0
      while !(next.isFinite && next.value >= value - slack), halvings < 40 {
        step /= 2
        halvings += 1
        next = logLikelihood(place.point + step)
      }
      guard next.isFinite, next.value >= value - slack else {
        throw .noMaximum("no ascent from a point with a slope")
      }
      place = Place(point: place.point + step, curved: next)
      guard all(place.point .< ceiling) else {
        throw .noMaximum("a parameter grows without end")
      }
      reach = halvings == 0 ? min(2 * reach, 16) : max(step.largest, 0.1)
    }
    throw .noMaximum("too many iterations, \(limit)")
  }

  private func slopes(_ curved: Curved) -> SIMD4<Double> {
    var slopes = curved.gradient
    for index in held { slopes[index] = 0 }
    return slopes
  }

  /// The observed information; a coordinate that is held or not there stands
  /// alone with 1.
  private func information(_ curved: Curved) -> SymmetricMatrix {
    var matrix = SymmetricMatrix(
      diagonal: -curved.diagonal, mixed: -curved.mixed)
    for index in 0..<3 where index >= count || held.contains(index) {
      matrix.isolate(index)
    }
    return matrix
  }
}

extension Curved {
  /// Whether nothing in it overflowed.
  package var isFinite: Bool {
    value.isFinite && (gradient + diagonal + mixed).sum().isFinite
  }
}

extension SIMD4<Double> {
  /// At most four numbers, followed by zeros.
  package init(padding values: [Double]) {
    self = .zero
    for (index, value) in values.enumerated() { self[index] = value }
  }

  /// The largest magnitude.
  package var largest: Double {
    Swift.max(abs(x), abs(y), Swift.max(abs(z), abs(w)))
  }
}

/// A symmetric matrix of order 3.
package struct SymmetricMatrix: Sendable {
  package var diagonal: SIMD4<Double>
  /// The places 12, 13 and 23.
  package var mixed: SIMD4<Double>

  package init(diagonal: SIMD4<Double>, mixed: SIMD4<Double>) {
    self.diagonal = diagonal
    self.mixed = mixed
  }

  /// Replaces a row and column by those of the identity.
  package mutating func isolate(_ index: Int) {
    diagonal[index] = 1
    for other in 0..<3 where other != index { mixed[index + other - 1] = 0 }
  }

  /// The factor of the matrix, or, where it is not positive definite, of the
  /// matrix with just so much added to the diagonal that it is; `nil` if it is
  /// not finite.
  package func factor() -> (TriangularFactor, isShifted: Bool)? {
    if let factor = TriangularFactor(self) { return (factor, false) }
    guard (diagonal + mixed).sum().isFinite else { return nil }
    var shift = 1e-3 * max(diagonal.largest, mixed.largest, 1e-300)
    for _ in 0..<60 {
      var shifted = self
      shifted.diagonal += SIMD4(repeating: shift)
      if let factor = TriangularFactor(shifted) { return (factor, true) }
      shift *= 4
    }
    return nil
  }
}

/// L and D of LDLᵀ.
package struct TriangularFactor {
  private var pivots: SIMD4<Double>
  /// L₂₁, L₃₁ and L₃₂.
  private var below: SIMD4<Double>

  /// `nil` unless the matrix is positive definite beyond rounding.
  package init?(_ matrix: SymmetricMatrix) {
    let (d, m) = (matrix.diagonal, matrix.mixed)
    guard d.x > 0 else { return nil }
    let l21 = m.x / d.x
    let l31 = m.y / d.x
    let d2 = d.y - l21 * m.x
    guard d2 > 1e-14 * d.y else { return nil }
    let coupling = m.z - l31 * m.x
    let l32 = coupling / d2
    let d3 = d.z - l31 * m.y - l32 * coupling
    guard d3 > 1e-14 * d.z, d.x < .infinity, d2 < .infinity, d3 < .infinity
    else { return nil }
    pivots = SIMD4(d.x, d2, d3, 1)
    below = SIMD4(l21, l31, l32, 0)
  }

  /// The solution x of A x = b.
  package func solve(_ right: SIMD4<Double>) -> SIMD4<Double> {
    let y2 = right.y - below.x * right.x
    let y3 = right.z - below.y * right.x - below.z * y2
    let z = y3 / pivots.z
    let y = y2 / pivots.y - below.z * z
    return SIMD4(right.x / pivots.x - below.x * y - below.y * z, y, z, 0)
  }

  /// A⁻¹, with 0 for coordinates that are held or not there.
  package func inverse(count: Int, held: Set<Int>) -> SymmetricMatrix {
    let columns = (0..<3).map { column in
      var unit = SIMD4<Double>.zero
      unit[column] = 1
      return solve(unit)
    }
    var matrix = SymmetricMatrix(
      diagonal: SIMD4(columns[0].x, columns[1].y, columns[2].z, 0),
      mixed: SIMD4(columns[1].x, columns[2].x, columns[2].y, 0))
    for index in 0..<3 where index >= count || held.contains(index) {
      matrix.isolate(index)
      matrix.diagonal[index] = 0
    }
    return matrix
  }
}
