import RealModule

/// A value with its first two derivatives in one variable, for exact forward
/// differentiation of a recurrence.
package struct Jet: Sendable, RecurrenceScalar {
  package var value: Double
  package var first: Double
  package var second: Double

  package init(_ value: Double, _ first: Double, _ second: Double = 0) {
    self.value = value
    self.first = first
    self.second = second
  }

  package init(_ value: Double) { self.init(value, 0) }

  package func hasSettled(since previous: Jet) -> Bool {
    value.hasSettled(since: previous.value)
      && abs(first - previous.first)
        <= 0x1p-48 * (abs(first) + 0x1p-30 * abs(value))
      && abs(second - previous.second)
        <= 0x1p-40 * (abs(second) + abs(first) + 0x1p-30 * abs(value))
  }

  package static func + (a: Jet, b: Jet) -> Jet {
    Jet(a.value + b.value, a.first + b.first, a.second + b.second)
  }

  package static func - (a: Jet, b: Jet) -> Jet {
    Jet(a.value - b.value, a.first - b.first, a.second - b.second)
  }

  package static func * (a: Jet, b: Jet) -> Jet {
    Jet(
      a.value * b.value, a.first * b.value + a.value * b.first,
      a.second * b.value + 2 * a.first * b.first + a.value * b.second)
  }

  package static func / (a: Jet, b: Jet) -> Jet {
    let inverse = 1 / b.value
    let quotient = a.value * inverse
    let first = (a.first - quotient * b.first) * inverse
    return Jet(
      quotient, first,
      (a.second - quotient * b.second - 2 * first * b.first) * inverse)
  }

  /// A function of it, from the function's value and derivatives there.
  package func mapped(_ f: Double, _ slope: Double, _ bend: Double) -> Jet {
    Jet(f, slope * first, slope * second + bend * first * first)
  }

  /// log(1 − p) from log p.
  package var complement: Jet {
    let other = logOneMinusExp(value)
    guard value > -.infinity else { return Jet(other) }
    let odds = Double.exp(value - other)
    return mapped(other, -odds, -odds * (1 + odds))
  }

  /// The logarithm.
  package var log: Jet {
    mapped(Double.log(value), 1 / value, -1 / value / value)
  }
}

extension IncompleteBeta<Jet> {
  /// log I_x(a, b) with its derivatives, given those of log [xᵃ yᵇ / B(a, b)],
  /// which callers can often write without cancellation.
  package func logValue(frontSlope: Double, frontBend: Double) -> Jet {
    let plain = IncompleteBeta<Double>(
      a: a.value, b: b.value, x: x.value, y: y.value,
      difference: difference.value)
    let fraction = (plain.isDirect ? self : mirrored).continuedFraction().log
    var log =
      Jet(plain.logFront, frontSlope, frontBend) + fraction
    log.value = min(log.value, 0)
    return plain.isDirect ? log : log.complement
  }
}

extension IncompleteGamma<Jet> {
  /// log P(a, x) and log Q(a, x) with their derivatives in a.
  package var logTails: (lower: Jet, upper: Jet) {
    let plain = IncompleteGamma<Double>(a: a.value, x: x)
    let front = Jet(
      plain.logFront, Double.log(x) - digamma(a.value + 1),
      -trigamma(a.value + 1))
    var value =
      plain.isLower
      ? front + series().log : front + (a * continuedFraction()).log
    value.value = min(value.value, 0)
    return plain.isLower ? (value, value.complement) : (value.complement, value)
  }
}
