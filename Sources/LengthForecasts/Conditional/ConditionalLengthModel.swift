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
/// for answer in answers {
///   let p95 = model.quantiles([0.95], task: "chat", promptTokens: 812)
///   try model.observe(
///     length: answer.length, ending: .stopped, task: "chat",
///     promptTokens: 812)
/// }
/// ```
///
/// The quantiles are estimates, no bounds. What is guaranteed is that over any
/// sequence the summed pinball loss exceeds that of the best expert, even of
/// the best fixed average of experts, by at most
/// `mixture.regretBound(level:)`, before rounding to whole tokens.
///
/// The same answers in the same order give the same model to the last bit.
public struct ConditionalLengthModel: Sendable, Equatable, Codable {
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
  /// - Throws: `ParameterError` if a setting is out of its range.
  public init(
    _ settings: ConditionalLengthSettings = .init()
  ) throws(ParameterError) {
    tables = try ConditionalLifeTables(settings)
    mixture = try ExpertMixture(
      levels: settings.levels, expertCount: settings.expertCount)
    memory = ConversationMemory(settings.continuation)
  }

  /// Learns an answer: first what each expert would have said, then the
  /// answer itself.
  ///
  /// - Parameters:
  ///   - length: Tokens generated, at least 1.
  ///   - ending: How the answer ended.
  ///   - request: What was known of the request.
  /// - Returns: The quantiles predicted for `settings.levels` before the
  ///   answer was learnt; empty if it is the first.
  /// - Throws: `LifeTableError` if `length` is below 1. Nothing is learnt then.
  @discardableResult
  public mutating func observe(
    length: Int, ending: Ending, request: RequestFeatures
  ) throws(LifeTableError) -> [Int] {
    let request = completed(request)
    let forecasts =
      count > 0
      ? ExpertLaws(tables, request: request).quantiles(settings.levels) : []
    try tables.record(length: length, ending: ending, request: request)
    if settings.continuation != nil,
      let promptTokens = settings.promptTokens(of: request)
    {
      memory.record(
        task: request.task, promptTokens: promptTokens, length: length)
    }
    let predicted = forecasts.enumerated().map {
      mixture.learn(
        length: length, isCensored: ending.isCensored, forecasts: $0.element,
        level: $0.offset)
    }
    return Self.wholeTokens(predicted)
  }

  /// Learns an answer of which the prompt's length is known, or nothing.
  ///
  /// - Parameters:
  ///   - length: Tokens generated, at least 1.
  ///   - ending: How the answer ended.
  ///   - task: The request's task.
  ///   - promptTokens: The prompt's length, or `nil`.
  /// - Returns: As `observe(length:ending:request:)` does.
  /// - Throws: `LifeTableError` if `length` is below 1. Nothing is learnt then.
  @discardableResult
  public mutating func observe(
    length: Int, ending: Ending, task: TaskID, promptTokens: Int?
  ) throws(LifeTableError) -> [Int] {
    try observe(
      length: length, ending: ending,
      request: RequestFeatures(task: task, promptTokens: promptTokens))
  }

  /// The quantiles of the length to come, non-decreasing in the level.
  ///
  /// A level that is not one of the settings' borrows the weights of the
  /// nearest one on the scale of log q/(1 − q). Where mixed quantiles cross,
  /// they are put in order, which raises no sum of pinball losses. A quantile
  /// that censoring hides counts as the longest length seen, as that of
  /// min(N, c) does; a request of an unknown task has that of all tasks.
  ///
  /// - Parameters:
  ///   - levels: Probabilities between 0 and 1, in ascending order.
  ///   - request: What is known of the request.
  /// - Returns: Tokens for each level; empty if no answer has been seen.
  /// - Throws: `ParameterError` if levels are out of range or order.
  public func quantiles(
    _ levels: [Double], request: RequestFeatures
  ) throws(ParameterError) -> [Int] {
    for (index, level) in levels.enumerated() {
      let least = index > 0 ? levels[index - 1] : 0
      guard level > 0, level < 1, level >= least else {
        throw ParameterError(
          "level", level, accepted: "between 0 and 1, and at least \(least)")
      }
    }
    guard count > 0 else { return [] }
    let forecasts = experts(request).quantiles(levels)
    return Self.wholeTokens(
      zip(levels, forecasts).map {
        mixture.mix($0.1, level: nearestLevel(to: $0.0))
      })
  }

  /// The quantiles given the prompt's length, or nothing but the task.
  ///
  /// - Parameters:
  ///   - levels: Probabilities between 0 and 1, in ascending order.
  ///   - task: The request's task.
  ///   - promptTokens: The prompt's length, or `nil`.
  /// - Returns: Tokens for each level; empty if no answer has been seen.
  /// - Throws: `ParameterError` if levels are out of range or order.
  public func quantiles(
    _ levels: [Double], task: TaskID, promptTokens: Int?
  ) throws(ParameterError) -> [Int] {
    try quantiles(
      levels, request: RequestFeatures(task: task, promptTokens: promptTokens))
  }

  private func nearestLevel(to level: Double) -> Int {
    func logit(_ level: Double) -> Double {
      Double.log(level) - Double.log(onePlus: -level)
    }
    let place = logit(level)
    let distances = settings.levels.map { abs(logit($0) - place) }
    return distances.indices.min { distances[$0] < distances[$1] } ?? 0
  }

  private static func wholeTokens(_ quantiles: [Double]) -> [Int] {
    quantiles.sorted().map { Int(exactly: $0.rounded()) ?? .max }
  }

  func experts(_ request: RequestFeatures) -> ExpertLaws {
    ExpertLaws(tables, request: completed(request))
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
