import DecodeEstimators
import DecodeStatistics
import Foundation
import TestSupport
import Testing

/// Logs as benchmarks and servers write them, of every shape.
struct RandomLog {
  let answers: [RecordedAnswer]
  let name: String

  private static func normal(_ random: inout SplitMix64) -> Double {
    (-2 * log(1 - random.unit())).squareRoot()
      * cos(2 * Double.pi * random.unit())
  }

  init(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    func choice<T>(_ values: [T]) -> T {
      values[min(Int(random.unit() * Double(values.count)), values.count - 1)]
    }
    let shape = choice(["fixed", "two", "narrow", "wide", "short", "heavy"])
    let count = choice([1, 2, 5, 12, 40, 70, 150, 400])
    let noise = choice([0, 0.02, 0.1, 0.35, 0.5])
    let cut = choice([0, 0, 0.1, 0.3])
    let gpus = choice([0, 1, 3])
    let step = choice([0.001, 0.02, 0.5])
    let startUp = choice([0, 0, 0.3])
    let cap = choice([nil, nil, 300])
    let outliers = choice([0, 0, 0.02])
    name =
      "\(shape), \(count) answers, noise \(noise), cut \(cut), "
      + "\(gpus) GPUs, step \(step), start-up \(startUp), outliers \(outliers)"
    var answers: [RecordedAnswer] = []
    for place in 0..<count {
      var tokens: Int
      switch shape {
      case "fixed": tokens = 256
      case "two": tokens = choice([255, 256])
      case "narrow": tokens = 205 + Int(52 * random.unit())
      case "short": tokens = choice([1, 1, 2, 3])
      case "heavy": tokens = min(Int(20 / random.unit().squareRoot()), 30_000)
      default: tokens = Int(exp(5 + 0.8 * Self.normal(&random))) + 1
      }
      var ending = Ending.stopped
      if random.unit() < cut, tokens > 1 {
        (tokens, ending) = (1 + Int(Double(tokens) * random.unit()), .cancelled)
      }
      if let cap, tokens >= cap { (tokens, ending) = (cap, .capped) }
      var seconds = startUp + step * Double(tokens)
      seconds *= exp(noise * Self.normal(&random))
      if random.unit() < outliers { seconds *= 50 }
      let prompt = 1 + Int(2000 * random.unit())
      answers.append(
        RecordedAnswer(
          DecodeRequest(
            task: "a", cap: cap, promptTokens: prompt,
            configuration: gpus == 0
              ? nil : ServingConfiguration(["gpu": "\(place % gpus)"])),
          tokens: tokens, ending: ending, decodeTime: .seconds(seconds),
          prefillTime: .seconds(0.01 + 1e-4 * Double(prompt)),
          timestamp: Double(place)))
    }
    self.answers = answers
  }
}

@Suite("Plans of random logs")
struct RandomLogTests {
  /// A plan without a word of warning is at most so many times the longest
  /// time that was measured.
  private static let most = 3.0

  /// Caveats that say what a plan is, and warn of nothing.
  private static func warns(_ caveat: Caveat) -> Bool {
    switch caveat {
    case .measuredTimes, .promptLengthUnused, .predictedPrefill,
      .cutsAreIndependent, .noiseIsEstimated, .tighterOfTwo, .averageAssumed:
      false
    default: true
    }
  }

  private static func seconds(_ time: Duration) -> Double {
    Double(time.components.seconds) + Double(time.components.attoseconds)
      / 1e18
  }

  /// What is wrong with the plans of a model, and how many had no warning.
  private static func faults(
    _ model: DecodeModel, _ answers: [RecordedAnswer]
  ) throws -> (faults: [String], unwarned: Int) {
    let compiled = try CompiledModel(model)
    let estimators: [any DecodeEstimator] = [
      PointEstimator(compiled), try DistributionalEstimator(compiled),
      try ConservativeEstimator(compiled),
      try LayeredEstimator(ConservativeEstimator(compiled)),
    ]
    var (faults, unwarned) = ([String](), 0)
    let longest = answers.compactMap(\.decodeTime).map(seconds).max() ?? 0
    let places = [nil] + Set(answers.map(\.request.configuration)).map { $0 }
    for configuration in places {
      for cap in [nil, 100, 5000] {
        for estimator in estimators {
          let estimate = try estimator.estimate(
            DecodeRequest(
              task: "a", cap: cap, promptTokens: 500,
              configuration: configuration))
          guard let planned = estimate.plannedTime else {
            if estimate.caveats.isEmpty { faults.append("no plan, no word") }
            continue
          }
          let plan = seconds(planned)
          if !plan.isFinite || plan < 0 || plan >= 1e14 {
            faults.append("a plan of \(plan) s")
          }
          guard !estimate.caveats.contains(where: warns) else { continue }
          unwarned += 1
          if plan > most * longest {
            faults.append(
              "\(estimate.scheme.name) plans \(plan) s, the longest of "
                + "\(longest) s, cap \(cap.map(String.init) ?? "none")")
          }
        }
      }
    }
    return (faults, unwarned)
  }

  /// Every log gives a plan that can be defended, or none and the reason; and
  /// its model is read back as it was.
  @Test func plansAreWithinWhatWasMeasured() throws {
    var unwarned = 0
    for seed in 1...120 {
      let log = RandomLog(seed: UInt64(seed) &* 6_364_136_223)
      var model = DecodeModel(tables: try LifeTables(log.answers))
      _ = try model.fitTimes(log.answers)
      let found = try Self.faults(model, log.answers)
      #expect(found.faults.isEmpty, "seed \(seed): \(log.name)")
      unwarned += found.unwarned
      let read = try JSONDecoder().decode(
        DecodeModel.self, from: JSONEncoder().encode(model))
      #expect(read == model, "seed \(seed): \(log.name)")
    }
    #expect(unwarned >= 1000, "\(unwarned) plans were judged")
  }

  /// Planted: a scale of noise that was extrapolated.
  @Test func noiseThatExplodesIsSeen() throws {
    var seen = 0
    for seed in 1...10 {
      let log = RandomLog(seed: UInt64(seed) &* 6_364_136_223)
      var model = DecodeModel(tables: try LifeTables(log.answers))
      _ = try model.fitTimes(log.answers)
      model.measured = TimeTables()
      model.conditionalTimes = [:]
      let noise = DecodeTimeNoise.logNormal(
        try LogNormalNoise(mean: 0, scale: 6))
      model.times.noise = noise
      for key in model.configurations.keys {
        model.configurations[key]?.noise = noise
      }
      if try !Self.faults(model, log.answers).faults.isEmpty { seen += 1 }
    }
    #expect(seen >= 5)
  }
}
