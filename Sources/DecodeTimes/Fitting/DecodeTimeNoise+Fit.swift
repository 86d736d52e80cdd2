import NumericalMethods
import RealModule

/// The families of noise that can be fitted.
public enum DecodeNoiseForm: Sendable, Hashable, Codable {
  /// Log-normal; with `growing`, its scale may change with n.
  case logNormal(growing: Bool)
  /// The ratios of all answers.
  case empirical
  /// The ratios of answers of like length, in so many groups of equal size.
  case grouped(Int)
}

extension DecodeTimeNoise {
  /// The noise of answers around their predicted times.
  ///
  /// A log-normal scale grows with n as far as the rows tell: the slope γ̂ of a
  /// regression of log |log R − μ| on log n is shrunk to
  /// γ̂·max(0, 1 − (2 s/γ̂)²), s its standard error; so it is 0 where it is
  /// within two standard errors of 0, as it is in a narrow range of lengths.
  /// The scale is the root mean square of the standardised rows, and the limit
  /// four times it, or the furthest row where one is further.
  ///
  /// - Parameters:
  ///   - form: The family.
  ///   - tokens: n, one an answer.
  ///   - ratios: Measured over predicted time, more than 0.
  /// - Returns: The noise, which can always be encoded and read again.
  /// - Throws: `DecodeTimeError` for too few rows (10 for log-normal, 1 for
  ///   empirical, 20 a group) or ratios that are not above 0.
  ///
  /// Source: L. Breiman, Technometrics 37, 373 (1995),
  /// doi:10.1080/00401706.1995.10484371, for the shrinkage (garrote).
  public static func fitted(
    _ form: DecodeNoiseForm, tokens: [Int], ratios: [Double]
  ) throws(DecodeTimeError) -> DecodeTimeNoise {
    precondition(
      tokens.count == ratios.count,
      "Ratios should be \(tokens.count), but are \(ratios.count)")
    for (row, ratio) in ratios.enumerated() {
      try DecodeTimeError.check(
        positive: ratio, "a measured over a predicted time", row: row)
      try DecodeTimeError.check(count: tokens[row], "output tokens", row: row)
    }
    let needed: Int
    switch form {
    case .logNormal: needed = 10
    case .empirical: needed = 1
    case .grouped(let groups):
      guard (1...1000).contains(groups) else {
        throw .invalidSetting("groups should be in 1...1000, but are \(groups)")
      }
      needed = 20 * groups
    }
    guard ratios.count >= needed else {
      throw .tooFewObservations(
        count: ratios.count, needed: needed, of: "rows")
    }
    let order = ratios.indices.sorted {
      (tokens[$0], ratios[$0]) < (tokens[$1], ratios[$1])
    }
    let (tokens, ratios) = (order.map { tokens[$0] }, order.map { ratios[$0] })
    switch form {
    case .empirical: return .empirical(ratios.sorted())
    case .logNormal(let growing):
      return .logNormal(
        try LogNormalNoise(tokens: tokens, ratios: ratios, growing: growing))
    case .grouped(let groups): return grouped(tokens, ratios, groups)
    }
  }

  private static func grouped(
    _ tokens: [Int], _ ratios: [Double], _ groups: Int
  ) -> DecodeTimeNoise {
    var starts: [Int] = []
    var parts: [[Double]] = []
    for group in 0..<groups {
      let range =
        group * ratios.count / groups..<(group + 1) * ratios.count / groups
      let start = group == 0 ? 1 : tokens[range.lowerBound]
      // Groups that start at the same length are one.
      if start == starts.last {
        parts[parts.count - 1] += ratios[range]
      } else {
        starts.append(start)
        parts.append(Array(ratios[range]))
      }
    }
    return .grouped(starts: starts, ratios: parts.map { $0.sorted() })
  }
}

extension LogNormalNoise {
  /// The noise of rows in order of length, at least two.
  fileprivate init(
    tokens: [Int], ratios: [Double], growing: Bool
  ) throws(DecodeTimeError) {
    let count = Double(ratios.count)
    let logs = ratios.map { Double.log($0) }
    let mean = logs.reduce(0, +) / count
    let positions = tokens.map { Double.log(Double($0)) }
    // The middle of the range, where the scale is `scale`.
    let middle = (positions[0] + positions[positions.count - 1]) / 2
    let growth =
      growing ? Self.growth(logs.map { abs($0 - mean) }, positions) : 0
    let standard = zip(logs, positions).map { log, position in
      (log - mean) * Double.exp(-growth * (position - middle))
    }
    let scale =
      (standard.reduce(0) { $0 + $1 * $1 } / max(count - 1, 1)).squareRoot()
    let furthest = standard.reduce(0) { max($0, abs($1)) }
    try self.init(
      mean: mean, scale: min(scale, Self.greatestScale / 4), growth: growth,
      lengths: tokens[0]...tokens[tokens.count - 1],
      limit: scale > 0 ? max(4, furthest / scale) : 4)
  }

  /// The exponent by which sizes grow, shrunk; at most ½ from 0, as far as
  /// averaging over tokens can take it, or 1 if it grows.
  private static func growth(
    _ sizes: [Double], _ positions: [Double]
  ) -> Double {
    // A size of 0 is a tie; it must not count as infinitely small.
    let typical =
      (sizes.reduce(0) { $0 + $1 * $1 } / Double(sizes.count)).squareRoot()
    guard typical > 0 else { return 0 }
    let logs = sizes.map { Double.log(max($0, typical * 1e-3)) }
    guard
      let fit = try? LeastSquares().fit(
        Design(positions.map { [1, $0] }), logs),
      let error = fit.standardErrors?[1]
    else { return 0 }
    let slope = fit.coefficients[1]
    guard abs(slope) > 2 * error else { return 0 }
    let shrunk = slope * (1 - 4 * error * error / (slope * slope))
    return min(max(shrunk, -1), 1)
  }
}
