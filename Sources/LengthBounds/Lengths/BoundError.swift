public import LengthLaws

/// Why a bound cannot be computed.
public enum BoundError: Error, Sendable, Hashable {
  /// A level or confidence outside (0, 1).
  case probabilityOutOfRange(name: String, value: Double)
  /// The table is empty.
  case noAnswers
  /// A confidence below ½ for a method that bounds from above only.
  case confidenceBelowHalf(Double)
  /// Caps differ between answers, or answers were cancelled below the cap, or
  /// are longer than the cap that they are said to have had.
  case noCommonCap
  /// An exact computation over more outcomes than would end in time.
  case tooManyOutcomes(limit: Int)
  /// A number of tokens or answers below its least value.
  case countOutOfRange(name: String, value: Int, least: Int)
  /// A method that fits a family of lengths, for times.
  case methodNotForTimes(Bound.Method)
  /// A root was not found.
  case notConverged(String)
  /// Answers that cannot be counted, or a family that cannot be fitted, or
  /// whose likelihood or bootstrap say nothing.
  case law(LengthLawError)
}

extension BoundError: CustomStringConvertible {
  /// What is wrong, and what would be accepted.
  public var description: String {
    switch self {
    case .probabilityOutOfRange(let name, let value):
      "\(name) should be a number strictly between 0 and 1, but is \(value)"
    case .noAnswers:
      "a bound needs at least one answer"
    case .confidenceBelowHalf(let value):
      "this method needs a confidence of at least 0.5, but has \(value)"
    case .noCommonCap:
      "the exact bound needs one cap common to all answers and none "
        + "cancelled; use the profile likelihood or order statistics"
    case .tooManyOutcomes(let limit):
      "the exact bound would go through more than \(limit) outcomes; use the "
        + "profile likelihood or order statistics"
    case .countOutOfRange(let name, let value, let least):
      "\(name) should be between \(least) and 2^53, but is \(value)"
    case .methodNotForTimes(let method):
      "\(method.rawValue) is a method for lengths; times are bounded by "
        + "order-statistic, beta-product, anytime, conformal or a band"
    case .notConverged(let why):
      "the computation did not converge (\(why))"
    case .law(let error):
      error.description
    }
  }
}

extension BoundError {
  /// Refuses a level or confidence outside (0, 1).
  static func require(
    level: Double, confidence: Double = 0.5
  ) throws(BoundError) {
    try require("level", inUnit: level)
    try require("confidence", inUnit: confidence)
  }

  /// Refuses a probability outside (0, 1).
  package static func require(
    _ name: String, inUnit value: Double
  ) throws(BoundError) {
    guard value > 0, value < 1 else {
      throw .probabilityOutOfRange(name: name, value: value)
    }
  }

  /// Refuses a count below `least` or above 2⁵³, beyond which `Double` counts
  /// no more.
  package static func require(
    _ name: String, _ value: Int, atLeast least: Int
  ) throws(BoundError) {
    guard value >= least, value <= LifeTable.maximumCount else {
      throw .countOutOfRange(name: name, value: value, least: least)
    }
  }
}
