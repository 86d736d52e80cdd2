package import DecodeStatistics

extension CompiledModel {
  /// The law of a request's decode time with what goes with it, and the task
  /// that it rests on.
  package func prepare(
    _ request: DecodeRequest, scheme: EstimationScheme, kind: Bound.Kind
  ) throws(EstimationError) -> (task: CompiledTask, estimate: DecodeEstimate) {
    try request.validate()
    let task = try task(of: request)
    let cap = request.cap ?? task.cap
    var time = task.time(underCap: cap)
    if request.generatedTokens > 0 {
      time = time.remaining(after: request.generatedTokens)
    }
    var caveats = task.caveats
    if let curve = task.lengths as? KaplanMeier {
      if curve.unidentifiedMass > 0, cap ?? .max > curve.identifiedThrough {
        caveats.append(.beyondTheData(longest: curve.identifiedThrough))
      } else if cap == nil, task.massBeyond > 0 {
        caveats.append(.beyondTheData(longest: task.time.cap))
      }
    } else if task.hasInfiniteMean {
      caveats.append(.infiniteMean)
    }
    // Without a cap, what lies beyond the law's positions is out of sight.
    let unidentified =
      cap == nil && !time.isOver
      ? task.massBeyond
        / task.lengths.survival(at: request.generatedTokens + 1) : 0
    if time.isBeyondTheData(underCap: cap), let longest = task.table.maximum,
      !caveats.contains(.beyondTheData(longest: longest))
    {
      caveats.append(.beyondTheData(longest: longest))
    }
    if request.promptTokens != nil, !usesPrompt(of: request) {
      caveats.append(.promptLengthUnused)
    }
    if let configuration = request.configuration,
      !configuration.labels.isEmpty, !knows(configuration)
    {
      caveats.append(.unknownConfiguration(configuration))
    }
    let prefill = predictedPrefill(request)
    if prefill != nil { caveats.append(.predictedPrefill) }
    let estimate = DecodeEstimate(
      scheme: scheme, task: task.id, observations: task.table.count, cap: cap,
      plannedTokens: nil, plannedTime: nil, kind: kind, time: time,
      times: task.times, unidentifiedMass: unidentified,
      predictedPrefill: prefill, caveats: caveats)
    return (task, estimate)
  }
}

extension DecodeEstimate {
  /// Plans with the quantile of a level, where it is identified.
  mutating func plan(quantile level: Double) {
    guard let (tokens, time) = quantile(level) else { return }
    plan(tokens: tokens)
    if times.noise != nil { plannedTime = time }
  }

  /// Plans with so many whole tokens, counted from the start of the answer.
  package mutating func plan(tokens: Int) {
    plannedTokens = Double(tokens)
    plannedTime = .clamped(seconds: seconds(through: tokens))
    if tokens == cap { caveats.append(.atTheCap(tokens)) }
  }
}
