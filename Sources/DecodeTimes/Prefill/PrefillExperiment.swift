/// Whether prompt length is enough to predict prefill: the first experiment.
///
/// Where rows allow no model, as those of a single length do, the variation at
/// equal length is still judged, and `failure` says why the rest is not.
public struct PrefillExperiment: Sendable, Equatable, Codable {
  /// Rows looked at.
  public let count: Int
  /// At equal lengths.
  public let exact: PrefillVariation
  /// Over ranges of lengths.
  public let binned: PrefillVariation
  /// The linear model of each configuration, and its errors on the rows that
  /// it was fitted to; `nil` where the rows allow none.
  public let fitted: PrefillReport?
  /// Errors of rows held out from such models; `nil` where the rows allow
  /// none.
  public let heldOut: ErrorSummary?
  /// Why there are no errors, in words.
  public let failure: String?
  /// The verdicts on variation at equal length (in ranges where no length
  /// occurs twice), on R² and on the mean absolute error.
  public let judgements: [Judgement]

  /// The worst of the verdicts there are.
  public var verdict: PrefillVerdict? {
    let verdicts = judgements.compactMap(\.verdict)
    let order: [PrefillVerdict] = [.notEnough, .undecided, .enough]
    return order.first { verdicts.contains($0) }
  }

  /// Runs the experiment.
  ///
  /// - Parameters:
  ///   - observations: Times above 0 and prompts of at least 1 token.
  ///   - binWidth: The lengths of a range, at least 1.
  ///   - folds: Of the cross-validation, at least 2; as many as rows where
  ///     those are fewer.
  ///   - seed: How rows are dealt to folds.
  ///   - thresholds: What counts as enough.
  /// - Throws: `DecodeTimeError` for rows or settings out of range.
  public init(
    _ observations: [PrefillObservation], binWidth: Int = 10, folds: Int = 10,
    seed: UInt64, thresholds: PrefillThresholds = PrefillThresholds()
  ) throws(DecodeTimeError) {
    count = observations.count
    exact = try PrefillVariation(observations)
    binned = try PrefillVariation(observations, binWidth: binWidth)
    guard folds >= 2 else {
      throw .invalidSetting("folds should be at least 2, but are \(folds)")
    }
    var (report, errors, reason) =
      (PrefillReport?.none, ErrorSummary?.none, String?.none)
    do throws(DecodeTimeError) {
      report = try PrefillFitting().fit(observations).report
      errors = try PrefillFitting().heldOut(
        observations, folds: min(folds, observations.count), seed: seed
      ).errors()
    } catch {
      reason = error.description
    }
    fitted = report
    heldOut = errors
    failure = reason
    judgements = [
      Judgement(
        exact.pooled == nil
          ? "CV in ranges of \(binWidth) tokens" : "CV at equal length",
        exact.pooled ?? binned.pooled, enough: thresholds.enoughVariation,
        tooMuch: thresholds.tooMuchVariation, unit: " %", scale: 100),
      Judgement(
        "held-out R²", errors?.rSquared, enough: thresholds.enoughRSquared,
        tooMuch: thresholds.tooLittleRSquared, isSmallGood: false),
      Judgement(
        "held-out MAE", errors?.meanAbsoluteError,
        enough: thresholds.enoughErrorSeconds,
        tooMuch: thresholds.tooMuchErrorSeconds, unit: " ms", scale: 1000),
    ]
  }
}
