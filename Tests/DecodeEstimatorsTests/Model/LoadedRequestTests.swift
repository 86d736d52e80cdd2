import DecodeEstimators
import DecodeStatistics
import Foundation
import TestSupport
import Testing

@Suite("Requests under load")
struct LoadedRequestTests {
  /// A server whose steps take longer the more requests run, logged whole;
  /// arrivals come in bursts and lulls.
  static func answers(_ count: Int, seed: UInt64 = 5) -> [RecordedAnswer] {
    var random = SplitMix64(seed: seed)
    var now = 1_700_000_000.0
    var ends: [Double] = []
    return (0..<count).map { place in
      now += (place / 40).isMultiple(of: 2) ? 0.2 : 4 * random.unit()
      ends.removeAll { $0 <= now + 0.1 }
      let tokens = 50 + Int(300 * random.unit())
      let seconds =
        Double(tokens) * (0.01 + 0.002 * Double(ends.count))
        * (0.97 + 0.06 * random.unit())
      ends.append(now + 0.1 + seconds)
      return RecordedAnswer(
        DecodeRequest(task: "a", promptTokens: 400), tokens: tokens,
        ending: .stopped, decodeTime: .seconds(seconds),
        prefillTime: .seconds(0.1), timestamp: now)
    }
  }

  private func values(_ load: ServerLoad) -> [String: FeatureValue] {
    load.covariates.mapValues { .number($0) }
  }

  @Test func aToldLoadIsPlannedWith() throws {
    let answers = Self.answers(600)
    var model = DecodeModel(tables: try LifeTables(answers))
    _ = try model.fitTimes(answers)
    let compiled = try CompiledModel(model)
    #expect(compiled.covariateNames.contains("running"))
    let estimator = try DistributionalEstimator(compiled)
    func expected(_ running: Double?) throws -> (Duration, [Caveat]) {
      let estimate = try estimator.estimate(
        DecodeRequest(
          task: "a",
          values: running.map { values(ServerLoad(running: $0)) } ?? [:]
        ))
      return (try #require(estimate.expectedTime), estimate.caveats)
    }
    func isAssumed(_ caveats: [Caveat]) -> Bool {
      caveats.contains { if case .averageAssumed = $0 { true } else { false } }
    }
    let mean = answers.reduce(0) { $0 + Double($1.tokens) } / 600
    for running in [2.0, 8] {
      let (time, caveats) = try expected(running)
      let seconds = time / .seconds(mean * (0.01 + 0.002 * running))
      #expect(abs(seconds - 1) < 0.15, "\(running): \(seconds)")
      #expect(!isAssumed(caveats))
    }
    #expect(try isAssumed(expected(nil).1))
    // The bound of measured times stays that of all loads, and says so.
    let plan = try ConservativeEstimator(compiled).estimate(
      DecodeRequest(
        task: "a", values: values(ServerLoad(running: 8))))
    #expect(plan.caveats.contains(.boundOverAllLoads))
    let decoded = try JSONDecoder().decode(
      DecodeModel.self, from: JSONEncoder().encode(model))
    #expect(decoded == model)
    #expect(throws: EstimationError.self) {
      try estimator.estimate(
        DecodeRequest(task: "a", values: ["running": .number(.nan)]))
    }
    // Another latency leaves nothing of what was fitted to steps.
    model.latency = .constant(try ConstantLatency(secondsPerToken: 1))
    #expect(model.conditionalTimes.values.allSatisfy { $0.step == nil })
  }
}
