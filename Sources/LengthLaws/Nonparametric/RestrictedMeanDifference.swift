import NumericalMethods
import RealModule

/// By how many tokens the restricted means of two tasks differ.
///
///     Δ = E₂[min(N, c)] − E₁[min(N, c)],   Var Δ̂ = Var₁ + Var₂
///
/// with each mean and variance by Kaplan–Meier and Greenwood, so that neither
/// censoring nor hazards that cross are in its way. Intervals and p-value are
/// normal, good from some dozens of answers on.
///
/// Source: P. Royston and M. K. B. Parmar, BMC Med. Res. Methodol. 13, 152
/// (2013), doi:10.1186/1471-2288-13-152.
public struct RestrictedMeanDifference: Sendable, Hashable {
  /// The restricted mean of the first table.
  public let first: RestrictedMean
  /// That of the second.
  public let second: RestrictedMean

  /// Compares two tables of independent answers.
  ///
  /// - Parameters:
  ///   - first: Some answers.
  ///   - second: Others.
  ///   - cap: c ≥ 1; by default the greatest up to which both laws are
  ///     identified.
  /// - Throws: `LengthLawError.noAnswers` if a table is empty,
  ///   `lengthOutOfRange` for the cap.
  public init(
    _ first: LifeTable, _ second: LifeTable, through cap: Int? = nil
  ) throws(LengthLawError) {
    let curves: (KaplanMeier, KaplanMeier)
    do throws(LengthLawError) {
      curves = (try KaplanMeier(first), try KaplanMeier(second))
    } catch {
      throw .noAnswers
    }
    let cap =
      cap
      ?? min(curves.0.horizon, curves.1.horizon)
      ?? max(curves.0.identifiedThrough, curves.1.identifiedThrough)
    guard cap >= 1 else {
      throw .countOutOfRange(
        name: "cap", value: cap, accepted: "at least 1 token")
    }
    self.first = curves.0.restrictedMeanEstimate(through: cap)
    self.second = curves.1.restrictedMeanEstimate(through: cap)
  }

  /// Δ̂, in tokens.
  public var value: Double { second.value - first.value }

  /// Its standard error, in tokens.
  public var standardError: Double {
    Double.hypot(first.standardError, second.standardError)
  }

  /// Δ̂ ± z standard errors.
  ///
  /// - Throws: `LengthLawError` for a level outside (0, 1).
  public func interval(
    level: Double
  ) throws(LengthLawError) -> ConfidenceInterval {
    try LengthLawError.require("level", inUnit: level)
    let reach = normalTwoSidedQuantile(level: level) * standardError
    return ConfidenceInterval(
      lower: value - reach, upper: value + reach, level: level, method: .plain)
  }

  /// The two-sided p-value of Δ = 0; 1 where neither table varies and both
  /// agree.
  public var pValue: Double {
    guard standardError > 0 else { return value == 0 ? 1 : 0 }
    return min(2 * Double.exp(logNormalSurvival(abs(value) / standardError)), 1)
  }
}

extension KaplanMeier {
  /// Where the estimate ceases to say anything; `nil` where it ends at 0.
  fileprivate var horizon: Int? {
    unidentifiedMass > 0 ? identifiedThrough : nil
  }
}

/// The lesser of two numbers, where there are any.
private func min(_ first: Int?, _ second: Int?) -> Int? {
  guard let first, let second else { return first ?? second }
  return Swift.min(first, second)
}
