import NumericalMethods
import RealModule
import Testing

@Suite("Solvers")
struct SolverTests {
  @Test func brentFindsTheRoot() throws {
    let root = try brentRoot(in: 0...2) { $0 * $0 - 2 }
    #expect(abs(root - 2.squareRoot()) < 1e-14)
  }

  @Test func brentRefusesABracketWithoutSignChange() {
    #expect(throws: NumericalError.noSignChange) {
      try brentRoot(in: 1...2) { $0 }
    }
    #expect(throws: NumericalError.noSignChange) {
      try brentRoot(in: 0...2) { _ in .nan }
    }
  }

  private func rosenbrock(_ p: [Double]) -> Double {
    let (a, b) = (1 - p[0], p[1] - p[0] * p[0])
    return a * a + 100 * b * b
  }

  @Test func simplexFindsTheMinimum() throws {
    let minimum = try minimizeNelderMead(from: [-1.2, 1], rosenbrock)
    #expect(abs(minimum.point[0] - 1) < 1e-6)
    #expect(abs(minimum.point[1] - 1) < 1e-6)
  }

  @Test func minimisersRefuseAStartThatIsNotFinite() {
    #expect(throws: NumericalError.notFiniteAtStart) {
      try minimizeNelderMead(from: [0]) { _ in .infinity }
    }
  }

  @Test func choleskySolvesAndInverts() throws {
    let factor = try Cholesky([[4, 2], [2, 3]])
    let x = factor.solve([8, 7])
    #expect(abs(x[0] - 1.25) < 1e-15 && abs(x[1] - 1.5) < 1e-15)
    let inverse = factor.inverse()
    #expect(abs(inverse[0][0] - 0.375) < 1e-15)
    #expect(inverse[0][1] == inverse[1][0])
  }

  @Test func choleskyRefusesWhatIsNotPositiveDefinite() {
    func factor(_ rows: [[Double]]) throws(NumericalError) {
      _ = try Cholesky(rows)
    }
    #expect(throws: NumericalError.notPositiveDefinite) {
      try factor([[1, 2], [2, 1]])
    }
    #expect(throws: NumericalError.notPositiveDefinite) {
      try factor([[.nan, 0], [0, 1]])
    }
  }

  @Test func randomNumbersFollowFromTheSeed() {
    let a = RandomSource(seed: 7)
    let b = RandomSource(seed: 7)
    let c = RandomSource(seed: 8)
    let first = (0..<5).map { _ in a.uniform() }
    #expect(first == (0..<5).map { _ in b.uniform() })
    #expect(first != (0..<5).map { _ in c.uniform() })
    #expect(a.multinomial(1000, weights: [1, 2, 0]).reduce(0, +) == 1000)
    #expect(a.multinomial(1000, weights: [1, 2, 0])[2] == 0)
  }
}
