import LengthForecasts
import LengthLaws
import RealModule
import TestSupport
import Testing

/// Answers whose lengths depend on a feature, some of them cut.
private func sample(
  _ choices: inout Choices, censored: Bool = false
) throws -> RegressionSample {
  var sample = RegressionSample(featureNames: ["x"])
  for _ in 0..<choices.int(4...14) {
    let x = Double(choices.int(-4...4))
    try sample.record(
      features: [x], length: choices.int(1...20) + Int(2 * (x + 4)),
      ending: censored && choices.bool() ? .capped : .stopped)
  }
  return sample
}

/// The lengths of a negative binomial regression, from fixed draws.
private func drawn(
  _ count: Int, slope: Double, cap: Int = .max
) throws -> RegressionSample {
  var random = SplitMix64(seed: 3)
  var sample = RegressionSample(featureNames: ["x", "constant"])
  for _ in 0..<count {
    let x = Double.random(in: -1...1, using: &random)
    let law = try NegativeBinomial(
      meanBeyondFirst: Double.exp(3 + slope * x), size: 2)
    let length = law.quantile(Double.random(in: 0..<1, using: &random))
    try sample.record(
      features: [x, 7], length: min(length, cap),
      ending: length > cap ? .capped : .stopped)
  }
  return sample
}

@Suite("Negative-binomial regression")
struct NegativeBinomialRegressionTests {
  @Test func withoutFeaturesItIsTheNegativeBinomialFit() throws {
    var table = LifeTable()
    var sample = RegressionSample(featureNames: [])
    for (length, count, ending) in [
      (1, 5, Ending.stopped), (4, 9, .stopped), (9, 4, .stopped),
      (20, 2, .stopped), (20, 3, .capped), (33, 1, .stopped),
    ] {
      try table.record(length: length, ending: ending, count: count)
      for _ in 0..<count {
        try sample.record(features: [], length: length, ending: ending)
      }
    }
    let fit = try NegativeBinomial.fit(CensoredSample(table))
    let regression = try NegativeBinomialRegression.fit(sample)
    let law = try regression.distribution(features: [])
    #expect(
      abs(law.meanBeyondFirst / fit.distribution.meanBeyondFirst - 1) < 1e-6)
    #expect(abs(law.size / fit.distribution.size - 1) < 1e-6)
    #expect(abs(regression.logLikelihood - fit.logLikelihood) < 1e-9)
  }

  /// Values by a 30-digit Newton iteration with differences of the likelihood
  /// (mpmath 1.3): coefficients, their standard errors, and the size's.
  @Test(arguments: [
    (
      60, [2.950_734_794_56, 0.714_156_186_343, 1.322_517_146_62],
      [0.126_569_635_8, 0.143_391_181_8, 0.276_285_468_2]
    ),
    (
      25, [2.930_455_895_77, 0.707_825_624_754, 1.367_392_431_77],
      [0.151_543_878_6, 0.164_725_637_4, 0.330_240_302_4]
    ),
    (
      10, [3.296_963_811_51, 0.887_193_480_696, 1.005_464_158_4],
      [0.396_807_692, 0.292_388_413_1, 0.325_975_753]
    ),
  ])
  func standardErrorsKnowWhatCensoringHides(
    _ cap: Int, _ values: [Double], _ errors: [Double]
  ) throws {
    var sample = RegressionSample(featureNames: ["x"])
    for (x, length) in zip(Self.features, Self.lengths) {
      try sample.record(
        features: [x], length: min(length, cap),
        ending: length > cap ? .capped : .stopped)
    }
    let fit = try NegativeBinomialRegression.fit(sample)
    let found = fit.coefficients + [fit.size]
    let foundErrors = fit.standardErrors + [fit.sizeStandardError]
    for index in values.indices {
      #expect(abs(found[index] / values[index] - 1) < 1e-7)
      let error = try #require(foundErrors[index])
      #expect(abs(error / errors[index] - 1) < 1e-6)
    }
  }

  static let features: [Double] = [
    0.0, 0.3, -0.27, -0.89, -0.45, -0.99, 0.06, 1.34, -0.49, -0.62, 0.49,
    0.36, 0.11, -0.93, -0.03, 0.7, -1.34, -0.46, -1.9, -1.29, -1.84, -0.24,
    -1.27, 0.27, 0.16, -0.19, -2.52, -0.54, -0.05, 0.11, -1.53, -0.48,
    -0.98, -0.81, 1.06, -0.81, -0.03, 0.88, -0.58, -0.11, 0.11, 0.06, -1.23,
    0.08, 1.36, -1.55, 0.86, 0.12, -0.64, 2.0, 0.76, -1.2, 0.07, 0.58,
    -0.19, 0.68, -0.07, 0.67, 1.44, -0.68,
  ]

  static let lengths = [
    14, 13, 46, 9, 12, 12, 12, 72, 9, 1, 36, 7, 23, 39, 7, 89, 6, 7, 8, 5,
    2, 23, 3, 45, 1, 13, 7, 17, 2, 21, 1, 11, 4, 10, 24, 18, 20, 25, 44, 1,
    15, 34, 11, 26, 103, 4, 21, 27, 31, 44, 83, 10, 7, 7, 5, 17, 19, 2, 37,
    12,
  ]

  @Test func groupMeansAreReproduced() throws {
    var sample = RegressionSample(featureNames: ["isLong"])
    for length in [2, 3, 9, 11] {
      try sample.record(features: [0], length: length, ending: .stopped)
    }
    for length in [20, 44, 90, 7, 31] {
      try sample.record(features: [1], length: length, ending: .stopped)
    }
    let regression = try NegativeBinomialRegression.fit(sample)
    let short = try regression.distribution(features: [0]).mean
    let long = try regression.distribution(features: [1]).mean
    #expect(abs(short - 6.25) < 1e-9)
    #expect(abs(long - 38.4) < 1e-9)
  }

  @Test(arguments: [Int.max, 40])
  func coefficientsAreRecovered(cap: Int) throws {
    let regression = try NegativeBinomialRegression.fit(
      drawn(1500, slope: 0.8, cap: cap))
    for (index, truth) in [(0, 3.0), (1, 0.8)] {
      let error = try #require(regression.standardErrors[index])
      // Six standard errors: one chance in 5·10⁸.
      #expect(abs(regression.coefficients[index] - truth) < 6 * error * 1.3)
    }
    #expect(regression.coefficients[2] == 0)
    #expect(regression.standardErrors[2] == nil)
  }

  /// The planted bug: capped answers taken as stopped.
  @Test func capsTakenForEndsAreNoticed() throws {
    let capped = try drawn(1500, slope: 0.8, cap: 25)
    var wrong = RegressionSample(featureNames: ["x"])
    var random = SplitMix64(seed: 3)
    for length in capped.lengths {
      let x = Double.random(in: -1...1, using: &random)
      _ = Double.random(in: 0..<1, using: &random)
      try wrong.record(features: [x], length: length, ending: .stopped)
    }
    let regression = try NegativeBinomialRegression.fit(wrong)
    let error = try #require(regression.standardErrors[1])
    #expect(abs(regression.coefficients[1] - 0.8) > 6 * error * 1.3)
  }

  @Test func unitsAndOrderDoNotMatter() {
    property("units and order do not matter", cases: 30) { choices in
      let original = try sample(&choices, censored: true)
      guard let fit = try? NegativeBinomialRegression.fit(original) else {
        return
      }
      var other = RegressionSample(featureNames: ["milli-x"])
      for row in (0..<original.count).reversed() {
        try other.record(
          features: [1000 * original.feature(row)],
          length: original.lengths[row],
          ending: original.isCensored[row] ? .cancelled : .stopped)
      }
      let again = try NegativeBinomialRegression.fit(other)
      try requireClose(
        again.logLikelihood, fit.logLikelihood, relative: 1e-8, absolute: 1e-8,
        "the log-likelihood")
    }
  }
}

@Suite("Quantile regression")
struct QuantileRegressionTests {
  /// The optimum passes through two answers, so all pairs are tried.
  @Test func noLineThroughTwoAnswersIsBetter() {
    property("no line through two answers loses less") { choices in
      let sample = try sample(&choices)
      let level = choices.double(in: 0.05...0.95)
      guard let fit = try? QuantileRegression.fit(sample, level: level) else {
        try require(
          Set((0..<sample.count).map { sample.feature($0) }).count == 1
            || sample.count < 3, "a fit fails without a reason")
        return
      }
      func loss(_ line: (Double) -> Double) -> Double {
        (0..<sample.count).reduce(0) { sum, row in
          let excess = Double(sample.lengths[row]) - line(sample.feature(row))
          return sum + max(level * excess, (level - 1) * excess)
        }
      }
      var least = Double.infinity
      for i in 0..<sample.count {
        let (x, y) = (sample.feature(i), Double(sample.lengths[i]))
        least = min(least, loss { _ in y })
        for j in 0..<i where sample.feature(j) != x {
          let slope =
            (Double(sample.lengths[j]) - y) / (sample.feature(j) - x)
          least = min(least, loss { y + slope * ($0 - x) })
        }
      }
      try require(
        fit.pinballLoss <= least * (1 + 1e-6) + 1e-6,
        "\(fit.pinballLoss) is more than \(least)")
    }
  }

  @Test func withoutFeaturesItIsAQuantile() throws {
    var sample = RegressionSample(featureNames: [])
    for length in 1...11 {
      try sample.record(features: [], length: length, ending: .stopped)
    }
    let median = try QuantileRegression.fit(sample, level: 0.5)
    #expect(abs(try median.prediction(features: []) - 6) < 1e-6)
  }

  @Test func oneInTwentyIsAboveTheLine() throws {
    let sample = try drawn(3000, slope: 0.8)
    let fit = try QuantileRegression.fit(sample, level: 0.95)
    let above = (0..<sample.count).count { row in
      Double(sample.lengths[row])
        > fit.coefficients[0] + fit.coefficients[1] * sample.feature(row) + 1e-6
    }
    // At most the share 1 − q, and at most the coefficients less than it.
    #expect(above <= 150 && above >= 150 - 2)
  }
}

@Suite("Regression errors")
struct RegressionErrorTests {
  @Test func nonsenseIsRefused() throws {
    var sample = RegressionSample(featureNames: ["a", "b"])
    #expect(throws: ForecastError.featureCount(found: 1, expected: 2)) {
      try sample.record(features: [1], length: 1, ending: .stopped)
    }
    #expect(throws: ForecastError.self) {
      try sample.record(features: [1, .nan], length: 1, ending: .stopped)
    }
    #expect(throws: ForecastError.lengthOutOfRange(0)) {
      try sample.record(features: [1, 2], length: 0, ending: .stopped)
    }
    #expect(sample.count == 0)
    #expect(throws: ForecastError.fewAnswers(found: 0, required: 2)) {
      try NegativeBinomialRegression.fit(sample)
    }
    for x in [1.0, 2, 3, 5] {
      try sample.record(
        features: [x, 3 * x - 1], length: Int(x), ending: .stopped)
    }
    #expect(throws: ForecastError.dependentFeatures) {
      try NegativeBinomialRegression.fit(sample)
    }
    #expect(throws: ForecastError.dependentFeatures) {
      try QuantileRegression.fit(sample, level: 0.5)
    }
    #expect(throws: ForecastError.levelOutOfRange(1)) {
      try QuantileRegression.fit(sample, level: 1)
    }
    try sample.record(features: [1, 1], length: 9, ending: .capped)
    #expect(throws: ForecastError.censored(1)) {
      try QuantileRegression.fit(sample, level: 0.5)
    }
  }
}
