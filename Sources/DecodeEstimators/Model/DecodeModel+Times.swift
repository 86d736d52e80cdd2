public import DecodeStatistics

extension DecodeModel {
  /// Fits times to measured answers: see `ServingTimesFit`.
  ///
  /// Answers without a measured time are left aside. Configurations with few
  /// answers share the others' (`ConfigurationLatencyFit`). What was fitted
  /// before is replaced. Times also depend on numbers known at arrival and on
  /// the load, where held-out rows say so (`ConditionalTimes`).
  ///
  /// - Parameters:
  ///   - answers: Answers with times above 0, and the configurations of their
  ///     requests.
  ///   - areInOrder: Whether they come in order of time: a dependence on the
  ///     load has to hold for the last of them as well then.
  ///   - maximumLabels: The most labels of all configurations that are fitted.
  /// - Returns: What to know beside the fits.
  /// - Throws: `DecodeTimeError` for times that allow no fit, or more labels; the
  ///   model is unchanged then.
  public mutating func fitTimes(
    _ answers: [RecordedAnswer], areInOrder: Bool = true,
    maximumLabels: Int = LatencyFitting.usualMaximumLabels
  ) throws(DecodeTimeError) -> [FitCaveat] {
    let fit = try ServingTimesFit(
      decode: Self.oneByOne(answers).compactMap(LatencyObservation.init),
      prefill: answers.compactMap(PrefillObservation.init),
      convention: convention, maximumLabels: maximumLabels)
    if let pooled = fit.pooled {
      times = pooled
      isLatencyAssumed = false
      configurations = fit.configurations
    }
    if let prefill = fit.prefill { self.prefill = prefill }
    measured = try TimeTables(answers)
    let known = TimedAnswer.all(Array(answers.suffix(Self.mostConditional)))
    fitConditionalTimes(known, areInOrder: areInOrder)
    return fit.caveats
  }

  /// Answers that stand for several, as rows of a count table do, as many
  /// times as they count; as they are where that would be millions.
  private static func oneByOne(
    _ answers: [RecordedAnswer]
  ) -> [RecordedAnswer] {
    let most = 1 << 20
    var total = 0
    for answer in answers {
      total += min(answer.count, most + 1)
      guard total <= most else { return answers }
    }
    guard total > answers.count else { return answers }
    return answers.flatMap { repeatElement($0, count: $0.count) }
  }

  /// Fits times to what was known as they began.
  package mutating func fitConditionalTimes(
    _ known: [TimedAnswer], areInOrder: Bool
  ) {
    conditionalTimes = [:]
    func add(_ configuration: ServingConfiguration, _ rows: [TimedAnswer]) {
      let times = ConditionalTimes(
        decode: rows.compactMap { $0.decode(convention) },
        prefill: rows.compactMap(\.prefill), areInOrder: areInOrder)
      if !times.isEmpty { conditionalTimes[configuration] = times }
    }
    add(ServingConfiguration(), known)
    let groups = Dictionary(grouping: known) {
      $0.answer.request.configuration ?? ServingConfiguration()
    }
    for (configuration, rows) in groups where !configuration.labels.isEmpty {
      add(configuration, rows)
    }
  }

  /// So many of the last answers are asked what times depend on.
  private static let mostConditional = 50_000
}

extension LatencyObservation {
  /// The measured time of an answer, if there is one.
  fileprivate init?(_ answer: RecordedAnswer) {
    guard let time = answer.decodeTime else { return nil }
    self.init(
      tokens: answer.tokens, decodeSeconds: time.inSeconds,
      promptTokens: answer.request.promptTokens,
      configuration: answer.request.configuration ?? ServingConfiguration())
  }
}

extension PrefillObservation {
  /// The measured prefill of a request, if there is one.
  fileprivate init?(_ answer: RecordedAnswer) {
    let request = answer.request
    let prefill = answer.prefillTime ?? request.prefill
    guard let tokens = request.promptTokens, tokens >= 1, prefill > .zero
    else { return nil }
    self.init(
      promptTokens: tokens, prefillSeconds: prefill.inSeconds,
      configuration: request.configuration ?? ServingConfiguration())
  }
}
