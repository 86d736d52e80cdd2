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

  @Test func derivativesAreSlopes() {
    property("∂ log I/∂b and ∂² agree with differences", cases: 60) { choices in
      let a = Double(choices.int(1...200))
      let b = choices.logUniform(in: 0.05...500)
      let x = choices.double(in: 0.05...0.95)
      func value(_ b: Double) -> Double {
        IncompleteBeta(
          a: a, b: b, x: x, y: 1 - x, difference: a * (1 - x) - b * x
        ).logTails.lower
      }
      func jet(_ b: Double) -> Jet {
        let sums = PolygammaSums(b, plus: a)
        return IncompleteBeta<Jet>(
          a: Jet(a), b: Jet(b, 1), x: Jet(x), y: Jet(1 - x),
          difference: Jet(a * (1 - x) - b * x, -x)
        ).logValue(
          frontSlope: Double.log(1 - x) + sums.first, frontBend: -sums.second)
      }
      let log = jet(b)
      let h = 1e-4 * b
      func difference(_ f: (Double) -> Double) -> Double {
        (8 * (f(b + h) - f(b - h)) - (f(b + 2 * h) - f(b - 2 * h))) / (12 * h)
      }
      let (slope, bend) = (difference(value), difference { jet($0).first })
      try requireClose(log.value, value(b), relative: 1e-13, "log I")
      try requireClose(
        log.first, slope, relative: 1e-7, absolute: 1e-9 / b,
        "slope for \((a, b, x))")
      try requireClose(
        log.second, bend, relative: 1e-6,
        absolute: 1e-8 * (abs(log.first) + 1) / b, "bend for \((a, b, x))")
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
