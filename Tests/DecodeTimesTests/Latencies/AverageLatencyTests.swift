import DecodeTimes
import Testing

@Suite struct AverageLatencyTests {
  @Test(arguments: [
    (1, 24.6), (2, 24.6), (3, 34.4), (5, 34.4), (6, 41.1), (10, 41.1),
    (11, 41.5), (20, 41.5), (21, 45.2), (64, 45.2), (100_000, 45.2),
  ])
  func `published averages`(length: Int, milliseconds: Double) throws {
    let table = AverageLatencyTable.publishedVLM
    let total = Double(length) * milliseconds / 1000
    let average = table.average(forLength: length)
    #expect(LatencySamples.agree(average, milliseconds / 1000))
    #expect(LatencySamples.agree(table.totalLatency(forLength: length), total))
    let steps = try table.stepLatency()
    #expect(
      LatencySamples.agree(steps.cumulativeLatency(through: length), total))
  }

  @Test func `published totals and steps`() throws {
    let steps = AverageDerivedLatency.publishedVLM
    let totals = [(2, 49.2), (5, 172), (28, 1265.6), (64, 2892.8)]
    for (length, milliseconds) in totals {
      let seconds = steps.cumulativeLatency(through: length)
      #expect(abs(seconds * 1000 - milliseconds) < 1e-9)
    }
    // At the first length of a costlier bucket, all tokens become costlier.
    let edges = [(3, 54.0), (6, 74.6), (11, 45.5), (21, 119.2), (22, 45.2)]
    for (position, milliseconds) in edges {
      let seconds = steps.latency(at: position)
      #expect(abs(seconds * 1000 - milliseconds) < 1e-9)
    }
  }

  @Test func `presets pass the checks they skip`() throws {
    let preset = AverageLatencyTable.publishedVLM
    #expect(try AverageLatencyTable(preset.buckets) == preset)
    #expect(try preset.stepLatency() == .publishedVLM)
    #expect(
      try LatencyModel.averageTable(preset.stepLatency()) == .publishedVLM)
  }

  @Test(arguments: UInt64(0)..<100)
  func `averages are those of the steps`(seed: UInt64) throws {
    var samples = LatencySamples(seed: seed)
    let table = try AverageLatencyTable(samples.buckets(rising: true))
    let steps = try table.stepLatency()
    for n in 1...200 {
      let total = steps.cumulativeLatency(through: n)
      #expect(total == table.totalLatency(forLength: n))
      #expect(
        LatencySamples.agree(total / Double(n), table.average(forLength: n)))
    }
  }

  @Test(arguments: UInt64(0)..<100)
  func `steps are those of the averages`(seed: UInt64) throws {
    var samples = LatencySamples(seed: seed)
    for model in try samples.models() {
      // One bucket a length, with the averages as its rates.
      let table = try AverageLatencyTable(
        (1...60).map {
          LatencyBucket(
            first: $0, last: $0,
            secondsPerToken: model.cumulativeLatency(through: $0) / Double($0))
        })
      for n in 1...60 {
        let total = model.cumulativeLatency(through: n)
        #expect(LatencySamples.agree(table.totalLatency(forLength: n), total))
        // k·a(k) − (k − 1)·a(k − 1) is l(k), but for rounding.
        let step =
          table.totalLatency(forLength: n)
          - table.totalLatency(forLength: n - 1)
        #expect(
          LatencySamples.agree(step, model.latency(at: n), scale: total))
      }
    }
  }

  @Test func `steps that would be negative are refused`() throws {
    func table(_ rate: Double) throws -> AverageLatencyTable {
      try AverageLatencyTable([
        LatencyBucket(first: 1, last: 4, secondsPerToken: 0.5),
        LatencyBucket(first: 5, last: nil, secondsPerToken: rate),
      ])
    }
    // 4 tokens take 2 s; 5 tokens at 0.4 s take as long, at 0.375 s less.
    let even = try table(0.4).stepLatency()
    #expect(even.latency(at: 5) == 0)
    let steep = try table(0.375)
    #expect(throws: DecodeTimeError.negativeStep(position: 5, seconds: -0.125))
    {
      try steep.stepLatency()
    }
    #expect(steep.totalLatency(forLength: 5) == 1.875)
  }

  @Test(arguments: UInt64(0)..<100)
  func `checking the edges checks every step`(seed: UInt64) throws {
    var samples = LatencySamples(seed: seed)
    let table = try AverageLatencyTable(samples.buckets())
    let falls = (1...200).contains {
      table.totalLatency(forLength: $0) < table.totalLatency(forLength: $0 - 1)
    }
    #expect(falls == ((try? table.stepLatency()) == nil))
  }

  @Test func `no answer has no average`() throws {
    let table = AverageLatencyTable.publishedVLM
    for n in [0, -1, Int.min] {
      #expect(table.average(forLength: n) == 0)
      #expect(table.totalLatency(forLength: n) == 0)
    }
  }
}
