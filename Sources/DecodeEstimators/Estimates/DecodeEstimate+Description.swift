import DecodeStatistics

extension DecodeEstimate: CustomStringConvertible {
  /// The estimate in a few lines: task and scheme, what is planned and what
  /// that promises, what is expected, and the caveats.
  public var description: String {
    let name = task.map { "\($0)" } ?? "all tasks"
    var lines = [
      "\(name), scheme \(scheme.name): \(plan)",
      "  \(promise); \(observations) "
        + (observations == 1 ? "answer" : "answers"),
      expectation + (cap.map { " under a cap of \($0)" } ?? ""),
    ]
    if time.generated > 0 {
      lines.append("  after \(time.generated) generated tokens")
    }
    return (lines + caveatLines).joined(separator: "\n")
  }

  /// What is expected, or that nothing is known.
  private var expectation: String {
    guard let expectedTime else {
      return "  expected: nothing is known of answers this long"
    }
    return "  expected: \(expectedTokens.shortTokens) tokens, "
      + "\(expectedTime.shortText) to come"
  }

  /// The kind of promise, with its level and confidence where it has them.
  var promise: String {
    guard let bound else { return kind.title }
    return "\((bound.level * 100).shortTokens)/"
      + "\((bound.confidence * 100).shortTokens) \(kind.title)"
  }

  /// What is planned, in words.
  private var plan: String {
    guard let plannedTime else { return "no finite plan" }
    let tokens = plannedTokens.map { "\($0.shortTokens) tokens in " } ?? ""
    return "plans \(tokens)\(plannedTime.shortText)"
  }

  /// One line for each caveat.
  var caveatLines: [String] { caveats.map { "  note: \($0)" } }
}

extension BudgetDecision: CustomStringConvertible {
  /// The decision in a few lines: task, verdict and reason, what was planned
  /// and what that promises, the probability of going over, and the caveats.
  public var description: String {
    let name = estimate.task.map { "\($0)" } ?? "all tasks"
    var lines = [
      "\(name) \(isFeasible ? "fits" : "refused"): \(reason)",
      "  scheme \(estimate.scheme.name), \(estimate.promise); "
        + "\(estimate.observations) "
        + (estimate.observations == 1 ? "answer" : "answers"),
      "  prefill and decode: expected "
        + "\(expectedTime?.shortText ?? "unknown"), planned "
        + (plannedTime?.shortText ?? "without limit"),
      "  P(over) \(violationProbability.shortPercent), an estimate",
    ]
    if !isFeasible {
      lines.append(
        largestCap.map { "  max_tokens \($0) would fit" }
          ?? "  not even one token would fit")
    }
    return (lines + estimate.caveatLines).joined(separator: "\n")
  }
}

extension Bound.Kind {
  /// The kind of promise in two or three words.
  fileprivate var title: String {
    switch self {
    case .plugInQuantile: "plug-in quantile, which promises nothing"
    case .upperConfidenceBound: "upper confidence bound"
    case .confidenceBoundUnderCensoring:
      "upper confidence bound, if cuts do not depend on length"
    case .approximateConfidenceBound: "approximate confidence bound"
    case .anytimeConfidenceBound: "anytime-valid confidence bound"
    case .conformalBound: "conformal bound"
    }
  }
}

extension Double {
  /// A number of tokens with at most two decimals.
  var shortTokens: String {
    guard abs(self) < 1e15 else { return "\(self)" }
    return self == rounded()
      ? "\(Int(self))" : "\((self * 100).rounded() / 100)"
  }

  /// A probability in percent, with at most two decimals; what is above 0 is
  /// never shown as 0.
  var shortPercent: String {
    self > 0 && self < 1e-4
      ? "below 0.01 %" : "\((self * 100).shortTokens) %"
  }
}
