import DecodeEstimators
public import DecodeStatistics

/// How often something happened, where of some answers it is unknown.
public struct BacktestRate: Sendable, Hashable, Codable {
  /// Answers of which it is known to have happened.
  public let events: Int
  /// Cancelled answers of which nobody knows.
  public let undetermined: Int
  /// All answers that count.
  public let trials: Int
  /// The lower limit of the probability, as if nothing undetermined happened.
  public let lower: Double
  /// The upper limit of the probability, as if all of it did.
  public let upper: Double

  /// Counts with exact limits (Clopper and Pearson), each of which is missed
  /// with at most (1 − confidence)/2; without trials they are 0 and 1.
  ///
  /// - Parameters:
  ///   - events: At least 0.
  ///   - undetermined: At least 0.
  ///   - trials: At least their sum.
  ///   - confidence: In (0, 1).
  /// - Throws: `LengthLawError` for numbers out of range.
  public init(
    events: Int, undetermined: Int, trials: Int, confidence: Double
  ) throws(LengthLawError) {
    self.events = events
    self.undetermined = undetermined
    self.trials = trials
    guard trials > 0 else {
      (lower, upper) = (0, 1)
      return
    }
    let (possible, overflow) = events.addingReportingOverflow(undetermined)
    lower = try BinomialProportion(successes: events, trials: trials)
      .clopperPearson(confidence: confidence).lower
    upper =
      try BinomialProportion(
        successes: overflow ? .max : possible, trials: trials
      ).clopperPearson(confidence: confidence).upper ?? 1
  }

  /// Known events over trials; `nil` without trials.
  public var estimate: Double? {
    trials > 0 ? Double(events) / Double(trials) : nil
  }
}
