import DecodeStatistics

/// What scheme 3 plans with: a bound of T, and the length where it is one of
/// lengths.
struct ConservativePlan: Sendable {
  /// The bound; `nil` where no answer is so long, and the cap alone bounds.
  var bound: Bound?
  /// Tokens from the start of the answer, where a length was bounded.
  var tokens: Int?
  /// The decode time; `nil` if it has no finite bound.
  var seconds: Double?
  /// What to know of it.
  var caveats: [Caveat] = []

  /// Whether it is a bound of measured times.
  var isMeasured: Bool {
    seconds != nil
      && caveats.contains {
        if case .measuredTimes = $0 { true } else { false }
      }
  }

  /// The longer of two plans, as for a mixture of tasks; unbounded if one is.
  func longer(_ other: ConservativePlan) -> ConservativePlan {
    var longer =
      (seconds ?? .infinity) >= (other.seconds ?? .infinity)
      ? self : other
    longer.caveats =
      caveats + other.caveats.filter { !caveats.contains($0) }
    return longer
  }
}

extension CompiledTask {
  /// The upper confidence bound of the time of a task's answers.
  ///
  /// Where enough of its times were measured, it is a bound of them, whatever
  /// the noise. Otherwise the length is bounded, and its time is the latency's,
  /// convolved with the noise if there is some.
  ///
  /// Under a cap below the longest answer both are bounds, and the tighter one
  /// is taken. The smaller of two bounds fails where either does, so each has
  /// half of what may go wrong, 1 − (1 − γ)/2 (Bonferroni), and together they
  /// have the confidence asked for.
  ///
  /// - Parameters:
  ///   - level: q in (0, 1).
  ///   - confidence: γ in (0, 1).
  ///   - request: The request.
  ///   - cap: The cap in force, if there is one.
  /// - Returns: The plan with its bound and what to know of it.
  /// - Throws: `EstimationError.bound` for numbers out of range.
  func conservativePlan(
    level: Double, confidence: Double, for request: DecodeRequest, cap: Int?
  ) throws(EstimationError) -> ConservativePlan {
    let generated = request.generatedTokens
    func lengths(
      _ confidence: Double
    ) throws(BoundError) -> ConservativePlan {
      try lengthPlan(
        level: level, confidence: confidence, cap: cap, after: generated)
    }
    do throws(BoundError) {
      guard let times = measured(for: request) else {
        return try lengths(confidence)
      }
      guard let cap, cap < table.maximum ?? 0 else {
        let direct = try measuredPlan(
          times, level: level, confidence: confidence, cap: cap)
        if direct.seconds != nil { return direct }
        var plan = try lengths(confidence)
        plan.caveats += direct.caveats.filter { !plan.caveats.contains($0) }
        return plan
      }
      let share = 1 - (1 - confidence) / 2
      let direct = try measuredPlan(
        times, level: level, confidence: share, cap: cap)
      var plan = try lengths(share)
      if let seconds = direct.seconds, seconds <= plan.seconds ?? .infinity {
        plan = direct
      }
      plan.bound?.confidence = confidence
      plan.caveats.append(.tighterOfTwo)
      return plan
    } catch {
      throw .bound(id, error)
    }
  }

  /// The bound of measured times.
  private func measuredPlan(
    _ measured: TimeTable, level: Double, confidence: Double, cap: Int?
  ) throws(BoundError) -> ConservativePlan {
    let bound = try measured.upperBound(
      level: level, confidence: confidence, underCap: cap)
    var plan = ConservativePlan(bound: bound, seconds: bound.limit.seconds)
    if plan.seconds != nil {
      plan.caveats = [.measuredTimes(bound.observations)]
      if isDrifting { plan.caveats.append(.timesDrift) }
      if bound.kind == .confidenceBoundUnderCensoring {
        plan.caveats.append(.cutsAreIndependent)
      }
    } else if bound.observations < bound.requiredObservations {
      plan.caveats = [
        .fewObservations(
          bound.observations, required: bound.requiredObservations)
      ]
    }
    return plan
  }

  /// The bound of the length, and the time that it takes.
  private func lengthPlan(
    level: Double, confidence: Double, cap: Int?, after generated: Int
  ) throws(BoundError) -> ConservativePlan {
    let answers = generated > 0 ? table.running(after: generated) : table
    guard !answers.isEmpty else {
      return ConservativePlan(
        tokens: cap, seconds: cap.map { seconds($0, after: generated) },
        caveats: [.beyondTheData(longest: table.maximum ?? 0)])
    }
    let lengths = try answers.upperBound(
      level: level, confidence: confidence, underCap: cap)
    var caveats: [Caveat] = []
    if lengths.limit == .unbounded,
      lengths.observations < lengths.requiredObservations
    {
      caveats.append(
        .fewObservations(
          lengths.observations, required: lengths.requiredObservations))
    }
    if lengths.kind == .confidenceBoundUnderCensoring {
      caveats.append(.cutsAreIndependent)
    }
    guard times.noise != nil else {
      // No answer exceeds the cap, so min(N, c) is bounded even where N is
      // not.
      let tokens =
        cap.map { lengths.tokens(underCap: $0) } ?? lengths.limit.tokens
      return ConservativePlan(
        bound: lengths, tokens: tokens,
        seconds: tokens.map { seconds($0, after: generated) }, caveats: caveats)
    }
    let bound = try table.timeBound(
      level: level, confidence: confidence, times: times,
      fittedTo: measured.isEmpty ? nil : measured.count,
      convention: time.convention, underCap: cap, after: generated)
    if bound.limit.seconds != nil { caveats.append(.noiseIsEstimated) }
    if let cap, lengths.tokens(underCap: cap) == cap {
      caveats.append(.atTheCap(cap))
    }
    return ConservativePlan(
      bound: bound, seconds: bound.limit.seconds, caveats: caveats)
  }

  /// L(n) − L(k).
  private func seconds(_ tokens: Int, after generated: Int) -> Double {
    func decodeTime(_ tokens: Int) -> Double {
      time.convention.decodeTime(times.latency, tokens: tokens)
    }
    return max(decodeTime(tokens) - decodeTime(generated), 0)
  }
}
