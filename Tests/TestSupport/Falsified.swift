/// A law did not hold; the description says which and for what.
public struct Falsified: Error, Hashable, CustomStringConvertible {
  /// What was expected and what came.
  public let description: String

  /// A failure with its reason.
  public init(_ description: String) { self.description = description }
}

/// Throws `Falsified` unless `condition` holds.
///
/// For bodies of properties, where a recorded expectation would report every
/// step of shrinking rather than the last one.
public func require(
  _ condition: Bool, _ reason: @autoclosure () -> String
) throws(Falsified) {
  guard condition else { throw Falsified(reason()) }
}

/// Throws `Falsified` unless the two are equal.
public func requireEqual<Value: Equatable>(
  _ actual: Value, _ expected: Value,
  _ what: @autoclosure () -> String = "value"
) throws(Falsified) {
  guard actual == expected else {
    throw Falsified("\(what()) should be \(expected), but is \(actual)")
  }
}

/// Throws `Falsified` unless `actual` is `expected` up to a relative or an
/// absolute error, whichever allows more; equal infinities are close.
public func requireClose(
  _ actual: Double, _ expected: Double, relative: Double = 1e-12,
  absolute: Double = 0, _ what: @autoclosure () -> String = "value"
) throws(Falsified) {
  if actual == expected { return }
  let allowed = max(absolute, relative * abs(expected))
  // Written so that NaN fails.
  guard expected.isFinite, abs(actual - expected) <= allowed else {
    throw Falsified("\(what()) should be \(expected), but is \(actual)")
  }
}
