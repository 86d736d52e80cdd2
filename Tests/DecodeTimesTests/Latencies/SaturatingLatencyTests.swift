import DecodeTimes
import LengthLaws
import TestSupport
import Testing

@Suite("Sums beside their terms")
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

  /// A time that is always the same comes after a prefill that is.
  @Test func aFixedPrefillIsAddedToAFixedTime() throws {
    var table = LifeTable()
    try table.record(length: 10, ending: .stopped, count: 50)
    let time = TotalDecodeTime(
      try KaplanMeier(table),
      latency: try ConstantLatency(secondsPerToken: 0.1),
      cap: 10)
    for seconds in time.quantiles(
      [0.1, 0.5, 0.99], after: PrefillLaw(seconds: 0.5))
    {
      #expect(abs(seconds - 1.5) < 1e-12)
    }
  }
}
