import DecodeStatistics
import Foundation
import QuantileAccuracy
import TestSupport
import Testing

@Suite("Drift")
struct DriftMonitorTests {
  /// One step from any state leaves the mean capital as it was.
  ///
  /// Every bet is a polynomial of degree 2 or a step at
  /// 0.9, so that Simpson's rule on tenths is exact up to rounding.
  @Test func theCapitalIsAMartingale() {
    property("no bet has an advantage", cases: 60) { choices in
      var martingale = TestMartingale()
      for residual in choices.array(0...30, of: { $0.unit() }) {
        martingale.observe(residual)
      }
      var mean = 0.0
      for tenth in 0..<10 {
        for (place, weight) in [(0.0, 1.0), (0.5, 4), (1, 1)] {
          var next = martingale
          // Just inside, so that the step at 0.9 is seen from both sides.
          let inside = min(max(place, 1e-12), 1 - 1e-12)
          next.observe((Double(tenth) + inside) / 10)
          mean += weight / 60 * exp(next.logCapital - martingale.logCapital)
        }
      }
      try requireClose(mean, 1, relative: 1e-9, "mean growth")
    }
  }

  private func alarms(
    trials: Int, steps: Int, _ residual: (inout SplitMix64) -> Double
  ) throws -> Int {
    var random = SplitMix64(seed: 40)
    var alarms = 0
    for _ in 0..<trials {
      var monitor = try DriftMonitor(falseAlarm: 0.1)
      for _ in 0..<steps where monitor.alarm == nil {
        monitor.observe(residual: residual(&random))
      }
      alarms += monitor.alarm == nil ? 0 : 1
    }
    return alarms
  }

  /// Ever a false alarm, at any of 200 looks: at most 10 % of 400 monitors.
  ///
  /// Planted: residuals that are not randomised, at the upper ends of the
  /// steps of a law with few lengths.
  @Test func falseAlarmsKeepTheirRate() throws {
    let limit = largestPlausibleCount(trials: 400, probability: 0.1)
    let found = try alarms(trials: 400, steps: 200) { $0.unit() }
    #expect(found <= limit, "\(found)")
    let planted = try alarms(trials: 400, steps: 200) {
      ($0.unit() * 4).rounded(.up) / 4
    }
    #expect(planted > limit, "\(planted)")
  }

  @Test func rightForecastsOfWholeLengthsRaiseNoAlarm() throws {
    let law = try Geometric(p: 0.5)
    var random = SplitMix64(seed: 3)
    var monitor = try DriftMonitor(falseAlarm: 1e-6, seed: 5)
    for _ in 0..<3000 {
      let length = law.sample(using: &random)
      monitor.observe(
        length: min(length, 3), ending: length > 3 ? .capped : .stopped,
        under: law)
    }
    #expect(monitor.alarm == nil)
    #expect(monitor.count == 3000)
    #expect(monitor.suspectedStart == nil)
  }

  /// Lengths that grow by a half after 2,000 answers, and lengths whose
  /// spread changes while their median stays.
  @Test func changesAreFound() throws {
    var random = SplitMix64(seed: 17)
    let before = try NegativeBinomial(meanBeyondFirst: 200, size: 4)
    for after in [
      try NegativeBinomial(meanBeyondFirst: 300, size: 4),
      try NegativeBinomial(meanBeyondFirst: 193, size: 12),
    ] {
      var monitor = try DriftMonitor(falseAlarm: 0.001)
      var ranks = ConformalPValues(seed: 1)
      var modelFree = monitor
      for index in 0..<3500 {
        let law = index < 2000 ? before : after
        let length = law.sample(using: &random)
        monitor.observe(length: length, ending: .stopped, under: before)
        modelFree.observe(residual: ranks.residual(of: Double(length)))
      }
      for found in [monitor, modelFree] {
        let alarm = try #require(found.alarm)
        let start = try #require(found.suspectedStart)
        #expect(alarm > 2000 && alarm < 2600, "\(alarm)")
        #expect(abs(start - 2000) < 150, "\(start)")
      }
    }
  }

  @Test func ranksAreThoseOfTheDefinition() {
    property("a residual lies within its step", cases: 100) { choices in
      let values = choices.array(1...15) { Double($0.int(0...6)) }
      var ranks = ConformalPValues(seed: UInt64(choices.int(0...99)))
      for (index, value) in values.enumerated() {
        let residual = ranks.residual(of: value) * Double(index + 1)
        let below = values[...index].count { $0 < value }
        let through = values[...index].count { $0 <= value }
        try require(
          residual > Double(below) && residual < Double(through),
          "\(residual) should be between \(below) and \(through)")
      }
    }
  }

  @Test func ranksAreUniformAndOddInputIsLeftOut() throws {
    var ranks = ConformalPValues(seed: 7)
    var random = SplitMix64(seed: 12)
    // Three values only: ties everywhere.
    let residuals = (0..<2000).map { _ in
      ranks.residual(of: Double(random.next() % 3))
    }
    #expect(try UniformityTest(residuals).pearsonPValue > 1e-6)
    #expect(ranks.residual(of: .nan).isNaN)
    #expect(ranks.count == 2000)
    var monitor = try DriftMonitor(falseAlarm: 0.1)
    for odd in [Double.nan, -0.1, 1.1, .infinity] {
      monitor.observe(residual: odd)
    }
    #expect(monitor.count == 0)
    for falseAlarm in [0, 1, Double.nan] {
      #expect(throws: LengthLawError.self) {
        try DriftMonitor(falseAlarm: falseAlarm)
      }
    }
  }
}
