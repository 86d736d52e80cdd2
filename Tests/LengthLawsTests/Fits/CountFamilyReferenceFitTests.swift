import LengthLaws
import TestSupport
import Testing

/// Fits of published data against 40-digit references.
@Suite("Reference fits of count families")
struct CountFamilyReferenceFitTests {
  struct Case: Sendable {
    var name: String
    var family: Family
    var shift = 0
    var shortest = 1
    var renamed: [String: String] = [:]
  }

  static let cases: [Case] =
    [
      "horsekicks_poisson", "london_bombs_poisson", "toxocara_poisson",
      "thyrion_poisson",
    ].map {
      Case(name: $0, family: .poisson, shift: 1, renamed: ["mean": "lambda"])
    }
    + ["highend_7", "regular_7", "regular_12"].map {
      Case(name: "beta_discrete_weibull_\($0)", family: .betaDiscreteWeibull)
    }
    + ["highend_7", "highend_12", "regular_7"].map {
      Case(name: "discrete_weibull_\($0)", family: .discreteWeibull)
    }
    + [
      "sbg_highend_12", "sbg_regular_7", "sbg_regular_12",
      "ttp_nonsmokers_beta_geometric",
    ].map { Case(name: $0, family: .betaGeometric) }
    + [
      Case(name: "moby_zeta_xmin1", family: .zeta),
      Case(name: "moby_zeta_xmin7", family: .zeta, shortest: 7),
      Case(name: "alpha_particles_geometric_10220", family: .geometric),
      Case(name: "alpha_particles_geometric_20", family: .geometric),
    ]

  @Test(arguments: cases)
  func fitAgreesWithReference(_ test: Case) throws {
    let reference = try Reference.fit(test.name)
    let expected = reference.expected
    let fit = try test.family.fit(
      try sample(reference.data, shift: test.shift).reaching(test.shortest))
    #expect(fit.isConverged)
    let logLikelihood = try #require(expected.logLikelihood)
    #expect(
      abs(fit.logLikelihood - logLikelihood) <= 1e-8,
      "\(fit.logLikelihood) against \(logLikelihood)")
    for parameter in fit.parameters {
      let name = test.renamed[parameter.name] ?? parameter.name
      let value = try #require(expected.parameters[name])
      #expect(
        abs(parameter.value / value - 1) <= 1e-7,
        "\(name): \(parameter.value) against \(value)")
      let deviation = try #require(expected.standardErrors[name])
      let standardError = try #require(parameter.standardError)
      #expect(
        abs(standardError / deviation - 1) <= 1e-4,
        "s.e. of \(name): \(standardError) against \(deviation)")
    }
  }

  private func sample(
    _ data: ReferenceData, shift: Int
  ) throws -> CensoredSample {
    guard let lower = data.lower, let upper = data.upper,
      let counts = data.counts
    else { return CensoredSample(try data.lifeTable(shiftedBy: shift)) }
    var sample = CensoredSample()
    for (index, count) in counts.enumerated() where count > 0 {
      if let upper = upper[index] {
        sample.grouped.append(
          .init(
            lower: Int(lower[index]), upper: Int(upper),
            weight: Double(count)))
      } else {
        sample.censored.append(
          .init(length: Int(lower[index]), weight: Double(count)))
      }
    }
    return sample
  }
}
