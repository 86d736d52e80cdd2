import NumericalMethods
import RealModule

/// Confidence statements about the law behind a life table, from its
/// Kaplan–Meier estimate.
///
/// ```swift
/// let inference = try KaplanMeierInference(table)
/// let interval = try inference.survivalInterval(
///   at: 100, level: 0.95, method: .betaProduct)
/// ```
///
/// The methods `.plain`, `.log` and `.logLog` rest on Greenwood's variance
/// and are approximate; they are degenerate, [1, 1], before the first answer
/// that ended. `.betaProduct` has (at least) the nominal coverage in small
/// samples, without censoring exactly that of Clopper and Pearson.
public struct KaplanMeierInference: Sendable {
  /// The estimate itself.
  public let estimate: KaplanMeier
  /// The table it rests on.
  public let table: LifeTable

  /// What the beta product needs of one row.
  package struct Step: Sendable {
    package var length: Int
    /// Answers known to be longer than `length`.
    var surviving: Int
    /// Answers that reach the next position.
    var reaching: Int
    /// log M of the product of betas through this row.
    package var logMean: Double
    /// Σ log(1 + relative variance) through this row.
    package var logRelativeMoment: Double
  }
  package let steps: [Step]

  /// The inference from a life table.
  ///
  /// - Throws: `LengthLawError.noAnswers` if the table is empty.
  public init(_ table: LifeTable) throws(LengthLawError) {
    estimate = try KaplanMeier(table)
    self.table = table
    var steps: [Step] = []
    var atRisk = table.count
    var (logMean, logMoment) = (0.0, 0.0)
    for row in table.rows {
      // A factor Beta(Y − d + 1, d), of mean 1 − b/(a + b).
      let (a, b) = (Double(atRisk - row.stopped + 1), Double(row.stopped))
      logMean += Double.log(onePlus: -b / (a + b))
      logMoment += Double.log(onePlus: b / a / (a + b + 1))
      steps.append(
        Step(
          length: row.length, surviving: atRisk - row.stopped,
          reaching: atRisk - row.total, logMean: logMean,
          logRelativeMoment: logMoment))
      atRisk -= row.total
    }
    self.steps = steps
  }

  /// A pointwise confidence interval for S(k) = P(N ≥ k).
  ///
  /// With σ² Greenwood's sum and z the normal quantile of the level,
  ///
  ///     plain     Ŝ ± z Ŝ σ
  ///     log       Ŝ exp(± z σ)
  ///     log-log   Ŝ ^ exp(± z σ / log Ŝ)
  ///
  /// each cut to [0, 1]. Where Ŝ = 0 the variance is unknown: the lower end
  /// is then 0 and the upper one that of the last positive Ŝ.
  ///
  /// - Parameters:
  ///   - length: k. S(k) for k ≤ 1 is known to be 1.
  ///   - level: In (0, 1).
  ///   - method: One of these, or `.betaProduct`.
  /// - Returns: The interval, within [0, 1].
  /// - Throws: `LengthLawError` for other levels and methods.
  ///
  /// Source: Kalbfleisch and Prentice, *The Statistical Analysis of Failure
  /// Time Data*, § 1.4; M. P. Fay, E. H. Brittain and M. A. Proschan,
  /// Biostatistics 14, 723 (2013), doi:10.1093/biostatistics/kxt016.
  public func survivalInterval(
    at length: Int, level: Double, method: ConfidenceInterval.Method = .logLog
  ) throws(LengthLawError) -> ConfidenceInterval {
    try LengthLawError.require("level", inUnit: level)
    let band = try Band(self, level: level, method: method)
    let (lower, upper) = try band.limits(beyond: max(length, 1) - 1)
    return ConfidenceInterval(
      lower: lower, upper: upper, level: level, method: method)
  }
}

extension KaplanMeierInference {
  /// The pointwise limits of one method at one level.
  struct Band {
    let inference: KaplanMeierInference
    let level: Double
    let method: ConfidenceInterval.Method
    let z: Double

    init(
      _ inference: KaplanMeierInference, level: Double,
      method: ConfidenceInterval.Method
    ) throws(LengthLawError) {
      switch method {
      case .plain, .log, .logLog, .betaProduct: break
      default: throw .methodNotApplicable(method)
      }
      self.inference = inference
      self.level = level
      self.method = method
      z = normalTwoSidedQuantile(level: level)
    }

    /// The limits of S(k + 1) = P(N > k).
    func limits(
      beyond length: Int
    ) throws(LengthLawError) -> (lower: Double, upper: Double) {
      guard length >= 1 else { return (1, 1) }
      return method == .betaProduct
        ? try betaProduct(beyond: length) : greenwood(beyond: length)
    }

    /// One of the two limits.
    enum Side { case lower, upper }

    /// Whether a limit of P(N > k) is so low that k reaches a quantile's level.
    func reaches(
      _ quantile: Double, _ side: Side, beyond length: Int
    ) -> Bool {
      guard length >= 1 else { return false }
      let survival = QuantileSearch.tail(level: quantile)
      guard method != .betaProduct else {
        return isBetaProduct(side, beyond: length, atMost: survival)
      }
      let limits = greenwood(beyond: length)
      return (side == .lower ? limits.lower : limits.upper) <= survival
    }

    private func greenwood(
      beyond length: Int
    ) -> (lower: Double, upper: Double) {
      let curve = inference.estimate
      guard var index = curve.lastIndex(below: length.next) else {
        return (1, 1)
      }
      let isZero = curve.survivalBeyond[index] <= 0
      if isZero {
        guard index > 0 else { return (0, 1) }
        index -= 1
      }
      let survival = curve.survivalBeyond[index]
      let sigma = curve.greenwoodSum[index].squareRoot()
      var limits: (Double, Double)
      switch method {
      case .plain:
        limits = (survival * (1 - z * sigma), survival * (1 + z * sigma))
      case .log:
        limits = (
          survival * Double.exp(-z * sigma), survival * Double.exp(z * sigma)
        )
      default:
        let log = Double.log(survival)
        let stretch = z * sigma / log  // Negative.
        limits = (
          Double.exp(log * Double.exp(-stretch)),
          Double.exp(log * Double.exp(stretch))
        )
      }
      limits = (max(limits.0, 0), min(limits.1, 1))
      return (isZero ? 0 : limits.0, limits.1)
    }
  }
}
