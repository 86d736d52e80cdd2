import DecodeTimes
import Testing

@Suite struct PiecewiseConstantLatencyTests {
  static func bucket(_ first: Int, _ last: Int?, _ rate: Double = 1)
    -> LatencyBucket
  {
    LatencyBucket(first: first, last: last, secondsPerToken: rate)
  }

  @Test func `rates hold at positions`() throws {
    let latency = try PiecewiseConstantLatency([
      Self.bucket(2, 2, 1), Self.bucket(3, 5, 2), Self.bucket(6, 9, 0.5),
    ])
    #expect(
      (1...11).map { latency.latency(at: $0) }
        == [1, 1, 2, 2, 2, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
    #expect(
      (1...11).map { latency.cumulativeLatency(through: $0) }
        == [1, 2, 4, 6, 8, 8.5, 9, 9.5, 10, 10.5, 11])
  }

  @Test(arguments: UInt64(0)..<100)
  func `look-ups agree with a scan`(seed: UInt64) throws {
    var samples = LatencySamples(seed: seed)
    let buckets = samples.buckets()
    let latency = try PiecewiseConstantLatency(buckets)
    #expect(latency.buckets == buckets)
    for position in 1...200 {
      let holding = buckets.last { $0.first <= position } ?? buckets[0]
      #expect(latency.latency(at: position) == holding.secondsPerToken)
    }
  }

  static let refused: [([LatencyBucket], DecodeTimeError)] = [
    ([], .noBuckets),
    ([bucket(0, 3)], .bucketStartOutOfRange(0)),
    ([bucket(.min, nil)], .bucketStartOutOfRange(.min)),
    ([bucket(4, 3)], .emptyBucket(first: 4, last: 3)),
    ([bucket(1, nil), bucket(2, 3)], .openBucketNotLast(first: 1)),
    (
      [bucket(1, 3), bucket(3, 5)],
      .overlappingBuckets(last: 3, nextFirst: 3)
    ),
    (
      [bucket(1, .max), bucket(.min, 5)],
      .overlappingBuckets(last: .max, nextFirst: .min)
    ),
    (
      [bucket(1, 3), bucket(5, nil)],
      .gapBetweenBuckets(last: 3, nextFirst: 5)
    ),
    ([bucket(1, 3, -1)], .secondsOutOfRange(-1, at: 1)),
    (
      [bucket(1, 3), bucket(4, nil, .infinity)],
      .secondsOutOfRange(.infinity, at: 4)
    ),
    ([bucket(1, 3, 1e101)], .secondsOutOfRange(1e101, at: 1)),
  ]

  @Test(arguments: refused)
  func `bad buckets are refused`(
    buckets: [LatencyBucket], error: DecodeTimeError
  ) {
    #expect(throws: error) { try PiecewiseConstantLatency(buckets) }
    #expect(throws: error) { try AverageLatencyTable(buckets) }
    #expect(error.description.contains("should"))
  }

  @Test(arguments: [-0.1, .nan, .infinity, -.infinity, 1e300])
  func `what is no time is refused`(seconds: Double) {
    #expect(throws: DecodeTimeError.self) {
      try ConstantLatency(secondsPerToken: seconds)
    }
    #expect(throws: DecodeTimeError.self) {
      try AffineLatency(intercept: seconds, slope: 0)
    }
    #expect(throws: DecodeTimeError.self) {
      try AffineLatency(intercept: 1, slope: seconds)
    }
    #expect(throws: DecodeTimeError.self) {
      try PiecewiseConstantLatency([Self.bucket(1, nil, seconds)])
    }
    #expect(throws: DecodeTimeError.self) {
      try TabulatedLatency(knots: [(1, seconds)])
    }
  }
}
