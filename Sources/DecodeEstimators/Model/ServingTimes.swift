public import DecodeStatistics

/// How long tokens take under one configuration of a server.
public struct ServingTimes: Sendable, Equatable {
  /// The time of each position.
  public var latency: LatencyModel
  /// How measured times scatter around it; `nil` takes T for L(N) itself.
  public var noise: DecodeTimeNoise?

  /// Times, exact unless noise is given.
  public init(latency: LatencyModel, noise: DecodeTimeNoise? = nil) {
    self.latency = latency
    self.noise = noise
  }

  /// Times by any step latency, exact unless noise is given.
  public init(latency: some StepLatency, noise: DecodeTimeNoise? = nil) {
    self.init(latency: LatencyModel(latency), noise: noise)
  }
}

extension ServingTimes: Codable {
  private enum CodingKeys: String, CodingKey {
    case latency
    case noise
  }

  /// Reads `{"latency": …, "noise": …}`.
  ///
  /// - Throws: `DecodingError` for times that no server can have.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    latency = try values.decode(LatencyModel.self, forKey: .latency)
    noise = try values.decodeIfPresent(DecodeTimeNoise.self, forKey: .noise)
    guard noise?.isProper ?? true else {
      throw DecodingError.dataCorruptedError(
        forKey: .noise, in: values,
        debugDescription: "noise should be ratios above 0, or a log-normal "
          + "law of moderate scale")
    }
  }
}

extension DecodeModel {
  /// The least answers of a configuration from which its noise is fitted.
  public static let fewestForNoise = 20
  /// The least answers from which the prefill is fitted.
  public static let fewestForPrefill = 10

  /// Fits times to measured answers: a cost per answer and one per token for
  /// each configuration, and for all answers together; log-normal noise around
  /// them; and the prefill, linear in the prompt's length.
  ///
  /// Answers without a measured time are left aside. Configurations with few
  /// answers share the others' (`ConfigurationLatencyFit`). What was fitted
  /// before is replaced.
  ///
  /// - Parameter answers: Answers with times above 0, and the configurations
  ///   of their requests.
  /// - Returns: What to know beside the fits.
  /// - Throws: `LatencyFitError` for times that allow no fit; the model is
  ///   unchanged then.
  public mutating func fitTimes(
    _ answers: [RecordedAnswer]
  ) throws(LatencyFitError) -> [FitCaveat] {
    var model = self
    let measured = answers.compactMap(LatencyObservation.init)
    var caveats: [FitCaveat] = []
    if !measured.isEmpty {
      let fit = try LatencyFitting(convention: convention)
        .fitConfigurations(measured)
      caveats += fit.caveats
      model.times = ServingTimes(
        latency: fit.pooled.latency ?? latency,
        noise: try Self.noise(fit.pooled.latency, measured, convention))
      model.isLatencyAssumed = false
      model.configurations = [:]
      let rows = Dictionary(grouping: measured, by: \.configuration)
      for entry in fit.entries where !entry.configuration.labels.isEmpty {
        model.configurations[entry.configuration] = ServingTimes(
          latency: entry.latency,
          noise: try Self.noise(
            entry.latency, rows[entry.configuration] ?? [], convention)
            ?? model.times.noise)
      }
    }
    let prefills = answers.compactMap(PrefillObservation.init)
    if prefills.count >= Self.fewestForPrefill {
      let fit = try PrefillFitting().fit(prefills)
      caveats += fit.report.caveats.filter { !caveats.contains($0) }
      model.prefill = fit.model
    }
    self = model
    return caveats
  }

  private static func noise(
    _ latency: LatencyModel?, _ rows: [LatencyObservation],
    _ convention: DecodeStepConvention
  ) throws(LatencyFitError) -> DecodeTimeNoise? {
    let rows = rows.filter { convention.stepCount(tokens: $0.tokens) > 0 }
    guard let latency, rows.count >= fewestForNoise else { return nil }
    let ratios = rows.map {
      $0.decodeSeconds / convention.decodeTime(latency, tokens: $0.tokens)
    }
    // A latency of no time at all has no ratios.
    guard ratios.allSatisfy({ $0 > 0 && $0 < .infinity }) else { return nil }
    return try .fitted(
      .logNormal(growing: true), tokens: rows.map(\.tokens), ratios: ratios)
  }
}

extension LatencyObservation {
  /// The measured time of an answer, if there is one.
  fileprivate init?(_ answer: RecordedAnswer) {
    guard let time = answer.decodeTime else { return nil }
    self.init(
      tokens: answer.tokens, decodeSeconds: time.inSeconds,
      promptTokens: answer.request.promptTokens,
      configuration: answer.request.configuration ?? Configuration())
  }
}

extension PrefillObservation {
  /// The measured prefill of a request, if there is one.
  fileprivate init?(_ answer: RecordedAnswer) {
    let request = answer.request
    guard let tokens = request.promptTokens, tokens >= 1,
      request.prefill > .zero
    else { return nil }
    self.init(
      promptTokens: tokens, prefillSeconds: request.prefill.inSeconds,
      configuration: request.configuration ?? Configuration())
  }
}
