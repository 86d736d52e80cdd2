import LengthLaws
import TestSupport
import Testing

/// Fits against solutions to 40 digits.
@Suite("Reference fits")
struct ReferenceFitTests {
  private func check(
    _ fit: LengthFit<some LengthDistribution>, _ name: String,
    _ names: [String: String]
  ) throws {
    let expected = try Reference.fit(name).expected
    let logLikelihood = try #require(expected.logLikelihood)
    #expect(abs(fit.logLikelihood - logLikelihood) < 1e-9)
    #expect(fit.isConverged)
    for parameter in fit.parameters {
      let key = try #require(names[parameter.name])
      let value = try #require(expected.parameters[key])
      #expect(
        abs(parameter.value - value) <= 1e-8 * abs(value),
        "\(name): \(parameter.name) should be \(value)")
      let error = try #require(expected.standardErrors[key])
      #expect(abs(try #require(parameter.standardError) - error) < 1e-6 * error)
    }
  }

  @Test(arguments: [
    "geometric_highend_12", "geometric_regular_7", "geometric_regular_12",
    "ttp_smokers_geometric", "gehan_geometric",
  ])
  func geometricFits(_ name: String) throws {
    let table = try Reference.fit(name).data.lifeTable()
    try check(try Geometric.fit(table), name, ["p": "p"])
  }

  @Test(arguments: ["federalist_nb", "quine_nb"])
  func negativeBinomialFits(_ name: String) throws {
    let table = try Reference.fit(name).data.lifeTable(shiftedBy: 1)
    try check(
      try NegativeBinomial.fit(table), name, ["mean": "mu", "size": "size"])
  }

  @Test func noMoreSpreadThanPoissonIsNamed() throws {
    let name = "horsekicks_poisson"
    let table = try Reference.fit(name).data.lifeTable(shiftedBy: 1)
    let fit = try NegativeBinomial.fit(table)
    #expect(fit.boundary == .poissonLimit)
    #expect(fit.distribution.size == .infinity)
    let expected = try Reference.fit(name).expected
    #expect(
      abs(fit.logLikelihood - (try #require(expected.logLikelihood))) < 1e-9)
    #expect(abs(fit.distribution.meanBeyondFirst - 0.61) < 1e-12)
  }
}
