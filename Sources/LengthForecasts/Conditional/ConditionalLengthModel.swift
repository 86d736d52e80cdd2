public import LengthLaws
import RealModule

/// An adaptive law of answer lengths given what is known of a request.
///
/// Life tables in a tree over task, prompt length and the length of the answer
/// that the request seems to go on from (`ConditionalLifeTables`,
/// `ConditionalLengthSettings.Continuation`) give a law for every depth,
/// half-life and strength of shrinkage; their quantiles are mixed by weights
/// learnt from the answers seen so far (`ExpertMixture`). So one setting serves
/// a trace whose prompts tell all and one whose prompts tell nothing.
///
/// ```swift
/// var model = try ConditionalLengthModel()
/// let forecast = model.forecast(
///   RequestFeatures(task: "chat", promptTokens: 812))
/// let p95 = forecast.quantile(0.95)
/// model.observe(try Outcome(length: 388), of: forecast)
/// ```
///
/// The quantiles are estimates, no bounds. What is guaranteed is that over any
/// sequence the summed pinball loss exceeds that of the best expert, even of
/// the best fixed average of experts, by at most
/// `mixture.regretBound(level:)`, before rounding to whole tokens.
///
/// The same forecasts and answers in the same order give the same model to the
/// last bit.
public struct ConditionalLengthModel: LengthForecaster, Equatable, Codable {
  /// The counts from which the experts speak.
  public private(set) var tables: ConditionalLifeTables

  /// The weights of the experts.
  public private(set) var mixture: ExpertMixture

  /// The last answers, from which conversations go on.
  private var memory: ConversationMemory

  /// What is looked at, and with which experts.
  public var settings: ConditionalLengthSettings { tables.settings }

  /// Answers seen, censored ones included.
  public var count: Int { tables.count }

  /// A model that has seen nothing.
  ///
  /// - Throws: `LengthLawError` if a setting is out of its range.
  public init(
    _ settings: ConditionalLengthSettings = .init()
  ) throws(LengthLawError) {
    tables = try ConditionalLifeTables(settings)
    mixture = try ExpertMixture(
      levels: settings.levels, expertCount: settings.expertCount)
    memory = ConversationMemory(settings.continuation)
  }

  /// The law of the length to come.
  ///
  /// Its quantiles at the settings' levels are the experts', each level with
  /// weights of its own; see `LengthForecast`. What those cost does not depend
  /// on how many answers were seen; the rest of the law is worked out when it
  /// is asked for, as of now. A request of an unknown task has the law of all
  /// tasks; without any answer nothing is known.
  ///
  /// - Parameter request: What is known of the request.
  /// - Returns: The forecast.
  public func forecast(_ request: RequestFeatures) -> LengthForecast {
    guard count > 0 else {
      return LengthForecast(
        request, law: SurvivalStepFunction.unknown, identifiedThrough: 0)
    }
    return LengthForecast(
      request, law: ConditionalLaw(completed(request), tables, mixture),
      identifiedThrough: tables.longest[tables.cells.upperBound])
  }

  /// Learns an answer: first what each expert had said, then the answer.
  ///
  /// - Parameters:
  ///   - outcome: The answer.
  ///   - forecast: What this model, then, said of it. With a forecast of
  ///     another origin only the answer is learnt.
  public mutating func observe(
    _ outcome: Outcome, of forecast: LengthForecast
  ) {
    let law = forecast.law as? ConditionalLaw
    if let law, law.experts.values.count == mixture.regrets.count {
      mixture.learn(
        length: outcome.length, isCensored: outcome.ending.isCensored,
        forecasts: law.experts.values, mixed: law.experts.mixed)
    }
    let request = law?.request ?? completed(forecast.request)
    tables.record(outcome, request)
    if settings.continuation != nil,
      let promptTokens = settings.promptTokens(of: request)
    {
      memory.record(
        task: request.task, promptTokens: promptTokens,
        length: outcome.length)
    }
  }

  /// The request with the answer that it goes on from, as far as is known.
  private func completed(_ request: RequestFeatures) -> RequestFeatures {
    guard request.continuedLength == nil, settings.continuation != nil,
      let promptTokens = settings.promptTokens(of: request)
    else { return request }
    var request = request
    request.continuedLength = memory.continuedLength(
      task: request.task, promptTokens: promptTokens)
    return request
  }
}

// MARK: - Decoding

extension ConditionalLengthModel {
  /// Reads a model.
  ///
  /// - Throws: `DecodingError` if the weights are not those of the settings'
  ///   experts.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    tables = try container.decode(ConditionalLifeTables.self, forKey: .tables)
    mixture = try container.decode(ExpertMixture.self, forKey: .mixture)
    memory = try container.decode(ConversationMemory.self, forKey: .memory)
    let empty = ConversationMemory(tables.settings.continuation)
    guard memory.size == empty.size, memory.gap == empty.gap else {
      throw DecodingError.dataCorruptedError(
        forKey: .memory, in: container,
        debugDescription: "the memory should be that of the settings")
    }
    guard mixture.levels == tables.settings.levels,
      mixture.expertCount == tables.settings.expertCount
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .mixture, in: container,
        debugDescription: "the mixture should have the settings' levels and "
          + "\(tables.settings.expertCount) experts")
    }
  }
}
