public import DecodeStatistics
import NumericalMethods
import RealModule

/// Whether one method's forecasts score better than another's on the same
/// answers, in time order.
///
/// With dₜ the first's loss less the second's, d̄ their mean and γₖ their
/// autocovariances,
///
///     V = γ₀ + 2 Σ_{k=1..L} (1 − k/(L + 1)) γₖ
///     t = d̄/√(V/n) · √((n + 1 − 2h + h(h − 1)/n)/n),   h = L + 1
///
/// is compared with Student's t with n − 1 degrees of freedom: the variance
/// of Newey and West, which allows for losses that depend on each other over
/// L answers, and the correction of Harvey, Leybourne and Newbold for few of
/// them. Negative speaks for the first.
///
/// The p-value is asymptotic. It compares *forecasts*, not models, and
/// supposes that dₜ is stationary.
///
/// Sources: F. X. Diebold and R. S. Mariano, J. Bus. Econ. Stat. 13, 253
/// (1995), doi:10.1080/07350015.1995.10524599; W. K. Newey and K. D. West,
/// Econometrica 55, 703 (1987), doi:10.2307/1913610; D. Harvey, S. Leybourne
/// and P. Newbold, Int. J. Forecast. 13, 281 (1997),
/// doi:10.1016/S0169-2070(96)00719-4.
public struct DieboldMariano: Sendable, Hashable {
  /// n.
  public let count: Int
  /// L.
  public let lags: Int
  /// d̄.
  public let meanDifference: Double
  /// The standard error of d̄, corrected for small n.
  public let standardError: Double

  /// The comparison of two lists of losses.
  ///
  /// - Parameters:
  ///   - first: Losses of the one method, finite.
  ///   - second: Losses of the other on the same answers.
  ///   - lags: L in 0...(n − 1)/2, or `nil` for ⌊4(n/100)^{2/9}⌋.
  /// - Throws: `LengthLawError` if the lists differ in size, have fewer than 2
  ///   elements or one that is not finite, or there are too many lags.
  public init(
    _ first: [Double], _ second: [Double], lags: Int? = nil
  ) throws(LengthLawError) {
    try LengthLawError.requireEqual(first.count, second.count)
    let n = first.count
    guard n >= 2 else {
      throw .countOutOfRange(
        name: "the number of losses", value: n, accepted: "at least 2")
    }
    let differences = zip(first, second).map { $0 - $1 }
    try LengthLawError.requireFinite("a difference of losses", differences)
    let usual = 4 * Double.pow(Double(n) / 100, 2.0 / 9)
    let lags = lags ?? min(Int(usual), (n - 1) / 2)
    guard 0...((n - 1) / 2) ~= lags else {
      throw .countOutOfRange(
        name: "lags", value: lags, accepted: "between 0 and \((n - 1) / 2)")
    }
    let size = Double(n)
    let mean = differences.reduce(0, +) / size
    let centred = differences.map { $0 - mean }
    var variance = 0.0
    for lag in 0...lags {
      let product = zip(centred, centred.dropFirst(lag))
        .reduce(0.0) { $0 + $1.0 * $1.1 }
      let weight = 1 - Double(lag) / Double(lags + 1)
      variance += (lag == 0 ? 1 : 2) * weight * product / size
    }
    let h = Double(lags + 1)
    let correction = (size + 1 - 2 * h + h * (h - 1) / size) / size
    count = n
    self.lags = lags
    meanDifference = mean
    // Bartlett's weights leave no negative variance but for rounding.
    standardError = (max(variance, 0) / size / correction).squareRoot()
  }

  /// t; 0 if all losses are equal, infinite if all differ by one amount.
  public var statistic: Double {
    meanDifference == 0 ? 0 : meanDifference / standardError
  }

  /// The two-sided p-value.
  public var pValue: Double {
    let t = abs(statistic)
    guard t < .infinity else { return 0 }
    let law = StudentLaw(degreesOfFreedom: Double(count - 1))
    return min(1, 2 * Double.exp(law.logTails(t).upper))
  }

  /// The interval for the mean difference of the losses.
  ///
  /// - Parameter confidence: In (0, 1).
  /// - Returns: d̄ ± t standard errors; its confidence is asymptotic.
  /// - Throws: `LengthLawError.probabilityOutOfRange`.
  public func interval(
    confidence: Double = 0.95
  ) throws(LengthLawError) -> ConfidenceInterval {
    try LengthLawError.require("confidence", inUnit: confidence)
    let nu = Double(count - 1)
    // t²/(ν + t²) is Beta(½, ν/2).
    let share: Double
    do throws(NumericalError) {
      share = try betaQuantile(
        0.5, nu / 2,
        tails: LogTails(
          lower: Double.log(confidence),
          upper: Double.log(onePlus: -confidence)))
    } catch {
      throw .notConverged("a quantile of Student's law, \(error)")
    }
    let margin = (nu * share / (1 - share)).squareRoot() * standardError
    return ConfidenceInterval(
      lower: meanDifference - margin, upper: meanDifference + margin,
      level: confidence, method: .student)
  }
}
