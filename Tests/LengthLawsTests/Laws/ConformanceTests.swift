import LengthLaws
import TestSupport
import Testing

/// Every family obeys the laws of a length distribution.
@Suite("Conformance of the families")
struct ConformanceTests {
  @Test func geometricObeysTheLaws() {
    property("geometric laws obey the laws", cases: 30) { choices in
      let law = try Geometric(p: choices.logUniform(in: 1e-3...1))
      try checkLengthDistribution(law, name: "\(law)")
    }
  }

  @Test func negativeBinomialObeysTheLaws() {
    property("negative binomial laws obey the laws", cases: 30) { choices in
      let law = try NegativeBinomial(
        meanBeyondFirst: choices.logUniform(in: 0.01...300),
        size: choices.logUniform(in: 0.01...1e6))
      try checkLengthDistribution(law, name: "\(law)", samples: 500)
    }
  }

  @Test(arguments: [
    (1e-3, 1e-3), (1e-3, 1e9), (80, 1e9), (80, .infinity), (0.5, .infinity),
    (1e4, 1e-2),
  ])
  func negativeBinomialObeysTheLawsAtTheCorners(
    _ mean: Double, _ size: Double
  ) throws {
    let law = try NegativeBinomial(meanBeyondFirst: mean, size: size)
    try checkLengthDistribution(law, name: "\(law)", samples: 200)
  }

  @Test func discreteLogNormalObeysTheLaws() {
    property("discrete log-normal laws obey the laws", cases: 30) { choices in
      let law = try DiscreteLogNormal(
        mu: choices.double(in: -2...7),
        sigma: choices.logUniform(in: 0.05...2))
      try checkLengthDistribution(law, name: "\(law)", samples: 500)
    }
  }

  @Test func kaplanMeierObeysTheLaws() {
    property("Kaplan–Meier estimates obey the laws", cases: 60) { choices in
      var table = LifeTable()
      for answer in choices.answers(1...20) {
        try table.record(
          length: answer.length, ending: answer.ending,
          count: answer.count + 1)
      }
      let law = try KaplanMeier(table)
      try checkLengthDistribution(law, name: "\(table.rows)", samples: 300)
    }
  }

  @Test(
    arguments: [
      { try Geometric(p: 0) as any LengthDistribution },
      { try Geometric(p: 1.5) }, { try Geometric(p: .nan) },
      { try NegativeBinomial(meanBeyondFirst: 0, size: 1) },
      { try NegativeBinomial(meanBeyondFirst: .infinity, size: 1) },
      { try NegativeBinomial(meanBeyondFirst: 1, size: -1) },
      { try NegativeBinomial(meanBeyondFirst: 1, size: .nan) },
      { try DiscreteLogNormal(mu: .nan, sigma: 1) },
      { try DiscreteLogNormal(mu: 0, sigma: 0) },
    ] as [@Sendable () throws -> any LengthDistribution])
  func parametersOutOfRangeAreRefused(
    _ make: @Sendable () throws -> any LengthDistribution
  ) {
    #expect(throws: LengthLawError.self) { try make() }
  }

  @Test func quantilesAgreeWithTheOracles() throws {
    let geometric = try Geometric(p: 0.01)
    #expect(
      [0.5, 0.9, 0.95, 0.99, 0.999].map(geometric.quantile)
        == [69, 230, 299, 459, 688])
    let oracle = try Reference.oracle("negative_binomial_quantiles")
    let rows = try #require(oracle.expected.array)
    #expect(rows.count == 3)
    for row in rows {
      let size = try #require(row[0]?.double)
      let p = try #require(row[1]?.double)
      let law = try NegativeBinomial(
        meanBeyondFirst: size * (1 - p) / p, size: size)
      let expected = try #require(row[2]?.doubles).map { Int($0) + 1 }
      #expect([0.5, 0.9, 0.95, 0.99, 0.999].map(law.quantile) == expected)
    }
  }

  @Test func gammaMixedPoissonIsNegativeBinomial() throws {
    let law = try NegativeBinomial(meanBeyondFirst: 150, size: 3)
    let expected = try #require(
      Reference.oracle("gamma_poisson_is_negbinom").expected.doubles)
    for (k, mass) in zip([0, 100, 300], expected) {
      #expect(abs(law.mass(at: k + 1) - mass) < 1e-9 * mass)
    }
  }
}
