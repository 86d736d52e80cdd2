public import DecodeStatistics

extension DecodeModel {
  /// Fits times to measured answers: see `ServingTimesFit`.
  ///
  /// Answers without a measured time are left aside. Configurations with few
  /// answers share the others' (`ConfigurationLatencyFit`). What was fitted
  /// before is replaced.
  ///
  /// - Parameter answers: Answers with times above 0, and the configurations
  ///   of their requests.
  /// - Returns: What to know beside the fits.
  /// - Throws: `DecodeTimeError` for times that allow no fit; the model is
  ///   unchanged then.
  public mutating func fitTimes(
    _ answers: [RecordedAnswer]
  ) throws(DecodeTimeError) -> [FitCaveat] {
    let fit = try ServingTimesFit(
      decode: Self.oneByOne(answers).compactMap(LatencyObservation.init),
      prefill: answers.compactMap(PrefillObservation.init),
      convention: convention)
    if let pooled = fit.pooled {
      times = pooled
      isLatencyAssumed = false
      configurations = fit.configurations
    }
    if let prefill = fit.prefill { self.prefill = prefill }
    measured = try TimeTables(answers)
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
      total += min(answer.count, most)
      guard total <= most else { return answers }
    }
    guard total > answers.count else { return answers }
    return answers.flatMap { repeatElement($0, count: $0.count) }
  }
}

extension TimeTables {
  /// The measured times of answers, by task and configuration; those of no
  /// named task are counted as of the task "all".
  ///
  /// - Throws: `DecodeTimeError` for times that are none.
  public init(_ answers: [RecordedAnswer]) throws(DecodeTimeError) {
    self.init()
    for answer in answers {
      let request = answer.request
      func record(
        _ time: Duration?, _ part: WritableKeyPath<MeasuredTimes, TimeTable>
      ) throws(DecodeTimeError) {
        guard let time else { return }
        let group = Group(
          task: request.task ?? "all",
          configuration: request.configuration ?? ServingConfiguration())
        try self[group][keyPath: part].record(
          seconds: time.inSeconds, ending: answer.ending,
          tokens: answer.tokens, count: answer.count)
      }
      try record(answer.decodeTime, \.decode)
      try record(answer.prefillTime, \.prefill)
      try record(answer.totalTime, \.total)
    }
  }
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
