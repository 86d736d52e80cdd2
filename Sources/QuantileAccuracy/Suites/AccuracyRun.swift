internal import DecodeEstimators
internal import DecodeStatistics

/// One method going through the answers that judge it.
struct AccuracyRun {
  private let suite: AccuracySuite
  private let method: String
  private let learnsOn: Bool
  private let each: ((JudgedForecast) -> Void)?
  private var tally: AccuracyTally
  /// The CRPS of laws that many answers share, by their numbers.
  private var scores: [FixedLaw: CappedCRPS] = [:]

  init(
    _ suite: AccuracySuite, _ method: String, learnsOn: Bool,
    _ each: ((JudgedForecast) -> Void)?
  ) throws(AccuracyError) {
    if let place = suite.answers.firstIndex(where: { $0.count != 1 }) {
      throw .counted(answer: place, count: suite.answers[place].count)
    }
    self.suite = suite
    self.method = method
    self.learnsOn = learnsOn
    self.each = each
    tally = try AccuracyTally(suite)
  }

  func report() throws(AccuracyError) -> AccuracyReport {
    try tally.report(method, learnsOn: learnsOn)
  }

  /// The greatest caps at which answers were cut, as a model of them knows.
  private struct Caps {
    var all: Int?
    var own: [TaskID: Int?] = [:]

    mutating func learn(_ answer: RecordedAnswer) {
      let task = answer.request.task ?? "all"
      let cut = answer.ending == .capped ? answer.tokens : nil
      let known = own[task] ?? nil
      own[task] = .some(max(known, cut))
      all = max(all, cut)
    }

    /// The cap in force for a request.
    func cap(_ request: DecodeRequest) -> Int? {
      if let cap = request.cap { return cap }
      return own[request.task ?? "all"] ?? all
    }

    private func max(_ first: Int?, _ second: Int?) -> Int? {
      guard let first, let second else { return first ?? second }
      return Swift.max(first, second)
    }
  }

  /// Forecasts and judges the answers of a fold.
  mutating func judge(
    _ start: any LengthForecaster, _ fold: AccuracyFold, replaysTraining: Bool
  ) throws(AccuracyError) {
    var forecaster = start
    var open = OpenAnswers()
    var caps = Caps()
    // Answers to one prompt are forecast before any of them is known, as
    // `ForecastReplay` does.
    var held: [(Outcome, LengthForecast, RecordedAnswer)] = []
    func release(
      _ run: AccuracyRun, _ forecaster: inout any LengthForecaster,
      _ open: inout OpenAnswers
    ) {
      for (outcome, forecast, answer) in held {
        run.finish(outcome, of: forecast, answer, &forecaster, &open)
      }
      held = []
    }
    for (place, answer) in fold.training {
      caps.learn(answer)
      guard replaysTraining else { continue }
      let outcome = try outcome(answer, place)
      let prompt = answer.promptKey
      if prompt == nil || prompt != held.last?.2.promptKey {
        release(self, &forecaster, &open)
      }
      settle(&forecaster, &open, answer)
      held.append(
        (outcome, forecaster.forecast(answer.request.features), answer))
    }
    release(self, &forecaster, &open)
    for (place, answer) in fold.judged {
      let outcome = try outcome(answer, place)
      if learnsOn { settle(&forecaster, &open, answer) }
      let forecast = forecaster.forecast(answer.request.features)
      let cap = caps.cap(answer.request)
      let hidden = Double(max(forecast.identifiedThrough, 1))
      let served = suite.levels.map { level -> Int? in
        let quantile = min(forecast.law.quantile(level), cap ?? .max)
        return quantile < .max ? quantile : nil
      }
      try add(
        place, answer, quantiles: served.map { $0.map(Double.init) ?? hidden },
        served: served, forecast: forecast)
      if learnsOn {
        caps.learn(answer)
        finish(outcome, of: forecast, answer, &forecaster, &open)
      }
    }
  }

  /// Whether outcomes come later than they are needed.
  private var isDelayed: Bool {
    suite.delay != .none && suite.split.isInOrderOfTime
  }

  private func outcome(
    _ answer: RecordedAnswer, _ place: Int
  ) throws(AccuracyError) -> Outcome {
    do throws(EstimationError) {
      return try answer.outcome()
    } catch {
      throw .lengthOutOfRange(answer: place, tokens: answer.tokens)
    }
  }

  /// Learns what is known when an answer is asked for.
  private func settle(
    _ forecaster: inout any LengthForecaster, _ open: inout OpenAnswers,
    _ answer: RecordedAnswer
  ) {
    guard isDelayed, let arrival = answer.timestamp else { return }
    while let known = open.next(by: arrival) {
      forecaster.observe(known.outcome, of: known.forecast)
    }
  }

  private func finish(
    _ outcome: Outcome, of forecast: LengthForecast, _ answer: RecordedAnswer,
    _ forecaster: inout any LengthForecaster, _ open: inout OpenAnswers
  ) {
    if isDelayed, let times = suite.delay.times(answer) {
      open.add(outcome, of: forecast, known: times.known)
    } else {
      forecaster.observe(outcome, of: forecast)
    }
  }

  /// Judges one answer.
  ///
  /// - Parameters:
  ///   - place: Its place in the trace.
  ///   - answer: The answer.
  ///   - quantiles: What counts, one for each level.
  ///   - served: What was served; `nil` for what was not identified.
  ///   - forecast: The forecast, if there is a law behind the quantiles.
  /// - Throws: `AccuracyError` for quantiles that are no numbers.
  mutating func add(
    _ place: Int, _ answer: RecordedAnswer, quantiles: [Double],
    served: [Int?] = [], forecast: LengthForecast? = nil
  ) throws(AccuracyError) {
    try tally.add(
      answer, place: place, quantiles: quantiles,
      crps: forecast.flatMap { crps(answer, $0) }, law: forecast?.law)
    guard let each else { return }
    for (level, tokens) in zip(suite.levels, served) {
      each(
        JudgedForecast(
          row: place + 1, task: answer.request.task ?? "all", method: method,
          level: level, tokens: tokens, actual: answer.tokens,
          ending: answer.ending, cap: answer.request.cap))
    }
  }

  /// The CRPS of min(N, c), c at most the longest length.
  private mutating func crps(
    _ answer: RecordedAnswer, _ forecast: LengthForecast
  ) -> Double? {
    guard answer.ending != .cancelled else { return nil }
    let longest = suite.scorer.longest
    let cap = min(suite.scorer.cap(answer) ?? longest, longest)
    guard let number = forecast.note as? FixedLaw else {
      if let law = forecast.law as? any SteppedDistribution {
        return CappedCRPS.score(
          of: law.steps, length: answer.tokens, cap: cap)
      }
      return CappedCRPS(forecast.law, through: cap)
        .score(ofLength: answer.tokens, cap: cap)
    }
    if let known = scores[number] {
      return known.score(ofLength: answer.tokens, cap: cap)
    }
    // Laws come and go; those in use are made again soon.
    if scores.count > 256 { scores = [:] }
    let made = CappedCRPS(forecast.law, through: longest)
    scores[number] = made
    return made.score(ofLength: answer.tokens, cap: cap)
  }
}
