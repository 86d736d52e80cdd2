import DecodeTimes
import TestSupport
import Testing

@Suite("Saturating latencies")
struct SaturatingLatencyTests {
  @Test func theCumulativeLatencyIsTheSumOfSteps() {
    property("a saturating latency's sum is that of its terms") { choices in
      let latency = try SaturatingLatency(
        intercept: Double(choices.int(0...50)) / 1000,
        slope: Double(choices.int(1...50)) / 1000,
        growth: choices.int(1...30))
      var sum = 0.0
      for position in 1...60 {
        sum += latency.latency(at: position)
        let found = latency.cumulativeLatency(through: position)
        try require(
          abs(found - sum) <= 1e-12 * sum, "\(position): \(found), not \(sum)")
      }
    }
  }
}
