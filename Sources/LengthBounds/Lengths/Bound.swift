public import LengthLaws

/// An upper limit for a quantile of N or of T, or for the probability of
/// exceeding a length or a time, with the promise that it carries.
///
/// A bound is not an estimate: `kind` says what is promised, at which
/// confidence, and `limit` is unbounded where the data promise nothing.
public struct Bound: Sendable, Hashable {
  /// What is bounded.
  public enum Quantity: Sendable, Hashable {
    /// The q-quantile, q in (0, 1): the limit is a length or a time.
    case quantile(level: Double)
    /// P(N > n): the limit is a probability.
    case exceedanceOfTokens(Int)
    /// P(T > t), t in seconds: the limit is a probability.
    case exceedanceOfSeconds(Double)
  }

  /// What kind of promise a number carries.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nothing is promised: the quantile of a fitted or empirical law.
    case plugInQuantile
    /// P(bound ≥ true quantile) ≥ confidence, over the data.
    case upperConfidenceBound
    /// As `upperConfidenceBound`, if where answers are cut does not depend on
    /// how long they would have been; by simulation, there being no proof.
    case confidenceBoundUnderCensoring
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
    /// The beta-product procedure for lengths, convolved with a fitted noise
    /// of times.
    case noisyBetaProduct = "noisy-beta-product"
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
    /// At most so many seconds.
    case seconds(Double)
    /// At most this probability, in [0, 1].
    case probability(Double)
    /// The data give no finite limit.
    case unbounded

    /// The number of tokens, or `nil` if unbounded or something else.
    public var tokens: Int? {
      if case .tokens(let tokens) = self { tokens } else { nil }
    }

    /// The time in seconds, or `nil` if unbounded or something else.
    public var seconds: Double? {
      if case .seconds(let seconds) = self { seconds } else { nil }
    }

    /// The probability, or `nil` if it is something else.
    public var probability: Double? {
      if case .probability(let share) = self { share } else { nil }
    }
  }

  /// What is bounded.
  public var quantity: Quantity
  /// The confidence, in (0, 1); of a conformal bound, which has but one
  /// probability, the level.
  public var confidence: Double
  /// The promise.
  public var kind: Kind
  /// How it was computed.
  public var method: Method
  /// The family that was fitted, for the methods that assume one.
  public var family: Family?
  /// The limit: for lengths of the *latent* N, the length that answers would
  /// have without caps, unless the bound was asked for under a cap.
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

  /// A bound of a quantile.
  package init(
    level: Double, confidence: Double, kind: Kind, method: Method,
    family: Family? = nil, limit: Limit, rank: Int? = nil, observations: Int,
    requiredObservations: Int
  ) {
    self.init(
      .quantile(level: level), confidence: confidence, kind: kind,
      method: method, family: family, limit: limit, rank: rank,
      observations: observations, requiredObservations: requiredObservations)
  }

  /// A bound of any quantity.
  package init(
    _ quantity: Quantity, confidence: Double, kind: Kind, method: Method,
    family: Family? = nil, limit: Limit, rank: Int? = nil, observations: Int,
    requiredObservations: Int
  ) {
    self.quantity = quantity
    self.confidence = confidence
    self.kind = kind
    self.method = method
    self.family = family
    self.limit = limit
    self.rank = rank
    self.observations = observations
    self.requiredObservations = requiredObservations
  }

  /// The level q of the quantile; of an exceedance 1 less its bound, the
  /// level at which the length or time itself bounds the quantile.
  public var level: Double {
    switch quantity {
    case .quantile(let level): level
    case .exceedanceOfTokens, .exceedanceOfSeconds:
      1 - (limit.probability ?? 1)
    }
  }

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

  /// The bounded probability of an exceedance; 1 of a bound that is none.
  public var probability: Double { limit.probability ?? 1 }
}
