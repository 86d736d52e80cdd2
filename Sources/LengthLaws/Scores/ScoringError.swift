/// Why forecasts cannot be scored, tested or compared.
public enum ScoringError: Error, Sendable, Hashable {
  /// A level, confidence or other probability outside its range.
  case probabilityOutOfRange(name: String, value: Double)
  /// A number of things outside its range.
  case countOutOfRange(name: String, value: Int, accepted: String)
  /// Something that should be a finite number.
  case notFinite(name: String, value: Double)
  /// Two lists that should be equally long.
  case sizesDiffer(Int, Int)
  /// A root was not found.
  case notConverged(String)
}

extension ScoringError: CustomStringConvertible {
  /// What is wrong, and what would be accepted.
  public var description: String {
    switch self {
    case .probabilityOutOfRange(let name, let value):
      "\(name) should be a number strictly between 0 and 1, but is \(value)"
    case .countOutOfRange(let name, let value, let accepted):
      "\(name) should be \(accepted), but is \(value)"
    case .notFinite(let name, let value):
      "\(name) should be a finite number, but is \(value)"
    case .sizesDiffer(let first, let second):
      "the lists should be equally long, but have \(first) and \(second) "
        + "elements"
    case .notConverged(let why):
      "the computation did not converge (\(why))"
    }
  }
}

extension ScoringError {
  /// Refuses a probability outside (0, 1).
  package static func require(
    _ name: String, inUnit value: Double
  ) throws(ScoringError) {
    guard value > 0, value < 1 else {
      throw .probabilityOutOfRange(name: name, value: value)
    }
  }

  /// Refuses lists of different sizes, and empty ones.
  package static func requireEqual(_ first: Int, _ second: Int)
    throws(ScoringError)
  {
    guard first == second else { throw .sizesDiffer(first, second) }
    guard first > 0 else {
      throw .countOutOfRange(
        name: "the number of forecasts", value: 0, accepted: "at least 1")
    }
  }

  /// Refuses NaN and infinities.
  package static func requireFinite(
    _ name: String, _ values: [Double]
  ) throws(ScoringError) {
    for value in values where !value.isFinite {
      throw .notFinite(name: name, value: value)
    }
  }
}
