public import LengthLaws
import RealModule

/// An adaptive law of answer lengths given what is known of a request.
///
/// Life tables in a tree over task, prompt length, the conversation so far,
/// what somebody predicted and what the prompt's words say
/// (`ConditionalLifeTables`) give a law for every depth, half-life and strength
/// of shrinkage; their quantiles are mixed by weights learnt from the answers
/// seen so far (`ExpertMixture`). So one setting serves a trace whose prompts
/// tell all and one whose prompts tell nothing. What a request does not tell
/// is left aside for it.
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

  /// The last answers, from which conversations seem to go on.
  private var guess: ConversationGuess

  /// The conversations that are known.
  private var conversations = ConversationLog()

  /// What prompts say of lengths.
  private var prompts = PromptLengths()

  /// How its laws covered the answers so far.
  public private(set) var scores = ConformalScores()

  /// More tasks than that share a context of the mixture.
  private static let mostContexts = 1024

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
    guess = Self.emptyGuess(settings)
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
    let prompt = settings.usesText ? prompts.forecast(request) : nil
    let answer = answer(request, prompt)
    return LengthForecast(
      request,
      law: ConditionalLaw(
        answer, prompt, contexts: contexts(of: answer), tables, mixture),
      identifiedThrough: tables.shape.greatest)
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
    let request = forecast.request
    if count > 0 { scores.record(outcome, of: forecast) }
    let isCensored = outcome.ending.isCensored
    let law = forecast.law as? ConditionalLaw
    if let law, law.experts.count == law.places.count * mixture.levels.count,
      law.places.allSatisfy({ 4 * Int($0) + 4 <= mixture.expertCount })
    {
      mixture.learn(
        length: outcome.length, isCensored: isCensored, places: law.places,
        contexts: law.contexts, forecasts: law.experts, mixed: law.mixed)
    }
    let prompt =
      law?.prompt ?? (settings.usesText ? prompts.forecast(request) : nil)
    var answer = law?.answer ?? answer(request, prompt)
    if answer.values.count != tables.layout.variables.count {
      answer = self.answer(request, prompt)
    }
    tables.record(outcome, answer, request)
    if let prompt {
      prompts.learn(length: outcome.length, isCensored: isCensored, prompt)
    }
    remember(outcome, request)
  }

  /// Learns where conversations may go on.
  private mutating func remember(_ outcome: Outcome, _ request: RequestFeatures)
  {
    if settings.usesConversations, let name = request.conversation {
      conversations.record(
        name, length: outcome.length, promptTokens: request.promptTokens)
    } else if settings.continuation != nil, request.continuedLength == nil,
      let promptTokens = settings.promptTokens(of: request)
    {
      guess.record(
        task: request.task, promptTokens: promptTokens,
        length: outcome.length)
    }
  }

  /// A request in numbers, with what is known of its conversation and prompt.
  private func answer(
    _ request: RequestFeatures, _ prompt: PromptLengths.Forecast?
  ) -> ConditionalAnswer {
    var answer = tables.journal.answer(request)
    let conversation =
      settings.usesConversations ? request.conversation : nil
    let entry = conversation.flatMap { conversations[$0] }
    for (place, variable) in tables.layout.variables.enumerated()
    where answer.values[place] == -1 {
      switch variable {
      case .previous:
        // A conversation that is not known begins.
        if conversation != nil { answer.values[place] = entry?.latest ?? 0 }
      case .added:
        if let entry, entry.end > 0, let tokens = request.promptTokens,
          tokens >= entry.end
        {
          answer.values[place] = tokens - entry.end
        }
      case .conversationMean: answer.values[place] = entry?.mean ?? -1
      case .guessed:
        if conversation == nil, request.continuedLength == nil,
          let tokens = settings.promptTokens(of: request)
        {
          answer.values[place] = guess.continuedLength(
            task: request.task, promptTokens: tokens)
        }
      case .score: answer.values[place] = prompt?.score ?? -1
      default: break
      }
    }
    return answer
  }

  /// In which contexts experts are weighed for a request: its task, one that
  /// is not known yet among them, and how long the answer before was.
  private func contexts(of answer: ConditionalAnswer) -> [Int] {
    var contexts = [min(max(answer.task, -1), Self.mostContexts) + 1]
    if let place = tables.layout.variables.firstIndex(of: .previous),
      answer.values[place] >= 0
    {
      contexts.append(
        Self.mostContexts + 2
          + NumberCell.index(
            of: answer.values[place], bits: 0, isShifted: false))
    }
    return contexts
  }

  private static func emptyGuess(
    _ settings: ConditionalLengthSettings
  ) -> ConversationGuess {
    ConversationGuess(
      size: settings.continuation?.memory ?? 1,
      gap: settings.continuation?.gap ?? 0)
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
    guess = try container.decode(ConversationGuess.self, forKey: .guess)
    conversations = try container.decode(
      ConversationLog.self, forKey: .conversations)
    prompts = try container.decode(PromptLengths.self, forKey: .prompts)
    scores = try container.decode(ConformalScores.self, forKey: .scores)
    let empty = Self.emptyGuess(tables.settings)
    guard guess.size == empty.size, guess.gap == empty.gap else {
      throw DecodingError.dataCorruptedError(
        forKey: .guess, in: container,
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
