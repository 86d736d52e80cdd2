/// A parameter outside its range.
public struct ParameterError: Error, Sendable, Hashable {
  /// The parameter's name.
  public var parameter: String
  /// What was given.
  public var value: Double
  /// What would be accepted.
  public var accepted: String

  package init(_ parameter: String, _ value: Double, accepted: String) {
    self.parameter = parameter
    self.value = value
    self.accepted = accepted
  }
}

extension ParameterError: CustomStringConvertible {
  /// The parameter, what it should be, and what it is.
  public var description: String {
    "\(parameter) should be \(accepted), but is \(value)"
  }
}
