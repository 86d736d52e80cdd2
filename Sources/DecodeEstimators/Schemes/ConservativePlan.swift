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
  /// the noise; under a cap below the longest answer, the tighter of that and
  /// the bound of the length under the cap. Otherwise the length is bounded,
  /// and its time is the latency's, convolved with the noise if there is some.
  ///
  /// - Parameters:
  ///   - level: q in (0, 1).
  ///   - confidence: In (0, 1).
  ///   - cap: The cap in force, if there is one.
  ///   - generated: Tokens that are out.
  /// - Returns: The plan with its bound and what to know of it.
  /// - Throws: `EstimationError.bound` for numbers out of range.
  func conservativePlan(
    level: Double, confidence: Double, cap: Int?, after generated: Int
  ) throws(EstimationError) -> ConservativePlan {
    do throws(BoundError) {
      let direct = try measuredPlan(
        level: level, confidence: confidence, cap: cap, after: generated)
      if let direct, direct.seconds != nil, cap ?? .max >= table.maximum ?? 0 {
        return direct
      }
      var plan = try lengthPlan(
        level: level, confidence: confidence, cap: cap, after: generated)
      guard let direct else { return plan }
      if let seconds = direct.seconds {
        return seconds <= plan.seconds ?? .infinity ? direct : plan
      }
      plan.caveats += direct.caveats.filter { !plan.caveats.contains($0) }
      return plan
    } catch {
      throw .bound(id, error)
    }
  }

  /// The bound of measured times; `nil` where none were measured, or none can
  /// have been, of an answer that is under way.
  private func measuredPlan(
    level: Double, confidence: Double, cap: Int?, after generated: Int
  ) throws(BoundError) -> ConservativePlan? {
    guard generated == 0, !measured.isEmpty else { return nil }
    let bound = try measured.upperBound(
      level: level, confidence: confidence, underCap: cap)
    var plan = ConservativePlan(bound: bound, seconds: bound.limit.seconds)
    if plan.seconds != nil {
      plan.caveats = [.measuredTimes(bound.observations)]
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
      convention: time.convention, underCap: cap, after: generated)
    if bound.limit.seconds != nil { caveats.append(.noiseIsEstimated) }
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
