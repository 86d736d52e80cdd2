extension LengthLawError {
  /// A parameter outside its range.
  package init(_ parameter: String, _ value: Double, accepted: String) {
    self = .parameterOutOfRange(
      name: parameter, value: value, accepted: accepted)
  }

  /// The longest length up to which positions are gone through: 2²⁴.
  static let longest = 1 << 24

  /// Refuses to go through more positions than end in time and memory.
  static func require(goingThrough length: Int) throws(LengthLawError) {
    guard length <= longest else {
      throw .lengthTooLong(value: length, most: longest)
    }
  }

  /// Refuses a probability outside (0, 1).
  package static func require(
    _ name: String, inUnit value: Double
  ) throws(LengthLawError) {
    guard value > 0, value < 1 else {
      throw .probabilityOutOfRange(name: name, value: value)
    }
  }

  /// Refuses lists of different sizes, and empty ones.
  package static func requireEqual(_ first: Int, _ second: Int)
    throws(LengthLawError)
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
  ) throws(LengthLawError) {
    for value in values where !value.isFinite {
      throw .notFinite(name: name, value: value)
    }
  }
}
