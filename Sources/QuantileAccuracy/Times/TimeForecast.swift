internal import DecodeEstimators
internal import DecodeStatistics

/// A forecast of one time: quantiles, and the expected one.
struct TimeForecast {
  var quantiles: [Double]
  var expected: Double
}

/// A way to forecast times, by name: the baselines and what is served.
public enum TimeMethod: String, Sendable, Hashable, Codable, CaseIterable {
  /// The empirical law of the configuration's times.
  case pooled
  /// That of the task's own.
  case perTask = "per-task"
  /// In proportion to tokens: those of the prompt, and of the answer.
  case proportional
  /// What `estimate` serves: lengths, latency, noise, and what times depend on.
  case served = "default"
}

/// Forecasts by one method, made from the answers of one configuration.
protocol TimeForecaster {
  /// The forecast of one of an answer's times; `nil` where there is none.
  func forecast(
    _ quantity: TimeQuantity, _ answer: TimedAnswer, _ levels: [Double]
  ) throws -> TimeForecast?
}

/// A sample's quantiles and mean.
private struct Sample {
  private let sorted: [Double]

  init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    sorted = values.sorted()
  }

  func forecast(_ levels: [Double], times factor: Double = 1) -> TimeForecast {
    TimeForecast(
      quantiles: levels.map { level in
        let rank = (level * Double(sorted.count)).rounded(.up)
        return factor * sorted[min(max(Int(rank) - 1, 0), sorted.count - 1)]
      },
      expected: factor * sorted.reduce(0, +) / Double(sorted.count))
  }
}

/// The empirical law of all answers, or of each task's.
struct EmpiricalTimeForecaster: TimeForecaster {
  private var all: [TimeQuantity: Sample] = [:]
  private var own: [TaskID?: [TimeQuantity: Sample]] = [:]

  init(_ answers: [RecordedAnswer], byTask: Bool) {
    all = Self.samples(answers)
    guard byTask else { return }
    own = Dictionary(grouping: answers, by: \.request.task)
      .mapValues(Self.samples)
  }

  private static func samples(
    _ answers: [RecordedAnswer]
  ) -> [TimeQuantity: Sample] {
    var samples: [TimeQuantity: Sample] = [:]
    for quantity in TimeQuantity.allCases {
      samples[quantity] = Sample(answers.compactMap(quantity.seconds))
    }
    return samples
  }

  func forecast(
    _ quantity: TimeQuantity, _ answer: TimedAnswer, _ levels: [Double]
  ) -> TimeForecast? {
    let sample = own[answer.answer.request.task]?[quantity] ?? all[quantity]
    return sample?.forecast(levels)
  }
}

/// Times in proportion to tokens, whose own law is the task's empirical one.
struct ProportionalTimeForecaster: TimeForecaster {
  private let convention: DecodeStepConvention
  private let perPromptToken: Sample?
  private let perStep: Sample?
  /// Times of steps by task, in units of the median step.
  private var steps: [TaskID?: Sample] = [:]
  private let step: Double

  init(_ answers: [RecordedAnswer], _ convention: DecodeStepConvention) {
    self.convention = convention
    perPromptToken = Sample(
      answers.compactMap { answer in
        guard let tokens = answer.request.promptTokens, tokens > 0 else {
          return nil
        }
        return answer.prefillTime.map { $0.inSeconds / Double(tokens) }
      })
    func count(_ answer: RecordedAnswer) -> Double {
      Double(convention.stepCount(tokens: answer.tokens))
    }
    perStep = Sample(
      answers.compactMap { answer in
        count(answer) > 0
          ? answer.decodeTime.map { $0.inSeconds / count(answer) } : nil
      })
    step = perStep?.forecast([0.5]).quantiles[0] ?? .nan
    steps = Dictionary(grouping: answers, by: \.request.task)
      .compactMapValues { Sample($0.map(count)) }
  }

  func forecast(
    _ quantity: TimeQuantity, _ answer: TimedAnswer, _ levels: [Double]
  ) -> TimeForecast? {
    let answer = answer.answer
    let prefill = answer.request.promptTokens.flatMap {
      perPromptToken?.forecast(levels, times: Double($0))
    }
    let decode = steps[answer.request.task]?.forecast(levels, times: step)
    switch quantity {
    case .prefill: return prefill
    case .decode: return decode
    case .total:
      guard let prefill, let decode else { return nil }
      // The prefill is the lesser part: its mean is added.
      return TimeForecast(
        quantiles: decode.quantiles.map { $0 + prefill.expected },
        expected: decode.expected + prefill.expected)
    case .decodeGivenTokens:
      return perStep?.forecast(
        levels,
        times: Double(convention.stepCount(tokens: answer.tokens)))
    }
  }
}

/// What a model serves, by the code that serves it.
struct ServedTimeForecaster: TimeForecaster {
  private let model: CompiledModel

  init(_ model: CompiledModel) { self.model = model }

  func forecast(
    _ quantity: TimeQuantity, _ answer: TimedAnswer, _ levels: [Double]
  ) throws -> TimeForecast? {
    var request = answer.answer.request
    request.prefill = .zero
    let known =
      quantity == .decode || quantity == .decodeGivenTokens
      ? answer.atFirstToken : answer.atStart
    for (name, value) in known where name != CovariateEffects.promptTokens {
      request.values[name] = .number(value)
    }
    let (_, estimate) = try model.prepare(
      request, scheme: .distributional, kind: .plugInQuantile)
    switch quantity {
    case .prefill:
      return estimate.prefillLaw.map { law in
        TimeForecast(
          quantiles: levels.map(law.quantile), expected: law.seconds)
      }
    case .decode:
      return TimeForecast(
        quantiles: levels.map {
          estimate.quantile($0)?.time.inSeconds ?? .infinity
        },
        expected: estimate.expectedTime?.inSeconds ?? .nan)
    case .total:
      guard let law = estimate.prefillLaw else { return nil }
      return TimeForecast(
        quantiles: estimate.totalQuantiles(levels).map {
          $0?.inSeconds ?? .infinity
        },
        expected: law.seconds + (estimate.expectedTime?.inSeconds ?? .nan))
    case .decodeGivenTokens:
      let times = estimate.times
      let tokens = answer.answer.tokens
      let seconds = model.model.convention.decodeTime(
        times.latency, tokens: tokens)
      return TimeForecast(
        quantiles: levels.map {
          seconds * (times.noise?.quantile($0, tokens: tokens) ?? 1)
        },
        expected: seconds)
    }
  }
}
