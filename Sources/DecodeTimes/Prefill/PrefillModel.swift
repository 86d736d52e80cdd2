import NumericalMethods

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
    let configuration: Configuration
    let predictor: LinearPredictor
  }

  struct PooledModel: Sendable, Equatable, Codable {
    let effects: LabelEffects
    let predictor: LinearPredictor
  }

  /// The configurations with a model of their own, in order.
  public var configurations: [Configuration] { separate.map(\.configuration) }

  /// The coefficients of a configuration's own model, or of the pooled one.
  public func coefficients(
    of configuration: Configuration? = nil
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
  /// - Throws: `LatencyFitError.unknownLabel` for a configuration the model
  ///   knows nothing of, `embeddingSize`, `countOutOfRange`, `invalidSetting`
  ///   for another level.
  public func predict(
    promptTokens: Int, configuration: Configuration = Configuration(),
    embedding: [Double]? = nil, level: Double = 0.95
  ) throws(LatencyFitError) -> PrefillPrediction {
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
  ) throws(LatencyFitError) -> Double {
    let (predictor, row, _) = try lookUp(
      observation.promptTokens, observation.configuration,
      observation.embedding)
    return max(0, predictor.value(row))
  }

  private func lookUp(
    _ promptTokens: Int, _ configuration: Configuration,
    _ embedding: [Double]?
  ) throws(LatencyFitError) -> (LinearPredictor, [Double], Bool) {
    try LatencyFitError.check(count: promptTokens, "prompt tokens", row: 0)
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

/// A level for each label but the first of its key.
struct LabelEffects: Sendable, Equatable, Codable {
  /// Keys with their labels, both sorted.
  private let keys: [Key]

  private struct Key: Sendable, Equatable, Codable {
    let name: String
    let labels: [String]
  }

  init(_ configurations: [Configuration]) {
    let names = Set(configurations.flatMap(\.keys)).sorted()
    keys = names.map { name in
      Key(
        name: name,
        labels: Set(configurations.map { $0.labels[name] ?? "" }).sorted())
    }
  }

  var names: [String] {
    keys.flatMap { key in key.labels.dropFirst().map { "\(key.name)=\($0)" } }
  }

  func row(
    _ configuration: Configuration
  ) throws(LatencyFitError) -> [Double] {
    var row: [Double] = []
    for key in keys {
      let label = configuration.labels[key.name] ?? ""
      guard key.labels.contains(label) else {
        throw .unknownLabel("\(key.name)=\(label)")
      }
      row += key.labels.dropFirst().map { $0 == label ? 1 : 0 }
    }
    return row
  }
}

/// A linear model as data.
struct LinearPredictor: Sendable, Equatable, Codable {
  let parameters: [FittedCoefficient]
  private let covariance: [[Double]]
  private let residualVariance: Double?
  private let degreesOfFreedom: Double

  /// A fit of the `kept` columns among those named; the others are 0.
  init(_ fit: LinearFit, kept: [Int], names: [String]) {
    let errors = fit.standardErrors
    var values = names.map { (name: $0, value: 0.0, error: 0.0 as Double?) }
    let none = [Double](repeating: 0, count: names.count)
    var covariance = none.map { _ in none }
    let given = fit.covariance
    for (place, column) in kept.enumerated() {
      values[column].value = fit.coefficients[place]
      values[column].error = errors?[place]
      for (other, second) in kept.enumerated() {
        covariance[column][second] = given?[place][other] ?? 0
      }
    }
    parameters = values.map {
      FittedCoefficient(
        name: $0.name, value: $0.value, standardError: $0.error)
    }
    self.covariance = covariance
    residualVariance = fit.residualVariance
    degreesOfFreedom = fit.degreesOfFreedom
  }

  func value(_ row: [Double]) -> Double { dot(row, parameters.map(\.value)) }

  /// t·√(σ² + xᵀ Cov x), half of the prediction interval.
  func margin(_ row: [Double], level: Double) -> Double? {
    guard let residualVariance,
      let t = try? StudentLaw(degreesOfFreedom: degreesOfFreedom)
        .twoSidedQuantile(level: level)
    else { return nil }
    let variance = zip(row, covariance).reduce(0) { $0 + $1.0 * dot($1.1, row) }
    return t * (residualVariance + max(0, variance)).squareRoot()
  }
}
