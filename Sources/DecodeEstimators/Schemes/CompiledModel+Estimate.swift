package import DecodeStatistics

extension CompiledModel {
  /// The law of a request's decode time with what goes with it, and the task
  /// that it rests on.
  package func prepare(
    _ request: DecodeRequest, scheme: EstimationScheme, kind: Bound.Kind
  ) throws(EstimationError) -> (task: CompiledTask, estimate: DecodeEstimate) {
    try request.validate()
    let task = try task(of: request)
    var estimate = task.estimate(request, scheme: scheme, kind: kind)
    var caveats = estimate.caveats
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
    let untold = untold(request)
    if !untold.isEmpty { caveats.append(.averageAssumed(untold)) }
    estimate.prefillLaw = prefill
    estimate.caveats = caveats
    return (task, estimate)
  }
}

extension CompiledTask {
  /// An estimate without a plan: the law of the decode time of a request, or
  /// of what remains of it, and what the law does not tell.
  func estimate(
    _ request: DecodeRequest, scheme: EstimationScheme, kind: Bound.Kind
  ) -> DecodeEstimate {
    let cap = request.cap ?? self.cap
    var law = time(underCap: cap)
    if request.generatedTokens > 0 {
      law = law.remaining(after: request.generatedTokens)
    }
    var caveats = self.caveats
    func isUnknown(beyond longest: Int) {
      let caveat = Caveat.beyondTheData(longest: longest)
      if !caveats.contains(caveat) { caveats.append(caveat) }
    }
    if let identifiedThrough, cap ?? .max > identifiedThrough {
      isUnknown(beyond: identifiedThrough)
    } else if hasInfiniteMean {
      caveats.append(.infiniteMean)
    }
    if law.isBeyondTheData(underCap: cap) {
      isUnknown(beyond: table.maximum ?? law.cap)
    }
    // Without a cap, what lies beyond the law's positions is out of sight.
    let hidden =
      cap == nil && !law.isOver
      ? time.massBeyond / lengths.survival(at: request.generatedTokens + 1) : 0
    return DecodeEstimate(
      scheme: scheme, task: id, observations: observations, cap: cap,
      plannedTokens: nil, plannedTime: nil, kind: kind, time: law,
      times: times, unidentifiedMass: hidden, caveats: caveats)
  }
}

extension DecodeEstimate {
  /// Plans with the quantile of a level, where it is identified; a caveat says
  /// where it is not.
  mutating func plan(quantile level: Double) {
    guard let (tokens, time) = quantile(level) else {
      let isSaid = caveats.contains {
        if case .beyondTheData = $0 { true } else { false }
      }
      if !isSaid { caveats.append(.beyondTheData(longest: time.cap)) }
      return
    }
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
