import LengthLaws
import TestSupport
import Testing

/// The analytic gradients and Hessians of log-likelihoods.
@Suite("Curvature of log-likelihoods")
struct CurvatureTests {
  @Test(arguments: Family.allCases)
  func derivativesAreThoseOfTheLogLikelihood(_ family: Family) throws {
    let type = try #require(family.type as? any ScoredDistribution.Type)
    try check(type, family, SampleTerms.any)
  }

  /// Long lengths with wide gaps go other ways than short ones.
  @Test(arguments: Family.allCases)
  func soAreThoseOfLongAnswers(_ family: Family) throws {
    let type = try #require(family.type as? any ScoredDistribution.Type)
    try check(type, family, SampleTerms.long)
  }

  private func check<Law: ScoredDistribution>(
    _ type: Law.Type, _ family: Family,
    _ sample: @escaping (inout Choices) -> CensoredSample
  ) throws {
    var judged = 0
    property("curvature of \(family.rawValue)", cases: 120) { choices in
      var parameters = ScoredLaws.parameters(of: family, &choices)
      if family == .discreteGeneralizedPareto { parameters[2] = 0 }
      let sample = sample(&choices)
      let law = try Law(parameterValues: parameters)
      // The scale of the sum: its terms may cancel, as entered ones do. The
      // derivatives of what is all but impossible lose digits, as its
      // logarithm's size times their own.
      var (scale, least) = (1.0, 0.0)
      sample.forEachTerm { event, weight in
        let log = event.logProbability(law)
        scale += abs(weight * log)
        least = min(least, log)
      }
      let point = Law.links.indices.map {
        Law.links[$0].coordinate(parameters[$0])
      }
      guard least > -300, point.allSatisfy(\.isFinite) else { return }
      if family == .discreteGeneralizedPareto {
        // Near a greatest length differences say nothing.
        let longest = Double(sample.range?.upperBound ?? 1)
        guard parameters[0] > -0.9 * parameters[1] / longest else { return }
      }
      judged += 1
      let terms = FitTerms(sample)
      let curved = law.curvedLogLikelihood(of: terms)
      try requireClose(
        curved.value, law.logLikelihood(of: sample), relative: 0,
        absolute: 2e-11 * scale, "log-likelihood")
      try matchesSumOfTerms(curved, law, sample, scale)
      try matchesDifferences(curved, point, Law.self, terms, scale)
    }
    #expect(judged >= 3, "only \(judged) cases of \(family) were judged")
  }

  /// The fast sum over a table against the terms one by one.
  private func matchesSumOfTerms(
    _ curved: Curved, _ law: some ScoredDistribution, _ sample: CensoredSample,
    _ scale: Double
  ) throws {
    var sum = Curved(0)
    var size = SIMD4<Double>(repeating: scale)
    sample.forEachTerm { event, weight in
      let term = event.curvedLogProbability(law)
      sum += weight * term
      for index in 0..<3 {
        size[index] += abs(weight * term.gradient[index])
        size[index] += abs(weight * term.diagonal[index])
      }
    }
    let slack = 1e-9 * (size.x + size.y + size.z)
    for index in 0..<3 {
      try requireClose(
        curved.gradient[index], sum.gradient[index], relative: 0,
        absolute: slack, "slope \(index) of \(law)")
      try requireClose(
        curved.diagonal[index], sum.diagonal[index], relative: 0,
        absolute: slack, "bend \(index) of \(law)")
      try requireClose(
        curved.mixed[index], sum.mixed[index], relative: 0,
        absolute: slack, "mixed bend \(index) of \(law) over \(sample)")
    }
  }

  /// Slopes and bends against differences of fourth order.
  private func matchesDifferences<Law: ScoredDistribution>(
    _ curved: Curved, _ point: [Double], _ type: Law.Type, _ terms: FitTerms,
    _ scale: Double
  ) throws {
    let h = 1e-3
    for index in point.indices {
      func at(_ steps: Double) -> Curved {
        var moved = point
        moved[index] += steps * h
        return Law.curvedLogLikelihood(at: SIMD4(padding: moved), of: terms)
      }
      let (a, b, c, d) = (at(1), at(-1), at(2), at(-2))
      func difference(_ value: (Curved) -> Double) -> Double {
        (8 * (value(a) - value(b)) - (value(c) - value(d))) / (12 * h)
      }
      // How fast the differences themselves converge.
      func error(_ value: (Curved) -> Double) -> Double {
        abs(value(a) - value(b) - (value(c) - value(d)) / 2) / (2 * h)
      }
      let slope = difference(\.value)
      try requireClose(
        curved.gradient[index], slope, relative: 2e-6,
        absolute: 1e-8 * scale + 1e-2 * error(\.value),
        "slope in \(Law.parameterNames[index]) at \(point)")
      for other in point.indices {
        let bend = difference { $0.gradient[other] }
        let largest = curved.diagonal.largest
        try requireClose(
          curved.bend(index, other), bend, relative: 2e-5,
          absolute: 1e-8 * (scale + largest)
            + 1e-2 * error { $0.gradient[other] },
          "bend in \(index) and \(other) of \(Law.family) at \(point)")
      }
    }
  }
}

/// Parameters of every family with scores.
enum ScoredLaws {
  static func parameters(
    of family: Family, _ choices: inout Choices
  ) -> [Double] {
    switch family {
    case .geometric: [choices.logUniform(in: 1e-3...0.9)]
    case .negativeBinomial:
      [choices.logUniform(in: 0.1...3000), choices.logUniform(in: 0.05...1e5)]
    case .discreteLogNormal:
      [choices.double(in: 0...8), choices.logUniform(in: 0.1...3)]
    case .discreteGamma, .discreteLogLogistic, .discreteLogT,
      .discreteGeneralizedPareto:
      RoundedLaws.parameters(of: family, &choices)
    default: CountFamilyLaws.parameters(of: family, &choices)
    }
  }
}

/// Random samples.
enum SampleTerms {
  /// Terms of every kind, weighted.
  static func any(_ choices: inout Choices) -> CensoredSample {
    sample(&choices, longest: 80, width: 30)
  }

  /// The same with lengths up to a hundred thousand.
  static func long(_ choices: inout Choices) -> CensoredSample {
    let longest = 1 << choices.int(8...17)
    return sample(&choices, longest: longest, width: longest / 4)
  }

  private static func sample(
    _ choices: inout Choices, longest: Int, width: Int
  ) -> CensoredSample {
    func term(_ c: inout Choices, from least: Int) -> CensoredSample.Term {
      .init(length: c.int(least...longest), weight: c.double(in: 0.1...9))
    }
    let grouped: [CensoredSample.Group] = choices.array(0...2) { c in
      let lower = c.int(0...longest / 2)
      return .init(
        lower: lower, upper: lower + c.int(1...width),
        weight: c.double(in: 0.1...9))
    }
    return CensoredSample(
      ended: choices.array(1...3) { term(&$0, from: 1) },
      censored: choices.array(0...3) { term(&$0, from: 0) },
      entered: choices.array(0...2) { term(&$0, from: 0) }, grouped: grouped)
  }
}
