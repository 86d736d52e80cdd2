import DecodeEstimators
import DecodeStatistics
import TestSupport
import Testing

@Suite("Drift of measured times")
struct TimeDriftTests {
  private static func answers(
    _ count: Int, seed: UInt64, growth: Double
  ) -> [RecordedAnswer] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { place in
      RecordedAnswer(
        DecodeRequest(task: "a"), tokens: 100, ending: .stopped,
        decodeTime: .seconds(
          (1 + growth * Double(place) / Double(count)) * (1 + random.unit())))
    }
  }

  /// Draws of one law raise an alarm in at most one of a hundred logs, and a
  /// ramp in all of them; the plan then says so.
  @Test func rampsAreToldFromDraws() throws {
    let trials = 200
    var (alarms, found) = (0, 0)
    for seed in 1...trials {
      if try TimeTables(Self.answers(200, seed: UInt64(seed), growth: 0))
        .pooled().isDrifting
      {
        alarms += 1
      }
      if try TimeTables(Self.answers(200, seed: UInt64(seed), growth: 2))
        .pooled().isDrifting
      {
        found += 1
      }
    }
    let most = BinomialTail(trials: trials, probability: 0.01)
      .largestPlausibleCount(falseAlarm: 1e-9)
    #expect(alarms <= most && found == trials)
    for (growth, drifts) in [(0.0, false), (2, true)] {
      let answers = Self.answers(200, seed: 3, growth: growth)
      var model = DecodeModel(tables: try LifeTables(answers))
      _ = try model.fitTimes(answers)
      let estimate = try ConservativeEstimator(model).estimate(
        DecodeRequest(task: "a"))
      #expect(estimate.caveats.contains(.timesDrift) == drifts)
      // Merging forgets no drift.
      var merged = model.measured
      try merged.merge(TimeTables(Self.answers(90, seed: 4, growth: 0)))
      #expect(try merged.pooled().isDrifting == drifts)
    }
  }

  /// Nothing known is no number.
  @Test func beyondTheDataNothingIsSaidInNumbers() throws {
    let answers = Self.answers(80, seed: 1, growth: 0)
    var model = DecodeModel(tables: try LifeTables(answers))
    _ = try model.fitTimes(answers)
    let estimate = try DistributionalEstimator(model).estimate(
      DecodeRequest(task: "a", generatedTokens: 150))
    let text = "\(estimate)"
    #expect(!text.contains("nan"))
    #expect(text.contains("nothing is known"))
  }
}
