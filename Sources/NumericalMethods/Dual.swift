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

/// A value with its derivative in one variable (a dual number), for exact
/// forward differentiation of a recurrence.
package struct Dual: Sendable, RecurrenceScalar {
  package var value: Double
  package var derivative: Double

  package init(_ value: Double, derivative: Double) {
    self.value = value
    self.derivative = derivative
  }

  package init(_ value: Double) {
    self.init(value, derivative: 0)
  }

  package func hasSettled(since previous: Dual) -> Bool {
    value.hasSettled(since: previous.value)
      && abs(derivative - previous.derivative)
        <= 0x1p-48 * (abs(derivative) + 0x1p-30 * abs(value))
  }

  package static func + (a: Dual, b: Dual) -> Dual {
    Dual(a.value + b.value, derivative: a.derivative + b.derivative)
  }

  package static func - (a: Dual, b: Dual) -> Dual {
    Dual(a.value - b.value, derivative: a.derivative - b.derivative)
  }

  package static func * (a: Dual, b: Dual) -> Dual {
    Dual(
      a.value * b.value,
      derivative: a.derivative * b.value + a.value * b.derivative)
  }

  package static func / (a: Dual, b: Dual) -> Dual {
    let quotient = a.value / b.value
    return Dual(
      quotient,
      derivative: (a.derivative - quotient * b.derivative) / b.value)
  }
}
