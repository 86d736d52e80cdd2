import LengthBounds
import LengthForecasts
import LengthLaws
import TestSupport
import Testing

/// Scores meant to do harm: just above a finite threshold, or far below.
private func adversarial(
  _ threshold: Double, _ choice: Int, _ random: inout SplitMix64
) -> Double {
  switch choice {
  case 0: threshold.isFinite ? threshold + 0.001 : 0
  case 1: threshold.isFinite ? threshold - 1 : 0
  case 2: random.unit()
  default: threshold.isFinite && random.unit() < 0.5 ? threshold + 1 : -3
  }
}

@Suite("Online calibration")
struct CalibratorTests {
  @Test func theRuleAgreesWithTheOracle() throws {
    let oracle = try Reference.oracle("aci_update")
    var calibrator = try AdaptiveConformal(target: 0.1, stepSize: 0.05)
    let errors = try #require(oracle.inputs["err"]?.doubles)
    let expected = try #require(oracle.expected.doubles)
    for (error, value) in zip(errors, expected) {
      calibrator.update(isMissed: error == 1)
      #expect(abs(calibrator.missRate - value) < 1e-12)
    }
  }

  /// The share of misses keeps within its bound at every time.
  ///
  /// Whatever the scores. Planted: a calibrator that never learns.
  @Test func promisesHoldAgainstAnAdversary() {
    property("ACI keeps its long-run share", cases: 40) { choices in
      let calibrator = try AdaptiveConformal(
        target: choices.double(in: 0.02...0.5),
        stepSize: choices.logUniform(in: 0.005...0.3),
        window: choices.int(1...30))
      try Self.check(calibrator, &choices) {
        calibrator.longRunError(after: $0)
      }
    }
    property("PID keeps its long-run share", cases: 40) { choices in
      let calibrator = try ConformalPID(
        target: choices.double(in: 0.02...0.5),
        learningRate: choices.logUniform(in: 0.01...1),
        gain: choices.logUniform(in: 0.01...10),
        saturation: choices.logUniform(in: 0.1...10))
      try Self.check(calibrator, &choices) {
        calibrator.longRunError(after: $0)
      }
    }
    let found = counterexample(to: "deaf", cases: 40) { choices in
      let calibrator = Deaf(target: 0.1)
      let promise = try AdaptiveConformal(target: 0.1, stepSize: 0.05)
      try Self.check(calibrator, &choices) { promise.longRunError(after: $0) }
    }
    #expect(found != nil)
  }

  private struct Deaf: OnlineCalibrator {
    var target: Double
    var threshold: Double { 0.9 }
    mutating func observe(score: Double) {}
  }

  private static func check<Calibrator: OnlineCalibrator>(
    _ initial: Calibrator, _ choices: inout Choices,
    bound: (Int) -> Double
  ) throws {
    var calibrator = initial
    var random = SplitMix64(seed: UInt64(choices.int(0...999)))
    var choice = choices.int(0...3)
    var misses = 0
    for time in 1...300 {
      if time % 100 == 0 { choice = choices.int(0...3) }
      let score = adversarial(calibrator.threshold, choice, &random)
      if score > calibrator.threshold { misses += 1 }
      calibrator.observe(score: score)
      let error = abs(Double(misses) / Double(time) - initial.target)
      try require(
        error <= bound(time) + 1e-9,
        "after \(time) answers the share is off by \(error), and "
          + "\(bound(time)) was promised")
    }
  }

  /// A law whose scale doubles half-way: calibrated bounds get back to 10 %
  /// misses, a fixed one does not.
  @Test func boundsFollowAChange() throws {
    var random = SplitMix64(seed: 31)
    let laws = try [0.02, 0.01].map { try Geometric(p: $0) }
    let lengths = (0..<4000).map { laws[$0 / 2000].sample(using: &random) }
    let forecast = Double(laws[0].quantile(0.9))
    func misses<C: OnlineCalibrator>(_ initial: C) -> Int {
      var bounds = TaskCalibrators(initial)
      var misses = 0
      for (index, length) in lengths.enumerated() {
        let bound = bounds.bound(task: "chat", forecast: forecast)
        if index >= 2500, length > bound.tokens ?? .max { misses += 1 }
        bounds.observe(
          task: "chat", length: length, ending: .stopped, forecast: forecast)
      }
      return misses
    }
    let counts = [
      misses(
        try AdaptiveConformal(target: 0.1, stepSize: 0.02, window: 300)),
      misses(
        try AggregatedConformal(target: 0.1, scores: -9...9, window: 300)),
      misses(try ConformalPID(target: 0.1)),
    ]
    for count in counts {
      #expect(abs(Double(count) / 1500 - 0.1) < 0.04, "\(counts)")
    }
    let fixed = lengths[2500...].count { Double($0) > forecast }
    #expect(Double(fixed) / 1500 > 0.25)
  }

  /// Scores that jump between two levels want a large step, steady ones a
  /// small step; the aggregate loses hardly more than the better of both.
  @Test func aggregationLosesLittleAgainstTheBestStepSize() throws {
    let stepSizes = [0.0005, 0.2]
    for isSteady in [true, false] {
      var aggregate = try AggregatedConformal(
        target: 0.1, stepSizes: stepSizes, scores: 0...10, window: 100)
      var experts = try stepSizes.map {
        try AdaptiveConformal(target: 0.1, stepSize: $0, window: 100)
      }
      var losses = [0.0, 0, 0]
      var random = SplitMix64(seed: 8)
      for index in 0..<3000 {
        let isHigh = !isSteady && index / 40 % 2 == 1
        let score = (isHigh ? 7 : 1) + random.unit()
        let thresholds = experts.map(\.threshold) + [aggregate.threshold]
        for (place, threshold) in thresholds.enumerated() {
          losses[place] += Score.cappedPinball(
            forecast: max(threshold, 0), outcome: score, level: 0.9, cap: 10)
        }
        for place in experts.indices { experts[place].observe(score: score) }
        aggregate.observe(score: score)
        #expect(abs(aggregate.weights.reduce(0, +) - 1) < 1e-9)
      }
      let (best, worst) = (min(losses[0], losses[1]), max(losses[0], losses[1]))
      #expect(worst > 1.05 * best, "\(losses)")
      #expect(losses[2] < best + 0.25 * (worst - best), "\(losses)")
    }
  }

  @Test func parametersOutOfRangeAreRefused() {
    for target in [0, 1, Double.nan] {
      #expect(throws: ParameterError.self) {
        try AdaptiveConformal(target: target)
      }
      #expect(throws: ParameterError.self) {
        try ConformalPID(target: target)
      }
    }
    for stepSize in [0, -1, Double.infinity, .nan] {
      #expect(throws: ParameterError.self) {
        try AdaptiveConformal(target: 0.1, stepSize: stepSize)
      }
      #expect(throws: ParameterError.self) {
        try AggregatedConformal(
          target: 0.1, stepSizes: [stepSize], scores: 0...1)
      }
    }
    #expect(throws: ParameterError.self) {
      try AggregatedConformal(target: 0.1, stepSizes: [], scores: 0...1)
    }
    #expect(throws: ParameterError.self) {
      try AggregatedConformal(target: 0.1, scores: 0...Double.infinity)
    }
    #expect(throws: ParameterError.self) {
      try ConformalPID(target: 0.1, gain: -1)
    }
    #expect(throws: ParameterError.self) { try ScoreWindow(capacity: 0) }
  }
}
