import NumericalMethods

/// A step latency as fitted: of position alone, or of the request too.
public enum FittedLatency: Sendable, Equatable, Codable {
  /// A step latency for every request.
  case positional(LatencyModel)
  /// One that depends on the prompt's length and the batch.
  case context(ContextLatency)
}

/// A coefficient with its uncertainty.
public struct FittedCoefficient: Sendable, Hashable, Codable {
  /// What it is.
  public let name: String
  /// Its value; times in seconds.
  public let value: Double
  /// Its standard error.
  ///
  /// It is 0 where the value is held at its bound and `nil` without a row to
  /// spare; that of a robust or penalised fit is approximate.
  public let standardError: Double?
}

/// A step latency fitted to measurements.
public struct LatencyFit: Sendable, Equatable, Codable {
  /// How it was fitted.
  public let settings: LatencyFitting
  /// The form that was fitted.
  public let form: LatencyForm
  /// The latency.
  public let model: FittedLatency
  /// The coefficients of the regression.
  public let parameters: [FittedCoefficient]
  /// σ of a row of weight 1, in seconds; `nil` without a row to spare.
  public let residualStandardDeviation: Double?
  /// Rows less unknowns in effect.
  public let degreesOfFreedom: Double
  /// How the rows fitted to are explained.
  public let errors: ErrorSummary
  /// What to know beside the numbers.
  public private(set) var caveats: [FitCaveat]

  init(
    settings: LatencyFitting, form: LatencyForm, names: [String],
    fit: LinearFit, model: FittedLatency, rows: [LatencyObservation],
    caveats: [FitCaveat]
  ) throws(DecodeTimeError) {
    self.settings = settings
    self.form = form
    self.model = model
    let errors = fit.standardErrors
    parameters = names.indices.map {
      FittedCoefficient(
        name: names[$0], value: fit.coefficients[$0],
        standardError: errors?[$0])
    }
    residualStandardDeviation = fit.residualVariance?.squareRoot()
    degreesOfFreedom = fit.degreesOfFreedom
    let bound = Set(names.indices).subtracting(fit.free).sorted()
    var all = caveats
    if !bound.isEmpty { all.append(.heldAtBound(bound.map { names[$0] })) }
    if fit.residualVariance == nil { all.append(.noDegreesOfFreedom) }
    self.caveats = all
    var predictions: [Double] = []
    for row in rows {
      predictions.append(
        try Self.predict(model, row, convention: settings.convention))
    }
    self.errors = ErrorSummary(
      observed: rows.map(\.decodeSeconds), predicted: predictions,
      unknowns: fit.effectiveColumns)
  }

  /// The fit with one more thing to know.
  func adding(_ caveat: FitCaveat) -> LatencyFit {
    var fit = self
    fit.caveats.append(caveat)
    return fit
  }

  /// The latency, where it depends on position alone.
  public var latency: LatencyModel? {
    guard case .positional(let latency) = model else { return nil }
    return latency
  }

  /// The expected total time of an answer, in seconds; its own time is not
  /// looked at.
  ///
  /// - Parameter observation: Its tokens, and prompt and batch where the form
  ///   needs them.
  /// - Returns: Seconds.
  /// - Throws: `DecodeTimeError.missing`, or for numbers that make no latency.
  public func predict(
    _ observation: LatencyObservation
  ) throws(DecodeTimeError) -> Double {
    if case .context(let batch) = form {
      if observation.promptTokens == nil {
        throw .missing(row: 0, name: "prompt tokens")
      }
      if batch, observation.batch == nil {
        throw .missing(row: 0, name: "a batch")
      }
    }
    return try Self.predict(
      model, observation, convention: settings.convention)
  }

  private static func predict(
    _ model: FittedLatency, _ row: LatencyObservation,
    convention: DecodeStepConvention
  ) throws(DecodeTimeError) -> Double {
    switch model {
    case .positional(let latency):
      return convention.decodeTime(latency, tokens: row.tokens)
    case .context(let context):
      let latency = try context.stepLatency(
        promptTokens: row.promptTokens ?? 0, batch: row.batch ?? 1)
      return convention.decodeTime(latency, tokens: row.tokens)
        + context.startUpSeconds
    }
  }
}
