/// Whether richer features predict prefill better than the count alone: the
/// second experiment.
public struct FeatureExperiment: Sendable, Equatable, Codable {
  /// What the improvement says.
  public enum Advice: String, Sendable, Hashable, Codable {
    /// Less than 2 %.
    case notWorthIt
    /// Between the thresholds, or not sure to be above 0.
    case undecided
    /// More than 5 %, and more than twice its standard error.
    case worthConsidering
  }

  /// One set of features.
  public struct Entry: Sendable, Equatable, Codable {
    /// The features.
    public let features: PrefillFeatures
    /// Errors of rows held out.
    public let heldOut: ErrorSummary
    /// What one prediction takes, in seconds, as measured here; not
    /// reproducible.
    public let secondsPerPrediction: Double
    /// 1 − MAE/MAE of the count alone; 0 for the count itself.
    public let improvement: Double
    /// The standard error of the improvement, from the paired differences of
    /// absolute errors of the same rows.
    public let improvementError: Double
    /// The rise of R² over that of the count alone.
    public let rSquaredGain: Double?
    /// What the improvement says.
    public let advice: Advice
    /// The same in a sentence.
    public let words: String
  }

  /// The count alone first, then the others in the order given.
  public let entries: [Entry]

  /// Compares features on the same folds.
  ///
  /// - Parameters:
  ///   - observations: Times above 0; with embeddings where features use them.
  ///   - features: What to compare with the count alone.
  ///   - pooling: How configurations are treated.
  ///   - folds: At least 2.
  ///   - seed: How rows are dealt.
  ///   - thresholds: What improvement counts.
  /// - Throws: `DecodeTimeError`.
  public init(
    _ observations: [PrefillObservation],
    features: [PrefillFeatures] = [.publishedBuckets, .rootAndSquare],
    pooling: PrefillPooling = .automatic, folds: Int = 10, seed: UInt64,
    thresholds: PrefillThresholds = PrefillThresholds()
  ) throws(DecodeTimeError) {
    var entries: [Entry] = []
    var base: (errors: [Double], summary: ErrorSummary)?
    for set in [.count] + features {
      let fitting = PrefillFitting(features: set, pooling: pooling)
      let held = try fitting.heldOut(observations, folds: folds, seed: seed)
      let errors = zip(held.observations, held.predictedSeconds)
        .map { abs($0.prefillSeconds - $1) }
      let summary = held.errors()
      let reference = base ?? (errors, summary)
      base = reference
      let paired = Self.paired(reference.errors, errors)
      let gain = summary.rSquared.flatMap { own in
        reference.summary.rSquared.map { own - $0 }
      }
      let advice: Advice =
        paired.improvement < thresholds.negligibleImprovement
        ? .notWorthIt
        : paired.improvement > thresholds.worthwhileImprovement
          && paired.improvement > 2 * paired.error
          ? .worthConsidering : .undecided
      entries.append(
        Entry(
          features: set, heldOut: summary,
          secondsPerPrediction: try Self.time(
            try fitting.fit(observations).model, held.observations),
          improvement: paired.improvement, improvementError: paired.error,
          rSquaredGain: gain, advice: advice,
          words: Self.words(
            set, paired.improvement, paired.error, advice, thresholds)))
    }
    self.entries = entries
  }

  private static func words(
    _ features: PrefillFeatures, _ improvement: Double, _ error: Double,
    _ advice: Advice, _ thresholds: PrefillThresholds
  ) -> String {
    func percent(_ share: Double) -> String {
      "\((share * 1000).rounded() / 10) %"
    }
    let found =
      switch advice {
      case .notWorthIt: "not worth it"
      case .undecided: "undecided"
      case .worthConsidering: "worth considering"
      }
    return "\(features): MAE better by \(percent(improvement)) "
      + "(standard error \(percent(error))): \(found) (not worth it if < "
      + "\(percent(thresholds.negligibleImprovement)), worth considering if > "
      + "\(percent(thresholds.worthwhileImprovement)))"
  }

  /// 1 − MAE/MAE₀ and its standard error, from the differences row by row.
  private static func paired(
    _ base: [Double], _ other: [Double]
  ) -> (improvement: Double, error: Double) {
    let n = Double(base.count)
    let level = base.reduce(0, +) / n
    guard level > 0 else { return (0, 0) }
    let gains = zip(base, other).map { ($0 - $1) / level }
    let mean = gains.reduce(0, +) / n
    let squares = gains.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / max(n - 1, 1) / n).squareRoot())
  }

  private static func time(
    _ model: PrefillModel, _ rows: [PrefillObservation]
  ) throws(DecodeTimeError) -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    let rounds = max(1, 1000 / rows.count)
    for _ in 0..<rounds {
      for row in rows { _ = try model.seconds(row) }
    }
    let (seconds, attoseconds) = (clock.now - start).components
    return (Double(seconds) + Double(attoseconds) * 1e-18)
      / Double(rounds * rows.count)
  }
}
