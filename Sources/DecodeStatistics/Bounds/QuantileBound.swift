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
  }

  /// How a bound was computed.
  public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
    /// An order statistic whose rank is a binomial quantile plus one.
    case orderStatistic = "order-statistic"
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
  /// The confidence, in (0, 1).
  public var confidence: Double
  /// The promise.
  public var kind: Kind
  /// How it was computed.
  public var method: Method
  /// The limit for the quantile of the *latent* N, the length that answers
  /// would have without caps.
  public var limit: Limit
  /// The rank of the order statistic, counting from 1 at the shortest;
  /// `nil` if even the longest answer is not enough.
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
