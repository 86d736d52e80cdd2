import DecodeStatistics
import QuantileAccuracy
import TestSupport
import Testing

@Suite("Reliability diagrams")
struct ReliabilityDiagramTests {
  @Test func theDecompositionAgreesWithTheOracle() throws {
    let oracle = try Reference.oracle("corp_decomposition")
    let diagram = try ReliabilityDiagram(
      probabilities: try #require(oracle.inputs["forecast"]?.doubles),
      events: try #require(oracle.inputs["y"]?.doubles).map { $0 == 1 })
    let pooled = try #require(oracle.expected["pav"]?.doubles)
    #expect(diagram.points.map(\.recalibrated) == pooled)
    for (value, name) in [
      (diagram.meanScore, "mean"), (diagram.miscalibration, "MCB"),
      (diagram.discrimination, "DSC"), (diagram.uncertainty, "UNC"),
    ] {
      let expected = try #require(oracle.expected[name]?.double)
      #expect(abs(value - expected) < 1e-12, "\(name)")
    }
  }

  /// The best non-decreasing values by dynamic programming over all pooled
  /// values there can be: an optimum of pinball losses lies on outcomes.
  private func leastLoss(
    _ points: [(forecast: Double, outcome: Double)], level: Double
  ) -> Double {
    let values = Set(points.map(\.outcome)).sorted()
    var best = [Double](repeating: 0, count: values.count)
    let forecasts = Set(points.map(\.forecast)).sorted()
    for forecast in forecasts {
      var least = Double.infinity
      for (index, value) in values.enumerated() {
        least = min(least, best[index])
        best[index] = least
        for point in points where point.forecast == forecast {
          best[index] += ForecastScore.pinball(
            forecast: value, outcome: point.outcome, level: level)
        }
      }
    }
    return (best.min() ?? 0) / Double(points.count)
  }

  @Test func quantileRecalibrationIsOptimal() {
    property("no other order-preserving forecast is better", cases: 150) {
      choices in
      let points = choices.array(1...12) {
        (forecast: Double($0.int(1...6)), outcome: Double($0.int(1...9)))
      }
      let level = choices.element(of: [0.5, 0.9, 0.25, 0.55])
      let diagram = try ReliabilityDiagram(
        quantiles: points.map(\.forecast), outcomes: points.map(\.outcome),
        level: level)
      try requireClose(
        diagram.meanScore - diagram.miscalibration,
        leastLoss(points, level: level), relative: 1e-9, absolute: 1e-9)
      let values = diagram.points.map(\.recalibrated)
      try requireEqual(values, values.sorted(), "recalibrated forecasts")
      try requireClose(
        diagram.meanScore,
        diagram.miscalibration - diagram.discrimination + diagram.uncertainty,
        relative: 1e-9, absolute: 1e-9, "sum of the parts")
      try require(
        diagram.miscalibration >= 0 && diagram.discrimination >= 0, "sign")
    }
  }

  /// Means of pools are those of the min–max formula.
  @Test func probabilityRecalibrationIsTheMinMaxFormula() {
    property("pooling adjacent violators", cases: 100) { choices in
      let events = choices.array(1...12) { $0.bool() }
      let forecasts = events.indices.map { Double($0) / 12 }
      let diagram = try ReliabilityDiagram(
        probabilities: forecasts, events: events)
      for place in events.indices {
        var value = -Double.infinity
        for first in 0...place {
          var least = Double.infinity
          for last in place..<events.count {
            let hits = events[first...last].count { $0 }
            least = min(least, Double(hits) / Double(last - first + 1))
          }
          value = max(value, least)
        }
        try requireClose(
          diagram.points[place].recalibrated, value, "at \(place)")
      }
    }
  }

  @Test func forecastsOutOfRangeAreRefused() {
    #expect(throws: LengthLawError.self) {
      try ReliabilityDiagram(probabilities: [1.2], events: [true])
    }
    #expect(throws: LengthLawError.sizesDiffer(1, 2)) {
      try ReliabilityDiagram(probabilities: [1], events: [true, false])
    }
    #expect(throws: LengthLawError.self) {
      try ReliabilityDiagram(probabilities: [], events: [])
    }
    #expect(throws: LengthLawError.self) {
      try ReliabilityDiagram(
        quantiles: [.infinity], outcomes: [1], level: 0.5)
    }
    #expect(throws: LengthLawError.self) {
      try ReliabilityDiagram(quantiles: [1], outcomes: [1], level: 1)
    }
  }
}
