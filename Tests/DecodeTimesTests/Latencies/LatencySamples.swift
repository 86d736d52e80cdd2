import DecodeTimes

/// Latencies of every form, the same for the same seed.
struct LatencySamples: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  mutating func next() -> UInt64 {  // SplitMix64
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func int(_ range: ClosedRange<Int>) -> Int {
    .random(in: range, using: &self)
  }

  /// Mostly milliseconds, now and then 0 or very large or small.
  mutating func seconds() -> Double {
    switch int(0...9) {
    case 0: 0
    case 1: .random(in: 0...1e9, using: &self)
    case 2: .random(in: 0...1e-9, using: &self)
    default: .random(in: 0.001...0.1, using: &self)
    }
  }

  /// Contiguous buckets; rates never fall if `rising`.
  mutating func buckets(rising: Bool = false) -> [LatencyBucket] {
    var result: [LatencyBucket] = []
    var first = int(1...4)
    var rate = 0.0
    let count = int(1...8)
    for row in 1...count {
      rate = rising ? rate + .random(in: 0...0.05, using: &self) : seconds()
      let last = first + int(0...20)
      let isOpen = row == count && int(0...1) == 0
      result.append(
        LatencyBucket(
          first: first, last: isOpen ? nil : last, secondsPerToken: rate))
      first = last + 1
    }
    return result
  }

  /// Knots in order of position; latencies never fall if `rising`.
  mutating func knots(
    rising: Bool = false
  ) -> [(position: Int, seconds: Double)] {
    var (position, level) = (0, 0.0)
    return (0..<int(1...10)).map { _ in
      position += int(0...2) == 0 ? 1 : int(1...40)
      level = rising ? level + (int(0...2) == 0 ? 0 : seconds()) : seconds()
      return (position, level)
    }
  }

  /// One latency of each form.
  mutating func models() throws -> [LatencyModel] {
    let slope = Double.random(in: 0...1e-3, using: &self)
    return try [
      .constant(ConstantLatency(secondsPerToken: seconds())),
      .affine(AffineLatency(intercept: seconds(), slope: slope)),
      .affine(AffineLatency(intercept: -slope, slope: slope)),
      .piecewiseConstant(PiecewiseConstantLatency(buckets())),
      .tabulated(TabulatedLatency(knots: knots())),
      .averageTable(AverageLatencyTable(buckets(rising: true)).stepLatency()),
      .saturating(
        SaturatingLatency(
          intercept: seconds(), slope: slope, growth: int(1...60))),
      .spline(
        SplineLatency(
          coefficients: (0..<int(4...9)).map { _ in seconds() },
          last: int(2...80))),
      .startUp(
        StartUpLatency(
          startUpSeconds: seconds(), position: int(1...2),
          steps: .piecewiseConstant(PiecewiseConstantLatency(buckets())))),
    ]
  }
}

extension LatencySamples {
  /// Whether two numbers agree to some units in the last place of the greater
  /// one, or of `scale`.
  static func agree(_ a: Double, _ b: Double, scale: Double = 0) -> Bool {
    abs(a - b) <= 64 * max(abs(a), abs(b), scale) * .ulpOfOne
  }
}
