/// How many answers stayed within the quantiles that were forecast for them.
///
/// Lengths are whole, so a right quantile q at level τ has
/// P(N < q) ≤ τ ≤ P(N ≤ q): answers *at* q are counted apart, and make a
/// quantile neither too low nor too high. Where many answers share a length,
/// coverage above τ is therefore no fault.
public struct QuantileCoverage: Sendable, Hashable {
  /// What the counts say of the forecasts.
  public enum Verdict: String, Sendable, Hashable, Codable {
    /// Chance explains them.
    case calibrated
    /// Too many answers were longer than forecast.
    case tooLow = "too-low"
    /// Too many answers were shorter than forecast.
    case tooHigh = "too-high"
  }

  /// τ, in (0, 1).
  public let level: Double
  /// Answers shorter than forecast.
  public private(set) var below = 0
  /// Answers of the length forecast.
  public private(set) var at = 0
  /// Answers longer than forecast: misses.
  public private(set) var above = 0

  /// No answers yet.
  ///
  /// - Throws: `ScoringError.probabilityOutOfRange`.
  public init(level: Double) throws(ScoringError) {
    try ScoringError.require("level", inUnit: level)
    self.level = level
  }

  /// Answers counted.
  public var trials: Int { below + at + above }
  /// Answers within their quantiles.
  public var covered: Int { below + at }

  /// Counts one answer.
  ///
  /// - Parameters:
  ///   - length: Tokens generated.
  ///   - forecast: The quantile; `.infinity` covers everything, NaN nothing.
  public mutating func record(length: Int, forecast: Double) {
    let length = Double(length)
    if length < forecast {
      below += 1
    } else if length == forecast {
      at += 1
    } else {
      above += 1
    }
  }

  /// Adds the counts of another part of the data.
  ///
  /// - Precondition: Both are of one level.
  public mutating func merge(_ other: QuantileCoverage) {
    precondition(
      level == other.level,
      "Levels should be equal, but are \(level) and \(other.level)")
    below += other.below
    at += other.at
    above += other.above
  }

  /// The share of answers within their quantiles.
  ///
  /// - Throws: `ScoringError.countOutOfRange` without answers.
  public func proportion() throws(ScoringError) -> BinomialProportion {
    try BinomialProportion(successes: covered, trials: trials)
  }

  /// Whether the quantiles are right.
  ///
  /// If all of them are, whatever their number, another verdict than
  /// `calibrated` has at most the probability `falseAlarm`: given the past,
  /// each answer is covered with at least τ and shorter with at most τ.
  ///
  /// - Parameter falseAlarm: In (0, 1), shared by both sides.
  /// - Returns: The verdict.
  /// - Throws: `ScoringError` if `falseAlarm` is out of range or nothing was
  ///   counted.
  public func verdict(falseAlarm: Double) throws(ScoringError) -> Verdict {
    let band = try BinomialProportion.binomialBand(
      trials: trials, probability: level, falseAlarm: falseAlarm)
    if covered < band.lowerBound { return .tooLow }
    return below > band.upperBound ? .tooHigh : .calibrated
  }
}

extension QuantileCoverage: Codable {
  private enum CodingKeys: String, CodingKey {
    case level
    case below
    case at
    case above
  }

  /// Reads the counts.
  ///
  /// - Throws: `DecodingError` if the level is outside (0, 1) or a count
  ///   outside 0...2⁵³.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let level = try values.decode(Double.self, forKey: .level)
    do throws(ScoringError) {
      try self.init(level: level)
    } catch {
      throw DecodingError.dataCorruptedError(
        forKey: .level, in: values, debugDescription: error.description)
    }
    func count(_ key: CodingKeys) throws -> Int {
      let count = try values.decode(Int.self, forKey: key)
      guard 0...LifeTable.maximumCount ~= count else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: values,
          debugDescription: "a count should be in 0...2^53, but is \(count)")
      }
      return count
    }
    below = try count(.below)
    at = try count(.at)
    above = try count(.above)
  }
}
