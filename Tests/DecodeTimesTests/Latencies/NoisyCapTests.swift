import DecodeTimes
import LengthLaws
import Testing

@Suite("Noise under a smaller cap")
struct NoisyCapTests {
  /// A view under a cap holds the mass of all longer answers at the cap.
  @Test func theMassBeyondStandsAtTheCap() throws {
    let law = try SurvivalStepFunction(
      lengths: [1, 2, 3, 4], survivalBeyond: [0.75, 0.5, 0.25, 0])
    let latency = try ConstantLatency(secondsPerToken: 1)
    let noise = DecodeTimeNoise.empirical([0.5, 1.5])
    let view = TotalDecodeTime(law, latency: latency, cap: 4, noise: noise)
      .capped(at: 2)
    let own = TotalDecodeTime(law, latency: latency, cap: 2, noise: noise)
    // ¼·1 + ¾·2 seconds, and noise has the mean 1.
    #expect(abs(view.mean - 1.75) < 1e-12)
    #expect(abs(view.probability(exceeding: 0) - 1) < 1e-12)
    // Of two tokens, half take 3 s.
    #expect(abs(view.probability(exceeding: 2) - 0.375) < 1e-12)
    for seconds in [0.1, 0.6, 1, 1.6, 2.9] {
      #expect(
        abs(
          view.probability(exceeding: seconds)
            - own.probability(exceeding: seconds)) < 1e-12)
    }
  }
}
