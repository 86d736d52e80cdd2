/// A time as a linear function of numbers known at arrival.
///
///     y = ȳ + Σ c_j·(z_j − z̄_j)
///
/// Covariates are held within the range that they were fitted in, the prompt's
/// length excepted, so that no effect is extrapolated. A time is at least the shortest one fitted.
public struct CovariateEffects: Sendable, Equatable, Codable {
  /// One covariate's effect.
  public struct Effect: Sendable, Hashable, Codable {
    /// Its name.
    public let name: String
    /// c, in seconds for one more.
    public let coefficient: Double
    /// z̄.
    public let mean: Double
    /// The least value fitted.
    public let least: Double
    /// The greatest value fitted.
    public let greatest: Double
  }

  /// The name under which the prompt's length is a covariate.
  public static let promptTokens = "prompt_tokens"

  /// ȳ: the time in seconds where every covariate is at its mean.
  public let center: Double
  /// The covariates that tell something, in order of their names.
  public let effects: [Effect]
  /// The shortest time that was fitted.
  public let shortest: Double

  /// The time given what is known.
  ///
  /// - Parameter covariates: Finite numbers by name; those of other names
  ///   change nothing.
  /// - Returns: Seconds.
  public func seconds(_ covariates: [String: Double]) -> Double {
    max(shortest, linear(covariates))
  }

  /// The covariates that are not among those told.
  public func missing(_ covariates: [String: Double]) -> [String] {
    effects.map(\.name).filter { covariates[$0] == nil }
  }

  /// The linear function, before it is held at the shortest time.
  func linear(_ covariates: [String: Double]) -> Double {
    effects.reduce(center) { sum, effect in
      guard let value = covariates[effect.name] else { return sum }
      let held =
        effect.name == Self.promptTokens
        ? value : min(max(value, effect.least), effect.greatest)
      return sum + effect.coefficient * (held - effect.mean)
    }
  }
}
