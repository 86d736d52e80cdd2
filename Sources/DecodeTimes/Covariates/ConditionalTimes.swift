/// Times given what is known of a request at arrival: the load, the prompt's
/// length, any other number.
public struct ConditionalTimes: Sendable, Equatable, Codable {
  /// A time given covariates, and how measured times scatter around it.
  public struct Law: Sendable, Equatable, Codable {
    /// The time.
    public let effects: CovariateEffects
    /// The ratios of measured to predicted times, of rows held out.
    public let noise: DecodeTimeNoise
  }

  /// The time of a decode step; `nil` where covariates tell nothing of it, and
  /// the latency for any request is as good.
  public let step: Law?
  /// The time of the prefill by the prompt's length alone.
  public let prefill: Law?
  /// The time of the prefill by the load as well; `nil` where that tells
  /// nothing.
  public let loadedPrefill: Law?

  /// Nothing known.
  public var isEmpty: Bool { step == nil && prefill == nil }

  /// Fits times to covariates, those of rows in which they tell something.
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
    step = CovariateFitting.fit(
      decode.filter { $0.steps > 0 && $0.seconds > 0 }, simple: [],
      areInOrder: areInOrder
    )?.full.flatMap(Law.init)
    let first = CovariateFitting.fit(
      prefill.filter { $0.seconds > 0 },
      simple: [CovariateEffects.promptTokens], areInOrder: areInOrder)
    self.prefill = first.flatMap { Law($0.simple) }
    loadedPrefill = first?.full.flatMap(Law.init)
  }

  private init(step: Law?, prefill: Law?, loadedPrefill: Law?) {
    self.step = step
    self.prefill = prefill
    self.loadedPrefill = loadedPrefill
  }

  /// The same without what is told of decode steps.
  public var withoutSteps: ConditionalTimes {
    ConditionalTimes(
      step: nil, prefill: prefill, loadedPrefill: loadedPrefill)
  }

  /// The times of decode steps for a request.
  ///
  /// - Parameter covariates: What is told of it.
  /// - Returns: `nil` where they depend on nothing, or on something that is not
  ///   told: its spread is in the noise around the latency for any request.
  public func servingTimes(_ covariates: [String: Double]) -> ServingTimes? {
    guard let step, step.effects.missing(covariates).isEmpty,
      let latency = try? ConstantLatency(
        secondsPerToken: step.effects.seconds(covariates))
    else { return nil }
    return ServingTimes(latency: .constant(latency), noise: step.noise)
  }

  /// The law of the prefill of a request: by the load where all that it
  /// depends on is told, else by the prompt's length.
  ///
  /// - Parameter covariates: What is told of it.
  /// - Returns: `nil` where none was measured.
  public func prefillLaw(_ covariates: [String: Double]) -> PrefillLaw? {
    let laws = [loadedPrefill, prefill].compactMap { $0 }
    let law = laws.first { $0.effects.missing(covariates).isEmpty }
    return law.map {
      PrefillLaw(seconds: $0.effects.seconds(covariates), noise: $0.noise)
    }
  }

  /// What times depend on and is not told.
  public func missing(_ covariates: [String: Double]) -> [String] {
    Set(
      [step, loadedPrefill].compactMap { $0?.effects.missing(covariates) }
        .joined()
    ).sorted()
  }

  /// The names of all that times depend on.
  public var names: [String] { missing([:]) }
}

extension ConditionalTimes.Law {
  /// Effects with the noise around them; `nil` without a ratio.
  init?(_ fit: CovariateFitting.Fit) {
    guard !fit.ratios.isEmpty else { return nil }
    effects = fit.effects
    noise = DecodeTimeNoise.empirical(fit.ratios.sorted()).compact
  }
}
