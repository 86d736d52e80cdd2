/// A time per token that is a cubic spline of position.
///
/// l(k) = Σ cⱼ·Bⱼ(k) with cubic B-splines over equal intervals between
/// position 1 and the last knot; constant beyond. B-splines are at least 0 and
/// add up to 1, so l lies between the coefficients around it, and does not
/// fall where they do not.
///
/// The sums L(1), …, L(last) are stored, eight bytes a position.
public struct SplineLatency: StepLatency, Equatable {
  let basis: CubicBSplines
  /// c, in seconds, at least 4.
  public let coefficients: [Double]
  private let sums: [Double]

  /// The position of the last knot.
  public var last: Int { basis.last }

  /// A spline from position 1 to `last`.
  ///
  /// - Parameters:
  ///   - coefficients: c in 0...10¹⁰⁰ seconds, 4 for one interval and one more
  ///     for each further.
  ///   - last: The last knot, in 2...2²⁰.
  /// - Throws: `DecodeTimeError` for what is outside these ranges.
  public init(coefficients: [Double], last: Int) throws(DecodeTimeError) {
    guard (2...TabulatedLatency.maximumPosition).contains(last) else {
      throw .knotOutOfRange(last, limit: TabulatedLatency.maximumPosition)
    }
    guard coefficients.count >= 4 else { throw .noKnots }
    for (place, value) in coefficients.enumerated() {
      try DecodeTimeError.check(seconds: value, at: place + 1)
    }
    basis = CubicBSplines(intervals: coefficients.count - 3, last: last)
    self.coefficients = coefficients
    var sum = 0.0
    var sums: [Double] = []
    sums.reserveCapacity(last)
    for position in 1...last {
      sum += Self.value(basis, coefficients, position)
      sums.append(sum)
    }
    self.sums = sums
  }

  private static func value(
    _ basis: CubicBSplines, _ coefficients: [Double], _ position: Int
  ) -> Double {
    let (first, values) = basis.values(at: position)
    return values.enumerated().reduce(0) {
      $0 + $1.element * coefficients[first + $1.offset]
    }
  }

  /// l(k) in seconds; 0 for k < 1.
  public func latency(at position: Int) -> Double {
    position >= 1 ? Self.value(basis, coefficients, position) : 0
  }

  /// L(n) = Σ l(k) in seconds; 0 for n < 1.
  public func cumulativeLatency(through position: Int) -> Double {
    guard position >= 1 else { return 0 }
    guard position > last else { return sums[position - 1] }
    let beyond = Double(position) - Double(last)
    return sums[last - 1] + latency(at: last) * beyond
  }
}

/// Cubic B-splines over equal intervals of 1...last, the ends repeated.
///
/// Source: C. de Boor, A Practical Guide to Splines (1978), chapter X.
struct CubicBSplines: Sendable, Equatable {
  let intervals: Int
  let last: Int

  var count: Int { intervals + 3 }

  private func knot(_ index: Int) -> Double {
    let inner = min(max(index - 3, 0), intervals)
    return 1 + Double(last - 1) * (Double(inner) / Double(intervals))
  }

  /// The four functions that may differ from 0 at a position, and the index
  /// of the first.
  func values(at position: Int) -> (first: Int, values: [Double]) {
    let x = Double(min(max(position, 1), last))
    let share = (x - 1) / Double(last - 1) * Double(intervals)
    var interval = min(Int(share), intervals - 1) + 3
    // Rounding may have missed the interval by one.
    if knot(interval) > x, interval > 3 { interval -= 1 }
    if knot(interval + 1) <= x, interval < intervals + 2 { interval += 1 }
    var values = [1.0]
    for degree in 1...3 {
      var next = [Double](repeating: 0, count: degree + 1)
      for place in 0..<degree {
        let right = knot(interval + place + 1)
        let left = knot(interval + place + 1 - degree)
        let part = values[place] / (right - left)
        next[place] += (right - x) * part
        next[place + 1] += (x - left) * part
      }
      values = next
    }
    return (interval - 3, values)
  }
}

extension SplineLatency: Codable {
  private enum CodingKeys: String, CodingKey {
    case coefficients
    case last
  }

  /// Reads `{"coefficients": […], "last": …}`.
  ///
  /// - Throws: `DecodingError` for what the initialiser refuses.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let coefficients = try values.decode([Double].self, forKey: .coefficients)
    let last = try values.decode(Int.self, forKey: .last)
    self = try DecodeTimeError.decoding(from: decoder) {
      () throws(DecodeTimeError) in
      try Self(coefficients: coefficients, last: last)
    }
  }

  /// Writes the coefficients and the last knot.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(coefficients, forKey: .coefficients)
    try values.encode(last, forKey: .last)
  }
}
