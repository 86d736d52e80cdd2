public import DecodeStatistics

/// How many answers stayed within the quantiles that were forecast for them.
///
/// Lengths are whole, so a right quantile q at level τ has
/// P(N < q) ≤ τ ≤ P(N ≤ q): answers *at* q are counted apart, and make a
/// quantile neither too low nor too high. Where many answers share a length,
/// coverage above τ is therefore no fault.
///
/// Under a cap c forecasts are of min(N, c). One that reaches c cannot be too
/// low, and is too high if too many answers end before c; such answers are
/// counted apart. So are those of which it stays unknown whether N was within
/// the forecast: cancelled ones, and those cut at a cap that was not known
/// before. They are held against neither verdict.
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
  /// Answers cut within their forecasts: how long they were is not known.
  public private(set) var undetermined = 0
  /// Answers that ended below a cap that their forecast reached.
  public private(set) var belowCap = 0
  /// Answers that reached a cap, or were cancelled before, where the forecast
  /// reached it too.
  public private(set) var atCap = 0

  /// No answers yet.
  ///
  /// - Throws: `LengthLawError.probabilityOutOfRange`.
  public init(level: Double) throws(LengthLawError) {
    try LengthLawError.require("level", inUnit: level)
    self.level = level
  }

  /// Answers counted.
  public var trials: Int { covered + above }
  /// Answers whose recorded length is within their quantiles.
  public var covered: Int { below + at + undetermined + belowCap + atCap }

  /// Counts one answer that ended by itself, of a request without a cap.
  ///
  /// - Parameters:
  ///   - length: Tokens generated.
  ///   - forecast: The quantile; `.infinity` covers everything, NaN nothing.
  public mutating func record(length: Int, forecast: Double) {
    record(amount: Double(length), forecast: forecast)
  }

  /// Counts one outcome of any unit, such as a measured time.
  ///
  /// - Parameters:
  ///   - amount: What came.
  ///   - forecast: The quantile; `.infinity` covers everything, NaN nothing.
  public mutating func record(amount: Double, forecast: Double) {
    if amount < forecast {
      below += 1
    } else if amount == forecast {
      at += 1
    } else {
      above += 1
    }
  }

  /// Counts one answer.
  ///
  /// - Parameters:
  ///   - length: Tokens generated.
  ///   - ending: How the answer ended.
  ///   - cap: `max_tokens` as known before the answer, or `nil`.
  ///   - forecast: The quantile of N or of min(N, cap); `.infinity` covers
  ///     everything, NaN nothing.
  public mutating func record(
    length: Int, ending: Ending, cap: Int?, forecast: Double
  ) {
    if let cap, forecast >= Double(cap) {
      if length < cap, !ending.isCensored {
        belowCap += 1
      } else {
        atCap += 1
      }
    } else {
      switch ending {
      // Of min(N, c), with c not known before.
      case .capped where forecast >= Double(length): undetermined += 1
      case .cancelled where forecast > Double(length): undetermined += 1
      case .capped, .cancelled: above += 1
      case .stopped: record(length: length, forecast: forecast)
      }
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
    undetermined += other.undetermined
    belowCap += other.belowCap
    atCap += other.atCap
  }

  /// The share of answers within their quantiles.
  ///
  /// - Throws: `LengthLawError.countOutOfRange` without answers.
  public func proportion() throws(LengthLawError) -> BinomialProportion {
    try BinomialProportion(successes: covered, trials: trials)
  }

  /// Whether the quantiles are right.
  ///
  /// If all of them are, whatever their number, another verdict than
  /// `calibrated` has at most the probability `falseAlarm`: given the past,
  /// each answer is covered with at least τ and shorter with at most τ.
  ///
  /// - Parameters:
  ///   - falseAlarm: In (0, 1), shared by both sides.
  ///   - tolerance: By how much both probabilities may be off, at least 0.
  /// - Returns: The verdict.
  /// - Throws: `LengthLawError` if an argument is out of range or nothing was
  ///   counted.
  public func verdict(
    falseAlarm: Double, tolerance: Double = 0
  ) throws(LengthLawError) -> Verdict {
    try LengthLawError.require("false alarm", inUnit: falseAlarm)
    guard tolerance >= 0, tolerance < 1 else {
      throw .probabilityOutOfRange(name: "tolerance", value: tolerance)
    }
    guard trials > 0 else {
      throw .countOutOfRange(
        name: "the number of answers", value: 0, accepted: "at least 1")
    }
    let open = trials - belowCap - atCap
    if open > 0 {
      let least = try BinomialProportion.smallestPlausibleCount(
        trials: open, probability: max(level - tolerance, 0),
        falseAlarm: falseAlarm / 2)
      if open - above < least { return .tooLow }
    }
    let most = try BinomialProportion.largestPlausibleCount(
      trials: trials, probability: min(level + tolerance, 1),
      falseAlarm: falseAlarm / 2)
    return below + belowCap > most ? .tooHigh : .calibrated
  }
}

extension QuantileCoverage: Codable {
  private enum CodingKeys: String, CodingKey {
    case level
    case below
    case at
    case above
    case undetermined
    case belowCap
    case atCap
  }

  /// Reads the counts.
  ///
  /// - Throws: `DecodingError` if the level is outside (0, 1) or a count
  ///   outside 0...2⁵³.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let level = try values.decode(Double.self, forKey: .level)
    do throws(LengthLawError) {
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
    undetermined = try count(.undetermined)
    belowCap = try count(.belowCap)
    atCap = try count(.atCap)
  }
}
