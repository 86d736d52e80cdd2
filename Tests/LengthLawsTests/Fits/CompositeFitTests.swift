import Foundation
import TestSupport
import Testing

@testable import LengthLaws

@Suite("Fits of composite laws")
struct CompositeFitTests {
  @Test func zeroInflationIsAsPublished() throws {
    let reference = try Reference.fit("biochemists_zip")
    let table = try reference.data.lifeTable(shiftedBy: 1)
    let fit = try Inflated<Poisson>.fit(CensoredSample(table), at: [1])
    #expect(fit.isConverged)
    #expect(fit.boundary == nil)
    let expected = reference.expected
    for (parameter, key) in zip(fit.parameters, ["pi0", "lambda"]) {
      let value = try #require(expected.parameters[key])
      #expect(abs(parameter.value / value - 1) < 1e-9)
      let error = try #require(expected.standardErrors[key])
      #expect(abs((try #require(parameter.standardError)) / error - 1) < 1e-5)
    }
    #expect(
      abs(fit.logLikelihood - (try #require(expected.logLikelihood))) < 1e-8)
  }

  @Test func inflationThatVanishesIsNamed() throws {
    let reference = try Reference.fit("biochemists_zinb_boundary")
    let table = try reference.data.lifeTable(shiftedBy: 1)
    let fit = try Inflated<NegativeBinomial>.fit(
      CensoredSample(table), at: [1])
    #expect(fit.boundary == .noInflation)
    #expect(fit.parameters[0].value == 0)
    #expect(fit.parameters[0].standardError == nil)
    let expected = reference.expected
    // The published value is that of a weight of e^−10.87, just off the edge;
    // the maximum is −1609.936743170349 by 30-digit arithmetic.
    let published = try #require(expected.logLikelihood)
    #expect(fit.logLikelihood > published)
    #expect(fit.logLikelihood < published + 1e-3)
    #expect(abs(fit.logLikelihood + 1609.936_743_170_349) < 1e-9)
    for (parameter, key) in zip(fit.parameters.dropFirst(), ["mu", "size"]) {
      let value = try #require(expected.parameters[key])
      #expect(abs(parameter.value / value - 1) < 1e-3)
    }
  }

  @Test func inflatedLengthsAreRecovered() throws {
    let truth = try Inflated(
      NegativeBinomial(meanBeyondFirst: 60, size: 2),
      points: [.init(length: 12, weight: 0.2), .init(length: 40, weight: 0.1)])
    let table = try RoundedFamilyFitTests.table(
      truth, 4000, cap: 120, seed: 4)
    let fit = try Inflated<NegativeBinomial>.fit(
      CensoredSample(table), at: [40, 12, 77])
    // 77 has no extra mass, by chance or not; the others have.
    for (name, value) in [
      ("weightAt12", 0.2), ("weightAt40", 0.1), ("mean", 60), ("size", 2),
    ] {
      let found = try #require(fit.parameters.first { $0.name == name })
      #expect(
        abs(found.value - value) < 6 * (try #require(found.standardError)))
    }
    #expect(throws: FitError.invalidSample) {
      try Inflated<NegativeBinomial>.fit(CensoredSample(table), at: [3, 3])
    }
  }

  @Test func hurdlesSeparate() throws {
    let truth = try Hurdle(
      DiscreteGamma(shape: 2, rate: 0.05), probability: 0.35)
    let table = try RoundedFamilyFitTests.table(truth, 3000, cap: 90, seed: 6)
    let fit = try Hurdle<DiscreteGamma>.fit(CensoredSample(table))
    let ones = table.rows.filter { $0.length == 1 }.reduce(0) {
      $0 + $1.stopped
    }
    #expect(abs(fit.distribution.probability - Double(ones) / 3000) < 1e-12)
    for (found, value) in zip(fit.parameters, [0.35, 2, 0.05]) {
      #expect(
        abs(found.value - value) < 6 * (try #require(found.standardError)))
    }
    #expect(
      abs(fit.distribution.logLikelihood(of: table) - fit.logLikelihood) < 1e-6)
  }

  @Test func expectationAndMaximisationNeverLoseLikelihood() {
    property("rounds never lose likelihood", cases: 25) { choices in
      let sample = SampleTerms.spread(&choices)
      let points = choices.bool() ? [choices.int(1...40)] : []
      var search = MixtureSearch<Geometric>(
        points: points, weights: points.map { _ in 0.2 } + [0.5, 0.3],
        components: [
          try Geometric(p: choices.double(in: 0.1...0.5)),
          try Geometric(p: choices.double(in: 0.005...0.1)),
        ])
      var before = -Double.infinity
      for _ in 0..<8 {
        let (value, degeneracy) = search.improve(on: sample)
        try require(
          value >= before - 1e-9 * (1 + abs(value)),
          "\(value) comes after \(before)")
        before = value
        if degeneracy != nil { break }
      }
    }
  }

  @Test func scoresOfMixturesAreSlopes() {
    property("scores of mixtures are slopes", cases: 25) { choices in
      let sample = SampleTerms.any(&choices)
      let point = [
        choices.double(in: -1...1), choices.double(in: -1...1),
        choices.double(in: 1...3), choices.double(in: -1...0),
        choices.double(in: 3...4), choices.double(in: -1...0),
      ]
      func at(_ point: [Double]) throws -> (Double, [Double]) {
        let raw = [exp(point[0]), exp(point[1]), 1]
        let total = raw.reduce(0, +)
        return MixtureLikelihood(
          points: [choices.made.count], weights: raw.map { $0 / total },
          laws: [
            try DiscreteLogNormal(coordinates: Array(point[2...3])),
            try DiscreteLogNormal(coordinates: Array(point[4...5])),
          ]
        ).scored(sample)
      }
      let (value, gradient) = try at(point)
      for index in point.indices {
        func moved(_ step: Double) throws -> Double {
          var moved = point
          moved[index] += step
          return try at(moved).0
        }
        let slope = (try moved(1e-4) - moved(-1e-4)) / 2e-4
        try requireClose(
          gradient[index], slope, relative: 1e-5,
          absolute: 1e-6 * (1 + abs(value)), "slope \(index)")
      }
    }
  }

  @Test func aMixtureOfOneIsThePlainFit() throws {
    let law = try DiscreteLogNormal(mu: 3, sigma: 0.8)
    let sample = CensoredSample(
      try RoundedFamilyFitTests.table(law, 500, cap: 60, seed: 9))
    let plain = try DiscreteLogNormal.fit(sample)
    let mixture = try Mixture<DiscreteLogNormal>.fit(sample, components: 1)
    #expect(mixture.distribution.components == [plain.distribution])
    #expect(mixture.logLikelihood == plain.logLikelihood)
    #expect(mixture.bic == plain.bic)
  }

  @Test func twoSortsOfAnswersAreTold() throws {
    let truth = try Mixture(
      [
        DiscreteLogNormal(mu: 2.5, sigma: 0.4),
        DiscreteLogNormal(mu: 5, sigma: 0.5),
      ], weights: [0.3, 0.7])
    let sample = CensoredSample(
      try RoundedFamilyFitTests.table(truth, 700, cap: 300, seed: 12))
    let fit = try Mixture<DiscreteLogNormal>.bestFit(
      sample, upTo: 3, restarts: 2)
    #expect(fit.isConverged)
    #expect(fit.parameterCount == 5)
    let truths = [0.3, 0.7, 2.5, 0.4, 5, 0.5]
    for (found, value) in zip(fit.parameters, truths) {
      let error = try #require(found.standardError)
      #expect(
        abs(found.value - value) < 6 * error,
        "\(found.name) should be \(value), but is \(found.value) ± \(error)")
    }
    #expect(
      abs(fit.distribution.logLikelihood(of: sample) - fit.logLikelihood)
        < 1e-8)
    for (a, b) in zip(fit.history, fit.history.dropFirst()) {
      #expect(b >= a - 1e-9 * abs(a))
    }
    // Other starts, and the answers in another order, end at the same point.
    var shuffled = sample
    shuffled.ended.reverse()
    let again = try Mixture<DiscreteLogNormal>.fit(
      shuffled, components: 2, restarts: 2, seed: 77)
    for (a, b) in zip(fit.parameters, again.parameters) {
      #expect(abs(a.value - b.value) < 1e-6 * (1 + abs(b.value)))
    }
  }

  @Test func aCollapsedComponentIsReported() throws {
    // A spike at 50 draws a component of vanishing spread.
    let law = try DiscreteLogNormal(mu: 3, sigma: 0.5)
    var table = try RoundedFamilyFitTests.table(law, 300, seed: 2)
    try table.record(length: 500, ending: .stopped, count: 200)
    do throws(FitError) {
      let fit = try Mixture<DiscreteLogNormal>.fit(
        CensoredSample(table), components: 2, restarts: 2)
      #expect(!fit.degeneracies.isEmpty)
    } catch {
      #expect(error.description.contains("fewer"))
    }
  }
}

extension SampleTerms {
  /// Terms of every kind with enough spread for two components.
  static func spread(_ choices: inout Choices) -> CensoredSample {
    var sample = any(&choices)
    for length in [1, 3, 9, 30, 80] {
      sample.ended.append(
        .init(
          length: length + choices.int(0...9),
          weight: choices.double(in: 0.5...9)))
    }
    // Fewer may enter late than there are.
    sample.entered = sample.entered.map {
      .init(length: min($0.length, 20), weight: min($0.weight, 1))
    }
    return sample
  }
}
