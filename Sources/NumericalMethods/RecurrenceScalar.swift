/// What a recurrence needs of its numbers, so that the same code runs on plain
/// values and on values with a derivative.
package protocol RecurrenceScalar {
  init(_ value: Double)
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  /// Whether a step from `previous` to `self` changes no digit that counts.
  func hasSettled(since previous: Self) -> Bool
}

extension Double: RecurrenceScalar {
  package func hasSettled(since previous: Double) -> Bool {
    abs(self - previous) <= 0x1p-52 * abs(self)
  }
}
