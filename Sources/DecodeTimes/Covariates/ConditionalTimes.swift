/// Times given what is known of a request at arrival: the load, the prompt's
/// length, any other number.
public struct ConditionalTimes: Sendable, Equatable, Codable {
  /// The time of a decode step; `nil` where covariates tell nothing of it, and
  /// the latency for any request is as good.
  public let step: CovariateEffects?
  /// How decode times scatter around it.
  public let stepNoise: DecodeTimeNoise?
  /// The time of the prefill.
  public let prefill: CovariateEffects?
  /// How prefills scatter around it.
  public let prefillNoise: DecodeTimeNoise?

  /// Nothing known.
  public var isEmpty: Bool { step == nil && prefill == nil }

  /// Fits times to covariates, those of rows in which they tell something.
  ///
  /// Noise is that of rows held out.
  ///
  /// - Parameters:
  ///   - decode: Decode phases; those without a step are left out.
  ///   - prefill: Prefills, of one step each.
  ///   - areInOrder: Whether rows come in order of time, so that a model has
  ///     to be better on the last of them as well.
  public init(
    decode: [CovariateObservation], prefill: [CovariateObservation],
    areInOrder: Bool
  ) {
    let steps = CovariateFitting.fit(
      decode.filter { $0.steps > 0 && $0.seconds > 0 }, simple: [],
      areInOrder: areInOrder
    ).flatMap { $0.effects.effects.isEmpty ? nil : $0 }
    step = steps?.effects
    stepNoise = steps.flatMap { Self.noise($0) }
    let first = CovariateFitting.fit(
      prefill.filter { $0.seconds > 0 },
      simple: [CovariateEffects.promptTokens], areInOrder: areInOrder)
    self.prefill = first?.effects
    prefillNoise = first.flatMap { Self.quantiles($0) }
  }

  /// The same without what is told of decode steps.
  public var withoutSteps: ConditionalTimes {
    ConditionalTimes(
      step: nil, stepNoise: nil, prefill: prefill, prefillNoise: prefillNoise)
  }

  private init(
    step: CovariateEffects?, stepNoise: DecodeTimeNoise?,
    prefill: CovariateEffects?, prefillNoise: DecodeTimeNoise?
  ) {
    self.step = step
    self.stepNoise = stepNoise
    self.prefill = prefill
    self.prefillNoise = prefillNoise
  }

  /// The times of decode steps for a request.
  ///
  /// - Parameter covariates: What is told of it.
  /// - Returns: `nil` where nothing is told that changes them.
  public func servingTimes(_ covariates: [String: Double]) -> ServingTimes? {
    guard let step, step.isTold(covariates),
      let latency = try? ConstantLatency(
        secondsPerToken: step.seconds(covariates))
    else { return nil }
    return ServingTimes(latency: .constant(latency), noise: stepNoise)
  }

  /// The law of the prefill of a request.
  ///
  /// - Parameter covariates: What is told of it.
  /// - Returns: `nil` where none was measured.
  public func prefillLaw(_ covariates: [String: Double]) -> PrefillLaw? {
    prefill.map {
      PrefillLaw(seconds: $0.seconds(covariates), noise: prefillNoise)
    }
  }

  private static func noise(_ fit: CovariateFitting.Fit) -> DecodeTimeNoise? {
    let usable = fit.ratios.filter { $0.ratio > 0 && $0.ratio < .infinity }
    return try? .fitted(
      .logNormal(growing: true), tokens: usable.map(\.tokens),
      ratios: usable.map(\.ratio))
  }

  /// At most so many ratios stand for those of a log.
  private static let mostRatios = 199

  /// The ratios' quantiles, as an empirical law.
  private static func quantiles(
    _ fit: CovariateFitting.Fit
  ) -> DecodeTimeNoise? {
    let sorted = fit.ratios.map(\.ratio).filter { $0 > 0 && $0 < .infinity }
      .sorted()
    guard !sorted.isEmpty else { return nil }
    guard sorted.count > mostRatios else { return .empirical(sorted) }
    return .empirical(
      (0..<mostRatios).map {
        sorted[(2 * $0 + 1) * sorted.count / (2 * mostRatios)]
      })
  }
}
