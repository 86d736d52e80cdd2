import LengthLaws

/// How far predictions are from what was observed.
public struct ErrorSummary: Sendable, Equatable, Codable {
  /// A quantile of the residuals.
  public struct Quantile: Sendable, Hashable, Codable {
    /// The level.
    public let level: Double
    /// observed − predicted, in seconds.
    public let seconds: Double
    /// observed/predicted − 1; `nil` where predictions are not above 0.
    public let relative: Double?
  }

  /// Rows compared.
  public let count: Int
  /// 1 − Σ(y − ŷ)²/Σ(y − ȳ)²; `nil` where y does not vary.
  public let rSquared: Double?
  /// 1 − (1 − R²)(n − 1)/(n − p); `nil` for predictions of rows not fitted to.
  public let adjustedRSquared: Double?
  /// The mean of |y − ŷ|, in seconds.
  public let meanAbsoluteError: Double
  /// The mean of |y − ŷ|/y over rows with y > 0.
  public let meanAbsolutePercentageError: Double
  /// √(mean of (y − ŷ)²), in seconds.
  public let rootMeanSquaredError: Double
  /// Residuals at 1, 5, 50, 95 and 99 %, in absolute terms and relative ones,
  /// each sorted by itself.
  public let residualQuantiles: [Quantile]

  /// Compares; both arrays of the same size.
  ///
  /// - Parameters:
  ///   - observed: y ≥ 0.
  ///   - predicted: ŷ.
  ///   - unknowns: p in effect, where ŷ was fitted to y.
  public init(
    observed: [Double], predicted: [Double], unknowns: Double? = nil
  ) {
    precondition(
      observed.count == predicted.count,
      "Predictions should be \(observed.count), but are \(predicted.count)")
    let n = Double(observed.count)
    let residuals = zip(observed, predicted).map { $0 - $1 }
    let squares = residuals.reduce(0) { $0 + $1 * $1 }
    let mean = observed.reduce(0, +) / n
    let spread = observed.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    count = observed.count
    let share = spread > 0 ? 1 - squares / spread : nil
    rSquared = share
    adjustedRSquared = unknowns.flatMap { p in
      share.flatMap { n - p > 0.5 ? 1 - (1 - $0) * (n - 1) / (n - p) : nil }
    }
    meanAbsoluteError = residuals.reduce(0) { $0 + abs($1) } / max(n, 1)
    let timed = zip(residuals, observed).filter { $0.1 > 0 }
    meanAbsolutePercentageError =
      timed.reduce(0) { $0 + abs($1.0) / $1.1 } / Double(max(timed.count, 1))
    rootMeanSquaredError = (squares / max(n, 1)).squareRoot()
    let sorted = residuals.sorted()
    let relative = zip(observed, predicted).map { $0 / $1 - 1 }
    let areRelative = predicted.allSatisfy { $0 > 0 }
    let sortedRelative = areRelative ? relative.sorted() : []
    residualQuantiles =
      sorted.isEmpty
      ? []
      : [0.01, 0.05, 0.5, 0.95, 0.99].map { level in
        let rank = QuantileSearch.rank(level, of: sorted.count)
        return Quantile(
          level: level, seconds: sorted[rank],
          relative: areRelative ? sortedRelative[rank] : nil)
      }
  }
}

extension QuantileSearch {
  /// The index, from 0, of the order statistic that is the `level`-quantile
  /// of `count` ≥ 1 numbers: ⌈level·count⌉ − 1, safe from rounding.
  static func rank(_ level: Double, of count: Int) -> Int {
    let rank = smallestLength(reaching: level) {
      max(0, Double(count - $0 + 1)) / Double(count)
    }
    return min(rank, count) - 1
  }
}
