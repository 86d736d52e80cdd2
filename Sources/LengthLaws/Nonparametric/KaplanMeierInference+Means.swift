import NumericalMethods

/// The mean number of tokens still to come, with its uncertainty.
public struct MeanResidualLife: Sendable, Hashable {
  /// k, the tokens already generated.
  public var generated: Int
  /// c, the cap up to which tokens count.
  public var cap: Int
  /// E[min(N, c) − k | N > k], in tokens.
  public var value: Double
  /// Its standard error, in tokens.
  public var standardError: Double
}

extension KaplanMeierInference {
  /// A confidence interval for E[min(N, c)]: the estimate ± z standard
  /// errors, cut to [1, c].
  ///
  /// - Parameters:
  ///   - cap: c ≥ 1.
  ///   - level: In (0, 1).
  /// - Returns: The interval, in tokens.
  /// - Throws: `InferenceError` if one is out of range.
  public func restrictedMeanInterval(
    through cap: Int, level: Double
  ) throws(InferenceError) -> ConfidenceInterval {
    try InferenceError.require("level", inUnit: level)
    guard cap >= 1 else {
      throw .lengthOutOfRange(name: "cap", value: cap, least: 1)
    }
    let mean = estimate.restrictedMeanEstimate(through: cap)
    let reach = normalTwoSidedQuantile(level: level) * mean.standardError
    return ConfidenceInterval(
      lower: max(mean.value - reach, 1),
      upper: min(mean.value + reach, Double(cap)), level: level,
      method: .plain)
  }

  /// The mean residual life after k tokens, restricted to a cap.
  ///
  ///     Σ_{j = k+1..c} Ŝ(j)/Ŝ(k + 1)
  ///
  /// Given N > k, the answers that are still running after k tokens are an
  /// ordinary censored sample, so this is their restricted mean less k, and
  /// the standard error is Greenwood's for them.
  ///
  /// - Parameters:
  ///   - generated: k ≥ 0.
  ///   - cap: c > k; by default the longest recorded length, up to which the
  ///     law is identified.
  /// - Returns: The estimate, in tokens.
  /// - Throws: `InferenceError.noAnswers` if none is recorded beyond k, or
  ///   `lengthOutOfRange`.
  public func meanResidualLife(
    after generated: Int, through cap: Int? = nil
  ) throws(InferenceError) -> MeanResidualLife {
    guard generated >= 0 else {
      throw .lengthOutOfRange(name: "generated", value: generated, least: 0)
    }
    let cap = cap ?? estimate.identifiedThrough
    let running: KaplanMeier
    do throws(FitError) {
      running = try KaplanMeier(table.running(after: generated))
    } catch {
      throw .noAnswers
    }
    guard cap > generated else {
      throw .lengthOutOfRange(name: "cap", value: cap, least: generated + 1)
    }
    let mean = running.restrictedMeanEstimate(through: cap)
    return MeanResidualLife(
      generated: generated, cap: cap, value: mean.value - Double(generated),
      standardError: mean.standardError)
  }
}
