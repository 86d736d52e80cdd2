import NumericalMethods
import RealModule
import Testing

/// Values computed with mpmath at 50 digits.
@Suite("Special functions")
struct SpecialFunctionTests {
  private func relative(_ value: Double, _ expected: Double) -> Double {
    abs(value - expected) / abs(expected)
  }

  @Test(arguments: [
    (0.5, 0.572_364_942_924_700_087), (1e-3, 6.907_178_885_383_853_68),
    (10.25, 13.368_023_671_476_0463), (1e9, 19_723_265_827.503_7168),
  ])
  func logGammaKeepsItsDigits(_ x: Double, _ expected: Double) {
    #expect(relative(logGamma(x), expected) < 4e-15)
  }

  @Test func outsideTheDomainIsNotANumber() {
    #expect(logGamma(-1).isNaN)
    #expect(logGamma(0).isNaN)
    #expect(digamma(-3).isNaN)
    #expect(logOnePlusMinusX(-1.5).isNaN)
  }

  @Test(arguments: [
    (0.0, -0.693_147_180_559_945_309), (-8.0, -6.220_960_574_271_784_1e-16),
    (5, -15.064_998_393_988_7259), (37, -689.030_585_576_890_594),
    (100, -5_005.524_208_694_205_09),
  ])
  func normalTailKeepsItsDigits(_ z: Double, _ expected: Double) {
    #expect(relative(logNormalSurvival(z), expected) < 1e-13)
  }

  @Test(arguments: [1e-3, 0.7, 12, 30.5, 1e3, 1e9], [1.0, 2, 17, 1000])
  func digammaDifferenceIsItsSum(_ x: Double, _ n: Double) {
    let sum = stride(from: 0, to: n, by: 1).reversed().reduce(0) {
      $0 + 1 / (x + $1)
    }
    #expect(relative(digammaDifference(x, plus: n), sum) < 1e-13)
  }

  @Test(arguments: [0.3, 1, 15.9, 16.1, 1e3, 1e8])
  func stirlingErrorCompletesLogGamma(_ x: Double) {
    let whole =
      (x + 0.5) * Double.log(x) - x + 0.5 * Double.log(2 * .pi)
      + stirlingError(x)
    #expect(abs(whole - logGamma(x + 1)) <= 4e-15 * max(abs(whole), 1))
  }

  @Test func logDifferenceIsExactAtBothEnds() {
    #expect(logDifference(-3, -.infinity) == -3)
    #expect(logDifference(-3, -3) == -.infinity)
    #expect(
      relative(logDifference(0, -1e-20), -46.051_701_859_880_914) < 1e-15)
  }
}
