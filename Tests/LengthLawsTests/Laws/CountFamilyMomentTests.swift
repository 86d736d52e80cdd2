import LengthLaws
import TestSupport
import Testing

/// Moments by summation against closed forms of the laws they contain.
@Suite("Moments of count families")
struct CountFamilyMomentTests {
  private func requireSameMoments(
    _ law: some LengthDistribution, _ closed: some LengthDistribution,
    relative: Double = 1e-11
  ) throws {
    try requireClose(
      law.mean, closed.mean, relative: relative, "mean of \(law)")
    // What E[N²] carries of rounding, the variance does.
    try requireClose(
      law.variance, closed.variance, relative: relative,
      absolute: relative * closed.mean * closed.mean, "variance of \(law)")
  }

  @Test func betaDiscreteWeibullOfPowerOneIsBetaGeometric() {
    property("beta-discrete-Weibull moments at c = 1", cases: 60) { choices in
      let (alpha, beta) = (
        2 + choices.logUniform(in: 0.02...100),
        choices.logUniform(in: 1e-2...1e7)
      )
      try requireSameMoments(
        try BetaDiscreteWeibull(alpha: alpha, beta: beta, c: 1),
        try BetaGeometric(alpha: alpha, beta: beta))
    }
  }

  @Test func discreteWeibullOfPowerOneIsGeometric() {
    property("discrete Weibull moments at β = 1", cases: 60) { choices in
      let p = choices.logUniform(in: 1e-9...0.99)
      try requireSameMoments(
        try DiscreteWeibull(q: 1 - p, beta: 1), try Geometric(p: 1 - (1 - p)))
    }
  }

  @Test func withoutSpreadOfQItIsDiscreteWeibull() {
    property("moments of spreadless mixtures", cases: 30) { choices in
      let scale = choices.logUniform(in: 3...1e5)
      let shape = choices.logUniform(in: 0.3...4)
      let q = CountFamilyLaws.weibullQ(scale: scale, shape: shape)
      try requireSameMoments(
        try BetaDiscreteWeibull(
          alpha: (1 - q) * 1e30, beta: q * 1e30, c: shape),
        try DiscreteWeibull(q: q, beta: shape), relative: 1e-9)
    }
  }

  @Test func yuleSimonIsBetaGeometricWithBetaOne() throws {
    for rho in [0.5, 1.5, 3.25, 80] {
      let (a, b) = (
        try YuleSimon(rho: rho), try BetaGeometric(alpha: rho, beta: 1)
      )
      for length in [1, 2, 50, 100_000] {
        #expect(a.logMass(at: length) == b.logMass(at: length))
      }
      #expect(a.mean == (rho > 1 ? b.mean : .infinity))
    }
  }

  /// ζ(3)/ζ(4) and ζ(2)/ζ(4) − (ζ(3)/ζ(4))², from the known values.
  @Test func zetaMomentsAreRatiosOfZetas() throws {
    let law = try Zeta(alpha: 4)
    let (z2, z3, z4) = (
      1.644_934_066_848_226_4, 1.202_056_903_159_594_3,
      1.082_323_233_711_138_2
    )
    #expect(abs(law.mean - z3 / z4) < 1e-14)
    #expect(abs(law.variance - (z2 / z4 - (z3 / z4) * (z3 / z4))) < 1e-13)
  }
}
