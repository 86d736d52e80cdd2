import LengthLaws
import RealModule
import TestSupport
import Testing

/// The search for a maximum, on functions whose maximum is known.
@Suite("Newton search")
struct NewtonSearchTests {
  /// −cosh(a·(x − c)) along three crossed directions.
  private func hill(_ x: SIMD4<Double>, top: SIMD4<Double>) -> Curved {
    let d = x - top
    var sum = Curved(0)
    for direction: SIMD4<Double> in [
      SIMD4(1, 0.5, 0, 0), SIMD4(0, 2, -1, 0), SIMD4(0.3, 0, 1, 0),
    ] {
      let t = (direction * d).sum()
      let line = Curved(t, gradient: direction)
      sum +=
        -1 * line.mapped(Double.cosh(t), Double.sinh(t), Double.cosh(t))
    }
    return sum
  }

  @Test func theTopIsFoundFromAfar() throws {
    let top = SIMD4(1.0, -2, 3, 0)
    let maximum = try NewtonSearch(count: 3).maximize(
      from: SIMD4(9, 7, -6, 0)
    ) { hill($0, top: top) }
    #expect((maximum.point - top).largest < 1e-12)
    #expect(abs(maximum.value + 3) < 1e-14)
    // The information is Σ vvᵀ; its inverse by hand is checked by a product.
    let information = SymmetricMatrix(
      diagonal: SIMD4(1.09, 4.25, 2, 0), mixed: SIMD4(0.5, 0.3, -2, 0))
    let (i, c) = (information, maximum.covariance)
    let first =
      i.diagonal.x * c.diagonal.x + i.mixed.x * c.mixed.x
      + i.mixed.y * c.mixed.y
    #expect(abs(first - 1) < 1e-12)
  }

  @Test func aCoordinateThatIsHeldStays() throws {
    let top = SIMD4(1.0, -2, 3, 0)
    let search = NewtonSearch(count: 3, held: [1])
    let maximum = try search.maximize(from: SIMD4(0, 0.5, 0, 0)) {
      hill($0, top: top)
    }
    #expect(maximum.point.y == 0.5)
    #expect(maximum.covariance.diagonal.y == 0)
    #expect(abs(hill(maximum.point, top: top).gradient.x) < 1e-10)
    #expect(abs(hill(maximum.point, top: top).gradient.z) < 1e-10)
  }

  @Test func whatRisesForeverIsNoMaximum() {
    // −e^{−x} rises towards 0 without reaching it.
    let slope: (SIMD4<Double>) -> Curved = { x in
      let fall = Double.exp(-x.x)
      return Curved(-fall, slope: fall, bend: -fall)
    }
    #expect(throws: LengthLawError.self) {
      try NewtonSearch(count: 1, ceiling: SIMD4(repeating: 20)).maximize(
        from: .zero, slope)
    }
    let nowhere: (SIMD4<Double>) -> Curved = { _ in Curved(-.infinity) }
    #expect(throws: LengthLawError.self) {
      try NewtonSearch(count: 1).maximize(from: .zero, nowhere)
    }
    #expect(NewtonSearch(count: 1).climb(from: .zero, nowhere) == nil)
  }
}
