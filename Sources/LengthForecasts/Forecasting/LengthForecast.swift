public import LengthLaws

/// What was said of an answer before it: the law of its length.
///
/// The law is *coherent*: survival, mass, restricted mean and quantiles are
/// those of one object, and the quantiles handed out are its quantiles.
public struct LengthForecast: Sendable {
  /// What was known of the request.
  public let request: RequestFeatures

  /// The law of N, the whole answer without any cap.
  public let law: any LengthDistribution

  /// The longest length that the law was learnt from, beyond which it is not
  /// identified; `Int.max` for a law that goes on by itself.
  public let identifiedThrough: Int

  /// What the forecaster wants to see again once the answer has ended, such
  /// as the forecasts of its parts; `nil` where nothing is.
  public let note: (any Sendable)?

  /// A forecast.
  ///
  /// - Parameters:
  ///   - request: What was known of the request.
  ///   - law: The law of N.
  ///   - identifiedThrough: The longest length that the law was learnt from.
  ///   - note: What the forecaster wants to see again in
  ///     `LengthForecaster.observe(_:of:)`.
  public init(
    _ request: RequestFeatures, law: any LengthDistribution,
    identifiedThrough: Int = .max, note: (any Sendable)? = nil
  ) {
    self.request = request
    self.law = law
    self.identifiedThrough = identifiedThrough
    self.note = note
  }

  /// The smallest k with P(N ≤ k) ≥ `level`; `Int.max` where the law does not
  /// identify it.
  ///
  /// - Parameter level: A probability in 0...1.
  /// - Returns: Tokens.
  public func quantile(_ level: Double) -> Int { law.quantile(level) }

  /// The quantiles of min(N, c): a law that does not identify one has the cap
  /// there, or `Int.max` without a cap.
  ///
  /// - Parameters:
  ///   - levels: Probabilities in 0...1.
  ///   - cap: c, at least 1, or `nil`.
  /// - Returns: Tokens, one number for each level.
  public func quantiles(_ levels: [Double], cap: Int? = nil) -> [Int] {
    levels.map { min(law.quantile($0), cap ?? .max) }
  }
}
