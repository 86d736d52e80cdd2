import NumericalMethods
import TestSupport
import Testing

/// Polygamma functions against 40-digit values (mpmath 1.3).
@Suite("Polygamma functions")
struct PolygammaTests {
  @Test(arguments: [
    (
      0.3, 5.0, 5.072_935_153_824_941_6, 12.037_773_657_085_233,
      37.614_796_684_736_601
    ),
    (
      2.5, 0.001, 0.000_490_239_691_378_987_13, 0.000_236_092_150_985_889_3,
      0.000_111_874_533_595_404
    ),
    (
      40, 1000, 3.270_167_771_823_462, 0.024_353_102_953_480_025,
      0.000_319_947_413_099_260_1
    ),
    (
      1e6, 3, 2.999_997_000_004_999_9e-6, 2.999_994_000_014_999_9e-12,
      2.999_991_000_02e-18
    ),
    (
      1e-3, 7, 1002.448_509_800_322_6, 1_000_001.489_011_544_7,
      1_000_000_001.187_054_4
    ),
  ])
  func sumsAreDifferences(
    _ x: Double, _ n: Double, _ first: Double, _ second: Double, _ third: Double
  ) {
    let sums = PolygammaSums(x, plus: n)
    #expect(abs(sums.first / first - 1) < 4e-15)
    #expect(abs(sums.second / second - 1) < 2e-14)
    #expect(abs(sums.third / third - 1) < 1e-11)
  }

  @Test(arguments: [
    (1e-3, 1_000_001.642_533_195_8, -2_000_000_002.397_632_1),
    (0.7, 2.834_049_156_694_610_9, -6.434_992_874_190_923_7),
    (15.5, 0.066_642_013_583_275_97, -0.004_439_518_913_277_244),
    (300, 0.003_338_895_061_714_677_7, -0.000_011_148_209_876_314_588),
    (1e8, 1.000_000_005e-8, -1.000_000_01e-16),
  ])
  func derivativesOfDigamma(_ x: Double, _ second: Double, _ third: Double) {
    #expect(abs(trigamma(x) / second - 1) < 2e-15)
    #expect(abs(tetragamma(x) / third - 1) < 2e-13)
  }

  /// Derivatives carried through a product, a quotient and a logarithm.
  @Test func jetsDifferentiateTwice() {
    property("(x² + 1)/x and its logarithm", cases: 50) { choices in
      let x = choices.logUniform(in: 1e-3...1e3)
      let jet = Jet(x, 1)
      let ratio = (jet * jet + Jet(1)) / jet
      try requireClose(ratio.value, x + 1 / x, relative: 1e-14)
      try requireClose(
        ratio.first, 1 - 1 / x / x, relative: 1e-13, absolute: 1e-13 / x / x)
      try requireClose(
        ratio.second, 2 / x / x / x, relative: 1e-12,
        absolute: 1e-15 * (1 + 1 / x / x))
      let log = jet.log
      try requireClose(log.first, 1 / x, relative: 1e-14)
      try requireClose(log.second, -1 / x / x, relative: 1e-14)
    }
  }

  @Test func aParallelMapIsInOrder() {
    let serial = parallelMap(count: 500, isParallel: false) { $0 * $0 }
    #expect(parallelMap(count: 500) { $0 * $0 } == serial)
    #expect(serial[499] == 499 * 499)
    #expect(parallelMap(count: 0) { $0 }.isEmpty)
  }
}
