import DecodeTimes
import Testing

/// What holds of every form.
@Suite struct StepLatencyTests {
  @Test(arguments: UInt64(0)..<100)
  func `cumulative latency sums the steps`(seed: UInt64) throws {
    var samples = LatencySamples(seed: seed)
    for model in try samples.models() {
      #expect(model.cumulativeLatency(through: 0) == 0)
      var before = 0.0
      for position in 1...300 {
        let step = model.latency(at: position)
        let sum = model.cumulativeLatency(through: position)
        #expect(step >= 0 && step.isFinite)
        #expect(sum >= before, "\(model) at \(position)")
        #expect(
          LatencySamples.agree(sum - before, step, scale: sum),
          "\(model) at \(position)")
        before = sum
      }
    }
  }

  @Test(arguments: UInt64(0)..<50)
  func `any position has a finite latency`(seed: UInt64) throws {
    var samples = LatencySamples(seed: seed)
    let places = [Int.min, -1, 0, 1, 1 << 20, 1 << 53, Int.max - 1, Int.max]
    for model in try samples.models() {
      var before = 0.0
      for place in places {
        let step = model.latency(at: place)
        let sum = model.cumulativeLatency(through: place)
        #expect(step >= 0 && step.isFinite)
        #expect(sum >= before && sum.isFinite)
        if place < 1 { #expect(step == 0 && sum == 0) }
        before = sum
      }
    }
  }

  @Test(arguments: UInt64(0)..<50)
  func `a change of unit is a factor`(seed: UInt64) throws {
    // A power of two, so that scaling is exact.
    let unit = 1024.0
    var samples = LatencySamples(seed: seed)
    let buckets = samples.buckets()
    let rising = samples.buckets(rising: true)
    let knots = samples.knots()
    let (a, b) = (samples.seconds(), samples.seconds())
    func scaled(_ buckets: [LatencyBucket]) -> [LatencyBucket] {
      buckets.map {
        LatencyBucket(
          first: $0.first, last: $0.last,
          secondsPerToken: $0.secondsPerToken * unit)
      }
    }
    let pairs: [(any StepLatency, any StepLatency)] = try [
      (
        ConstantLatency(secondsPerToken: a),
        ConstantLatency(secondsPerToken: a * unit)
      ),
      (
        AffineLatency(intercept: a, slope: b),
        AffineLatency(intercept: a * unit, slope: b * unit)
      ),
      (
        PiecewiseConstantLatency(buckets),
        PiecewiseConstantLatency(scaled(buckets))
      ),
      (
        AverageLatencyTable(rising).stepLatency(),
        AverageLatencyTable(scaled(rising)).stepLatency()
      ),
      (
        TabulatedLatency(knots: knots),
        TabulatedLatency(
          knots: knots.map { ($0.position, $0.seconds * unit) })
      ),
    ]
    for (small, large) in pairs {
      for n in [1, 2, 3, 7, 20, 64, 150, 400] {
        #expect(large.latency(at: n) == small.latency(at: n) * unit)
        #expect(
          large.cumulativeLatency(through: n)
            == small.cumulativeLatency(through: n) * unit)
      }
    }
  }

  @Test(arguments: [
    (28.6, 1, 28.6), (28.6, 2, 57.2), (28.6, 5, 143), (28.6, 10, 286),
    (45, 1, 45), (45, 2, 90), (45, 5, 225), (45, 10, 450),
  ])
  func `published amplification of length errors`(
    rate: Double, error: Int, milliseconds: Double
  ) throws {
    let latency = try ConstantLatency(secondsPerToken: rate / 1000)
    for n in [11, 20, 64] {
      let exact = latency.cumulativeLatency(through: n)
      for guess in [n - error, n + error] {
        let difference = latency.cumulativeLatency(through: guess) - exact
        #expect(abs(abs(difference) * 1000 - milliseconds) < 1e-9)
      }
    }
  }

  @Test func `affine latency has a closed form`() throws {
    let latency = try AffineLatency(intercept: 0.024, slope: 0.001)
    #expect(LatencySamples.agree(latency.latency(at: 10), 0.034))
    #expect(
      LatencySamples.agree(latency.cumulativeLatency(through: 10), 0.295))
    let falling = try AffineLatency(intercept: -0.001, slope: 0.001)
    #expect(falling.latency(at: 1) == 0)
    #expect(
      LatencySamples.agree(falling.cumulativeLatency(through: 5), 0.010))
  }

  @Test(arguments: DecodeStepConvention.allCases)
  func `the first token is a step or part of prefill`(
    convention: DecodeStepConvention
  ) throws {
    let latency = try AffineLatency(intercept: 0.02, slope: 0.01)
    #expect(convention.decodeTime(latency, tokens: 0) == 0)
    #expect(convention.decodeTime(latency, tokens: -3) == 0)
    #expect(convention.stepCount(tokens: 0) == 0)
    let first = convention == .everyTokenIsAStep ? 1 : 2
    for n in 1...20 {
      let steps = Array(first..<max(n + 1, first))
      #expect(convention.stepCount(tokens: n) == steps.count)
      let sum = steps.map { latency.latency(at: $0) }.reduce(0, +)
      #expect(
        LatencySamples.agree(
          convention.decodeTime(latency, tokens: n), sum, scale: 1))
    }
  }
}
