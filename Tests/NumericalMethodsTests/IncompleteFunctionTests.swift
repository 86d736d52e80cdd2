import NumericalMethods
import RealModule
import TestSupport
import Testing

@Suite("Incomplete beta and gamma functions")
struct IncompleteFunctionTests {
  @Test func tailsAreComplements() {
    property("I_x(a, b) and 1 − I_x(a, b) sum to 1") { choices in
      let a = choices.logUniform(in: 0.01...1e5)
      let b = choices.logUniform(in: 0.01...1e5)
      let x = choices.double(in: 0.001...0.999)
      let tails = IncompleteBeta(
        a: a, b: b, x: x, y: 1 - x, difference: a * (1 - x) - b * x
      ).logTails
      try requireClose(
        Double.exp(tails.lower) + Double.exp(tails.upper), 1,
        relative: 1e-13, "the sum for \((a, b, x))")
    }
  }

  @Test func binomialTailsAreSumsOfMasses() {
    property("P(K ≥ k) is a sum of binomial masses", cases: 60) { choices in
      let n = choices.int(1...60)
      let k = choices.int(1...n)
      let p = choices.double(in: 0.01...0.99)
      var sum = 0.0
      for i in k...n {
        sum += Double.exp(
          logBinomialKernel(
            Double(i), Double(n - i), x: p, y: 1 - p,
            difference: Double(i) - Double(n) * p))
      }
      let tails = logBinomialTails(
        atLeast: k, trials: n, probability: p, failure: 1 - p)
      try requireClose(
        Double.exp(tails.upper), sum, relative: 1e-12, "the tail")
    }
  }

  @Test func derivativeIsTheSlope() {
    property("∂ log I/∂b agrees with differences", cases: 60) { choices in
      let a = Double(choices.int(1...200))
      let b = choices.logUniform(in: 0.05...500)
      let x = choices.double(in: 0.05...0.95)
      func value(_ b: Double) -> Double {
        IncompleteBeta(
          a: a, b: b, x: x, y: 1 - x, difference: a * (1 - x) - b * x
        ).logTails.lower
      }
      let log = IncompleteBeta<Dual>(
        a: Dual(a), b: Dual(b, derivative: 1), x: Dual(x), y: Dual(1 - x),
        difference: Dual(a * (1 - x) - b * x, derivative: -x)
      ).logValue(
        frontDerivative: Double.log(1 - x) + digammaDifference(b, plus: a))
      let h = 1e-4 * b
      let slope =
        (8 * (value(b + h) - value(b - h))
          - (value(b + 2 * h) - value(b - 2 * h))) / (12 * h)
      try requireClose(log.value, value(b), relative: 1e-13, "log I")
      try require(
        abs(log.derivative - slope) <= 1e-7 * abs(slope) + 1e-9 / b,
        "slope should be \(slope), but is \(log.derivative) "
          + "for \((a, b, x))")
    }
  }

  @Test func gammaTailsArePoissonSums() {
    property("P(a, x) is a Poisson tail", cases: 60) { choices in
      let k = choices.int(1...80)
      let mean = choices.logUniform(in: 0.05...120)
      var sum = 0.0
      for i in 0..<k {
        sum += Double.exp(logPoissonKernel(Double(i), mean: mean))
      }
      let tails = logIncompleteGamma(Double(k), mean)
      try requireClose(
        Double.exp(tails.upper), sum, relative: 1e-12, "P(K < k)")
    }
  }

  @Test func extremesHaveTheirLimits() {
    let half = IncompleteBeta(
      a: 1e7, b: 1e7, x: 0.5, y: 0.5, difference: 0.0
    ).logTails
    #expect(abs(half.lower + Double.log(2)) < 1e-9)
    #expect(logIncompleteGamma(3, 0).lower == -.infinity)
    #expect(logIncompleteGamma(3, 0).upper == 0)
  }
}
