import NumericalMethods

/// How a row's squared error counts in a fit of total times.
public enum LatencyWeighting: String, Sendable, Hashable, Codable,
  CaseIterable
{
  /// Alike: right where noise does not grow with an answer's length.
  case equal
  /// By 1/n: right where each step has noise of its own.
  case perToken
  /// By 1/n²: right where a whole answer is slow or fast.
  case relative

  func factor(steps: Int) -> Double {
    switch self {
    case .equal: 1
    case .perToken: 1 / Double(steps)
    case .relative: 1 / (Double(steps) * Double(steps))
    }
  }
}

/// Fits step latencies to what servers log.
///
/// ```swift
/// let fit = try LatencyFitting().fit(observations, form: .constant)
/// fit.latency            // start-up cost and seconds per token
/// fit.parameters         // with standard errors
/// ```
///
/// A total time is t = s + Σ l(k) + noise, so with l linear in its
/// coefficients this is a linear regression on sums over positions. Where a
/// coefficient would be negative, the fit is the least-squares one of those
/// that are at least 0. Nothing depends on the order of the rows.
public struct LatencyFitting: Sendable, Hashable, Codable {
  /// Which tokens are decode steps.
  public var convention: DecodeStepConvention
  /// Whether there may be a cost paid once per answer, s ≥ 0.
  public var hasStartUp: Bool
  /// How rows count.
  public var weighting: LatencyWeighting
  /// Whether rows far off count less (Tukey's bisquare function); not for
  /// splines.
  public var isRobust: Bool

  /// The settings of a fit.
  public init(
    convention: DecodeStepConvention = .everyTokenIsAStep,
    hasStartUp: Bool = true, weighting: LatencyWeighting = .equal,
    isRobust: Bool = false
  ) {
    self.convention = convention
    self.hasStartUp = hasStartUp
    self.weighting = weighting
    self.isRobust = isRobust
  }

  /// The step latency of a form that explains total times best.
  ///
  /// - Parameters:
  ///   - observations: Times above 0, or 0 of answers of one token; weights
  ///     above 0; as many steps as tokens where steps are known. Answers without a decode step are left
  ///     out.
  ///   - form: The form.
  /// - Returns: The fit with its standard errors and caveats.
  /// - Throws: `DecodeTimeError` that names the row or column at fault.
  public func fit(
    _ observations: [LatencyObservation], form: LatencyForm
  ) throws(DecodeTimeError) -> LatencyFit {
    try check(observations, form: form)
    let kept =
      observations
      .filter { convention.stepCount(tokens: $0.tokens) > 0 }
      .sorted { $0.sortKey.lexicographicallyPrecedes($1.sortKey) }
    guard !kept.isEmpty else { throw .noObservations }
    var caveats = FitCaveat.unitHints(
      kept.filter { $0.decodeSeconds > 0 }.map {
        $0.decodeSeconds / Double(convention.stepCount(tokens: $0.tokens))
      }, per: "token", plausible: 1e-4...1)
    let instant = kept.count { $0.decodeSeconds == 0 }
    if instant > 0 { caveats.append(.oneTokenInNoTime(rows: instant)) }
    if kept.count < observations.count {
      caveats.append(.withoutSteps(rows: observations.count - kept.count))
    }
    let problem = LatencyProblem(self, kept, form: form)
    return try problem.fit(caveats: caveats)
  }

  private func check(
    _ observations: [LatencyObservation], form: LatencyForm
  ) throws(DecodeTimeError) {
    guard !observations.isEmpty else { throw .noObservations }
    try form.check()
    for (row, observation) in observations.enumerated() {
      try DecodeTimeError.check(
        count: observation.tokens, "output tokens", row: row)
      // An answer of one token has no decode time where prefill made it.
      if convention.stepCount(tokens: observation.tokens) > 0,
        !(observation.tokens == 1 && observation.decodeSeconds == 0)
      {
        try DecodeTimeError.check(
          seconds: observation.decodeSeconds, row: row)
      }
      try DecodeTimeError.check(
        positive: observation.weight, "the weight", row: row)
      if let steps = observation.steps {
        let expected = convention.stepCount(tokens: observation.tokens)
        guard steps >= expected else {
          throw .severalTokensPerStep(
            row: row, tokens: observation.tokens, steps: steps)
        }
      }
      guard case .context(let batch) = form else { continue }
      guard let prompt = observation.promptTokens else {
        throw .missing(row: row, name: "prompt tokens")
      }
      try DecodeTimeError.check(count: prompt, "prompt tokens", row: row)
      guard batch else { continue }
      guard let size = observation.batch else {
        throw .missing(row: row, name: "a batch")
      }
      try DecodeTimeError.check(positive: size, "the batch", row: row)
    }
    if case .spline = form,
      let row = observations.firstIndex(where: {
        $0.tokens > TabulatedLatency.maximumPosition
      })
    {
      throw .countOutOfRange(
        row: row, name: "output tokens", value: observations[row].tokens)
    }
  }
}

extension LatencyForm {
  func check() throws(DecodeTimeError) {
    switch self {
    case .piecewise(let starts):
      guard starts.allSatisfy({ $0 >= 2 }),
        zip(starts, starts.dropFirst()).allSatisfy({ $0 < $1 })
      else {
        throw .invalidSetting(
          "ranges should start at increasing positions from 2 on, but start "
            + "at \(starts)")
      }
    case .isotonic(let levels):
      guard (1...64).contains(levels) else {
        throw .invalidSetting("levels should be in 1...64, but are \(levels)")
      }
    case .spline(let intervals):
      guard (1...32).contains(intervals) else {
        throw .invalidSetting(
          "intervals should be in 1...32, but are \(intervals)")
      }
    case .constant, .affine, .saturating, .context: break
    }
  }
}
