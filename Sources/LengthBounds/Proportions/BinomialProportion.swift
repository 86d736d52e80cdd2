public import LengthLaws
import NumericalMethods
import RealModule

/// A number of successes in independent trials, and what it says of their
/// probability.
public struct BinomialProportion: Sendable, Hashable {
  /// Successes, in 0...trials.
  public let successes: Int
  /// Trials, in 1...2⁵³.
  public let trials: Int

  /// Counts of successes and trials.
  ///
  /// - Throws: `LengthLawError.countOutOfRange`.
  public init(successes: Int, trials: Int) throws(LengthLawError) {
    try Self.require(trials: trials)
    guard 0...trials ~= successes else {
      throw .countOutOfRange(
        name: "successes", value: successes,
        accepted: "between 0 and the \(trials) trials")
    }
    self.successes = successes
    self.trials = trials
  }

  static func require(trials: Int) throws(LengthLawError) {
    guard 1...LifeTable.maximumCount ~= trials else {
      throw .countOutOfRange(
        name: "trials", value: trials, accepted: "between 1 and 2^53")
    }
  }

  /// Successes over trials.
  public var estimate: Double { Double(successes) / Double(trials) }

  /// The exact two-sided interval, each side missing the true probability
  /// with at most (1 − confidence)/2.
  ///
  /// - Parameter confidence: In (0, 1).
  /// - Returns: The interval, within [0, 1].
  /// - Throws: `LengthLawError.probabilityOutOfRange`.
  ///
  /// Source: C. J. Clopper and E. S. Pearson, Biometrika 26, 404 (1934),
  /// doi:10.1093/biomet/26.4.404.
  public func clopperPearson(
    confidence: Double = 0.95
  ) throws(LengthLawError) -> ConfidenceInterval {
    try LengthLawError.require("confidence", inUnit: confidence)
    let oneSided = (1 + confidence) / 2
    return ConfidenceInterval(
      lower: try lowerBound(confidence: oneSided),
      upper: try upperBound(confidence: oneSided), level: confidence,
      method: .clopperPearson)
  }

  /// The exact upper confidence bound: the p with
  /// P(Bin(n, p) ≤ successes) = 1 − confidence.
  ///
  /// - Parameter confidence: In (0, 1).
  /// - Returns: p; 1 if every trial succeeded.
  /// - Throws: `LengthLawError.probabilityOutOfRange`.
  public func upperBound(confidence: Double) throws(LengthLawError) -> Double {
    try LengthLawError.require("confidence", inUnit: confidence)
    let tails = LogTails(
      lower: Double.log(confidence), upper: Double.log(onePlus: -confidence))
    return try Self.quantile(
      Double(successes) + 1, Double(trials - successes), tails)
  }

  /// The exact lower confidence bound: the p with
  /// P(Bin(n, p) ≥ successes) = 1 − confidence.
  ///
  /// - Parameter confidence: In (0, 1).
  /// - Returns: p; 0 if no trial succeeded.
  /// - Throws: `LengthLawError.probabilityOutOfRange`.
  public func lowerBound(confidence: Double) throws(LengthLawError) -> Double {
    try LengthLawError.require("confidence", inUnit: confidence)
    let tails = LogTails(
      lower: Double.log(onePlus: -confidence), upper: Double.log(confidence))
    return try Self.quantile(
      Double(successes), Double(trials - successes) + 1, tails)
  }

  private static func quantile(
    _ a: Double, _ b: Double, _ tails: LogTails
  ) throws(LengthLawError) -> Double {
    do throws(NumericalError) {
      return try betaQuantile(a, b, tails: tails)
    } catch {
      throw .notConverged("a quantile of the beta law, \(error)")
    }
  }
}
