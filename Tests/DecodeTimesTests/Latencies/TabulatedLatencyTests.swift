import DecodeTimes
import NumericalMethods
import Testing

@Suite struct TabulatedLatencyTests {
  /// Values of gsl_interp_steffen of GSL 2.7.1.
  @Test(arguments: [
    (3, 0.024481481481481483), (4, 0.028962962962962961), (7, 0.031),
    (9, 0.031), (15, 0.045218749999999995), (25, 0.045468750000000002),
    (40, 0.034981217129977461), (50, 0.04709384942167312),
    (63, 0.05965782712339187), (70, 0.061412037037037036),
    (99, 0.064864861968449927),
  ])
  func `interpolation agrees with GSL`(position: Int, seconds: Double) throws {
    let latency = try TabulatedLatency(knots: [
      (2, 0.02), (5, 0.031), (9, 0.031), (10, 0.045), (30, 0.0455),
      (31, 0.03), (64, 0.06), (100, 0.065),
    ])
    #expect(LatencySamples.agree(latency.latency(at: position), seconds))
  }

  @Test(arguments: UInt64(0)..<100)
  func `the curve stays between neighbouring knots`(seed: UInt64) throws {
    var samples = LatencySamples(seed: seed)
    let knots = samples.knots()
    let latency = try TabulatedLatency(knots: knots)
    for (start, end) in zip(knots, knots.dropFirst()) {
      let range =
        min(start.seconds, end.seconds)...max(start.seconds, end.seconds)
      let values = (start.position...end.position).map {
        latency.latency(at: $0)
      }
      #expect(values.allSatisfy(range.contains))
      #expect(values.first == start.seconds)
      #expect(values.last == end.seconds)
      // Monotone between two knots, up or down.
      for (a, b) in zip(values, values.dropFirst()) {
        let rise = end.seconds >= start.seconds ? b - a : a - b
        #expect(rise >= -8 * range.upperBound * .ulpOfOne)
      }
    }
  }

  @Test(arguments: UInt64(0)..<100)
  func `knots that never fall give a curve that never falls`(
    seed: UInt64
  ) throws {
    var samples = LatencySamples(seed: seed)
    let knots = samples.knots(rising: true)
    let latency = try TabulatedLatency(knots: knots)
    let values = (1...(knots[knots.count - 1].position + 5)).map {
      latency.latency(at: $0)
    }
    for (a, b) in zip(values, values.dropFirst()) {
      #expect(b - a >= -8 * b * .ulpOfOne)
    }
    #expect(values.first == knots.first?.seconds)
    #expect(values.last == knots.last?.seconds)
  }

  @Test func `straight lines stay straight and one knot is a constant`() throws
  {
    let line = try TabulatedLatency(knots: [(1, 1), (4, 4), (9, 9), (10, 10)])
    for position in 1...10 {
      #expect(
        LatencySamples.agree(
          line.latency(at: position), Double(position)))
    }
    #expect(line.latency(at: 1_000_000) == 10)
    #expect(
      LatencySamples.agree(
        line.cumulativeLatency(through: 1_000_000), 55 + 10 * 999_990))
    let one = try TabulatedLatency(knots: [(7, 0.03)])
    #expect((1...20).allSatisfy { one.latency(at: $0) == 0.03 })
  }

  @Test func `sums over a long table lose no accuracy`() throws {
    let last = TabulatedLatency.maximumPosition
    let latency = try TabulatedLatency(knots: [(last, 0.1)])
    #expect(
      LatencySamples.agree(
        latency.cumulativeLatency(through: last), 0.1 * Double(last)))
  }

  @Test(
    arguments: [
      ([], DecodeTimeError.noKnots),
      ([(0, 1)], .knotOutOfRange(0, limit: 1 << 20)),
      ([(1 << 20 + 1, 1)], .knotOutOfRange(1 << 20 + 1, limit: 1 << 20)),
      ([(3, 1), (3, 1)], .knotsNotIncreasing(3, after: 3)),
      ([(3, 1), (2, 1)], .knotsNotIncreasing(2, after: 3)),
      ([(3, 1), (4, -1)], .secondsOutOfRange(-1, at: 4)),
    ] as [([(Int, Double)], DecodeTimeError)])
  func `bad knots are refused`(
    knots: [(Int, Double)], error: DecodeTimeError
  ) {
    #expect(throws: error) {
      try TabulatedLatency(
        knots: knots.map { (position: $0.0, seconds: $0.1) })
    }
    #expect(error.description.contains("should"))
  }
}
