/// A time of prefill with an interval for the next one.
public struct PrefillPrediction: Sendable, Hashable, Codable {
  /// The expected time, in seconds, at least 0.
  public let seconds: Double
  /// The lower end of the interval, at least 0; `nil` without a row to spare.
  public let lowerSeconds: Double?
  /// Its upper end.
  public let upperSeconds: Double?
  /// The interval's nominal level, right for normal errors of equal spread.
  public let level: Double
  /// Whether the pooled model answered, not one of the configuration's own.
  public let isPooled: Bool
}

/// T_prefill from prompt tokens and configuration.
///
/// Made by `PrefillFitting`. A configuration with enough rows has a model of
/// its own; all others share a pooled one with an additive effect of each
/// label.
public struct PrefillModel: Sendable, Equatable, Codable {
  let map: PrefillFeatureMap
  let separate: [OwnModel]
  let pooled: PooledModel?

  struct OwnModel: Sendable, Equatable, Codable {
    let configuration: ServingConfiguration
    let predictor: LinearPredictor
  }

  struct PooledModel: Sendable, Equatable, Codable {
    let effects: LabelEffects
    let predictor: LinearPredictor
  }

  /// The configurations with a model of their own, in order.
  public var configurations: [ServingConfiguration] {
    separate.map(\.configuration)
  }

  /// The coefficients of a configuration's own model, or of the pooled one.
  public func coefficients(
    of configuration: ServingConfiguration? = nil
  ) -> [FittedCoefficient]? {
    guard let configuration else { return pooled?.predictor.parameters }
    return separate.first { $0.configuration == configuration }?
      .predictor.parameters
  }

  /// The time of one prefill.
  ///
  /// - Parameters:
  ///   - promptTokens: At least 1.
  ///   - configuration: What it runs on.
  ///   - embedding: The prompt's, where the model looks at it.
  ///   - level: The interval's level in (0, 1).
  /// - Returns: The time and the interval for it.
  /// - Throws: `DecodeTimeError.unknownLabel` for a configuration the model
  ///   knows nothing of, `embeddingSize`, `countOutOfRange`, `invalidSetting`
  ///   for another level.
  public func predict(
    promptTokens: Int,
    configuration: ServingConfiguration = ServingConfiguration(),
    embedding: [Double]? = nil, level: Double = 0.95
  ) throws(DecodeTimeError) -> PrefillPrediction {
    guard level > 0, level < 1 else {
      throw .invalidSetting("a level should be in (0, 1), but is \(level)")
    }
    let (predictor, row, isPooled) = try lookUp(
      promptTokens, configuration, embedding)
    let seconds = predictor.value(row)
    let margin = predictor.margin(row, level: level)
    return PrefillPrediction(
      seconds: max(0, seconds),
      lowerSeconds: margin.map { max(0, seconds - $0) },
      upperSeconds: margin.map { max(0, seconds + $0) },
      level: level, isPooled: isPooled)
  }

  /// The expected time alone, in seconds, at least 0.
  ///
  /// - Parameters: As for `predict`.
  /// - Returns: Seconds.
  /// - Throws: As `predict`.
  func seconds(
    _ observation: PrefillObservation
  ) throws(DecodeTimeError) -> Double {
    let (predictor, row, _) = try lookUp(
      observation.promptTokens, observation.configuration,
      observation.embedding)
    return max(0, predictor.value(row))
  }

  private func lookUp(
    _ promptTokens: Int, _ configuration: ServingConfiguration,
    _ embedding: [Double]?
  ) throws(DecodeTimeError) -> (LinearPredictor, [Double], Bool) {
    try DecodeTimeError.check(count: promptTokens, "prompt tokens", row: 0)
    let row = try map.row(promptTokens: promptTokens, embedding: embedding)
    if let own = separate.first(where: { $0.configuration == configuration }) {
      return (own.predictor, row, false)
    }
    guard let pooled else { throw .unknownLabel(configuration.description) }
    return (
      pooled.predictor, row + (try pooled.effects.row(configuration)), true
    )
  }
}
