import LengthLaws
import NumericalMethods
import RealModule

/// How a measured total time scatters around L(n): the law of the ratio
/// R = t/L(n) given n.
public enum DecodeTimeNoise: Sendable, Equatable, Codable {
  /// log R is normal with a mean and a deviation that depends on n:
  /// log σ(n) = log σ₁ + γ·log n; γ is negative where long answers average
  /// their noise out.
  case logNormal(mean: Double, scale: Double, growth: Double)
  /// The ratios seen, each as likely as another, sorted, more than 0.
  case empirical([Double])
  /// Ratios seen among answers of about n tokens: those of the last group
  /// that starts at or below n. Starts increase.
  case grouped(starts: [Int], ratios: [[Double]])
}

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
  /// The log-normal scale grows as log |log R − μ| does with log n, by a
  /// regression, and has the mean square of the rows.
  ///
  /// - Parameters:
  ///   - form: The family.
  ///   - tokens: n, one an answer.
  ///   - ratios: Measured over predicted time, more than 0.
  /// - Returns: The noise.
  /// - Throws: `LatencyFitError` for too few rows (10 for log-normal, 1 for
  ///   empirical, 20 a group) or ratios that are not above 0.
  public static func fitted(
    _ form: DecodeNoiseForm, tokens: [Int], ratios: [Double]
  ) throws(LatencyFitError) -> DecodeTimeNoise {
    precondition(
      tokens.count == ratios.count,
      "Ratios should be \(tokens.count), but are \(ratios.count)")
    for (row, ratio) in ratios.enumerated() {
      try LatencyFitError.check(
        positive: ratio, "a measured over a predicted time", row: row)
      try LatencyFitError.check(count: tokens[row], "output tokens", row: row)
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
      return logNormal(tokens, ratios, growing: growing)
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

  private static func logNormal(
    _ tokens: [Int], _ ratios: [Double], growing: Bool
  ) -> DecodeTimeNoise {
    let count = Double(ratios.count)
    let logs = ratios.map { Double.log($0) }
    let mean = logs.reduce(0, +) / count
    let sizes = logs.map { abs($0 - mean) }
    var growth = 0.0
    if growing {
      let x = tokens.map { Double.log(Double($0)) }
      let least = max((sizes.max() ?? 0) * 1e-6, 1e-300)
      let y = sizes.map { Double.log(max($0, least)) }
      if let fit = try? LeastSquares().fit(Design(x.map { [1, $0] }), y) {
        growth = max(-2, min(2, fit.coefficients[1]))
      }
    }
    var square = 0.0
    for (size, length) in zip(sizes, tokens) {
      let standard = size * Double.pow(Double(length), -growth)
      square += standard * standard
    }
    let scale = (square / max(count - 1, 1)).squareRoot()
    return .logNormal(mean: mean, scale: scale, growth: growth)
  }

  /// The law of R for answers of n tokens.
  func law(tokens: Int) -> RatioLaw {
    switch self {
    case .logNormal(let mean, let scale, let growth):
      let n = Double(max(tokens, 1))
      return .logNormal(mean, min(scale * Double.pow(n, growth), 20))
    case .empirical: return .sample(0)
    case .grouped(let starts, let ratios):
      let group = starts.lastIndex { $0 <= tokens } ?? 0
      return .sample(max(0, min(group, ratios.count - 1)))
    }
  }

  /// The samples that `RatioLaw.sample` counts.
  var samples: [RatioSample] {
    switch self {
    case .logNormal: []
    case .empirical(let ratios): [RatioSample(ratios)]
    case .grouped(_, let ratios):
      ratios.isEmpty ? [RatioSample([])] : ratios.map(RatioSample.init)
    }
  }
}

/// The law of one length's ratio.
enum RatioLaw {
  case logNormal(Double, Double)
  case sample(Int)
}

/// Sorted ratios with the sums of those from each on.
struct RatioSample: Sendable {
  let ratios: [Double]
  private let sums: [Double]

  init(_ unsorted: [Double]) {
    let ratios = unsorted.sorted()
    self.ratios = ratios
    var sum = 0.0
    sums =
      [0]
      + ratios.reversed().map { ratio in
        sum += ratio
        return sum
      }
  }

  /// How many ratios exceed r.
  private func countAbove(_ r: Double) -> Int {
    var (low, high) = (0, ratios.count)
    while low < high {
      let middle = low + (high - low) / 2
      if ratios[middle] > r { high = middle } else { low = middle + 1 }
    }
    return ratios.count - low
  }

  /// P(R > r).
  func survival(_ r: Double) -> Double {
    Double(countAbove(r)) / Double(max(ratios.count, 1))
  }

  /// E[max(R − r, 0)].
  func excess(_ r: Double) -> Double {
    let above = countAbove(r)
    return max(0, sums[above] - r * Double(above))
      / Double(max(ratios.count, 1))
  }
}

extension DecodeTimeNoise {
  /// The quantile of R for an answer of known length: times L(n), that of its
  /// time.
  ///
  /// - Parameters:
  ///   - level: In (0, 1).
  ///   - tokens: n.
  /// - Returns: The ratio.
  public func quantile(_ level: Double, tokens: Int) -> Double {
    precondition(
      level > 0 && level < 1, "Level should be in (0, 1), but is \(level)")
    switch law(tokens: tokens) {
    case .logNormal(let mean, let scale):
      let z = normalUpperQuantile(logTail: Double.log(onePlus: -level))
      return Double.exp(mean + scale * z)
    case .sample(let index):
      let ratios = samples[index].ratios
      return ratios.isEmpty
        ? .nan : ratios[QuantileSearch.rank(level, of: ratios.count)]
    }
  }
}

extension DecodeTimeNoise {
  /// E[R | n], the mean ratio of answers of known length: exp(μ + σ²/2) of a
  /// log-normal law.
  ///
  /// - Parameter tokens: n.
  /// - Returns: The ratio; NaN of an empty sample.
  public func mean(tokens: Int) -> Double {
    switch law(tokens: tokens) {
    case .logNormal(let mean, let scale):
      return Double.exp(mean + scale * scale / 2)
    case .sample(let index):
      let ratios = samples[index].ratios
      return ratios.reduce(0, +) / Double(ratios.count)
    }
  }

  /// Whether the law is one: for noise that comes from a file.
  package var isProper: Bool {
    func isSample(_ ratios: [Double]) -> Bool {
      !ratios.isEmpty && ratios.allSatisfy { $0 > 0 && $0 < .infinity }
    }
    switch self {
    case .logNormal(let mean, let scale, let growth):
      return abs(mean) <= 100 && scale >= 0 && scale <= 100
        && abs(growth) <= 10
    case .empirical(let ratios): return isSample(ratios)
    case .grouped(let starts, let ratios):
      return starts.count == ratios.count && !starts.isEmpty
        && zip(starts, starts.dropFirst()).allSatisfy(<)
        && ratios.allSatisfy(isSample)
    }
  }
}
