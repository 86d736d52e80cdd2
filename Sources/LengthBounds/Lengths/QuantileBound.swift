public import LengthLaws

/// An upper limit for a quantile of N, with the promise that it carries.
///
/// A bound is not an estimate: `kind` says what is promised, at which
/// confidence, and `limit` is unbounded where the data promise nothing.
public struct QuantileBound: Sendable, Hashable {
  /// What kind of promise a number carries.
  public enum Kind: String, Sendable, Hashable, Codable {
    /// Nothing is promised: the quantile of a fitted or empirical law.
    case plugInQuantile
    /// P(bound ≥ true quantile) ≥ confidence, over the data.
    case upperConfidenceBound
    /// As `upperConfidenceBound`, but only in the limit of many answers from
    /// a law of the fitted family; `Docs/Validation.md` has the coverage.
    case approximateConfidenceBound
    /// P(bound ≥ true quantile at every sample size at once) ≥ confidence.
    case anytimeConfidenceBound
    /// P(next answer ≤ bound) ≥ level, averaged over the data.
    case conformalBound
  }

  /// How a bound was computed.
  public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
    /// An order statistic whose rank is a binomial quantile plus one.
    case orderStatistic = "order-statistic"
    /// The beta-product confidence procedure for Kaplan–Meier.
    case betaProduct = "beta-product"
    /// Exact for the geometric law.
    case exactGeometric = "exact-geometric"
    /// Profile likelihood of a fitted family.
    case profileLikelihood = "profile-likelihood"
    /// Parametric bootstrap of a fitted family.
    case bootstrap
    /// Split conformal prediction.
    case conformal
    /// Split conformal prediction with weights for a covariate shift.
    case weightedConformal = "weighted-conformal"
    /// A confidence sequence.
    case anytime
    /// The uniform band of Dvoretzky, Kiefer, Wolfowitz and Massart.
    case dkwBand = "dkw-band"
    /// The band with equal local levels.
    case equalLocalLevelBand = "equal-local-level-band"
  }

  /// The limit itself.
  public enum Limit: Sendable, Hashable {
    /// At most so many tokens.
    case tokens(Int)
    /// The data give no finite limit.
    case unbounded

    /// The number of tokens, or `nil` if unbounded.
    public var tokens: Int? {
      if case .tokens(let tokens) = self { tokens } else { nil }
    }
  }

  /// The quantile's level q, in (0, 1).
  public var level: Double
  /// The confidence, in (0, 1); of a conformal bound, which has but one
  /// probability, the level.
  public var confidence: Double
  /// The promise.
  public var kind: Kind
  /// How it was computed.
  public var method: Method
  /// The family that was fitted, for the methods that assume one.
  public var family: Family?
  /// The limit for the quantile of the *latent* N, the length that answers
  /// would have without caps.
  public var limit: Limit
  /// The rank of the order statistic, counting from 1 at the shortest;
  /// `nil` if even the longest answer is not enough, or for a method that
  /// does not go by ranks.
  public var rank: Int?
  /// Answers on which the bound rests.
  public var observations: Int
  /// The least number of answers with a finite bound at this level and
  /// confidence, if none is censored.
  public var requiredObservations: Int

  /// The limit for the quantile of min(N, c).
  ///
  /// It is always finite: no answer under the cap is longer than c, and a
  /// quantile of min(N, c) is at most that of N.
  ///
  /// - Parameter cap: c ≥ 1.
  /// - Returns: Tokens, at most `cap`.
  public func tokens(underCap cap: Int) -> Int {
    min(limit.tokens ?? cap, cap)
  }
}
