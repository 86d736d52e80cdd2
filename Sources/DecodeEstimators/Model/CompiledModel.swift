public import DecodeStatistics

/// A model whose laws are compiled when they are first asked for, and shared
/// by the estimators made from it.
///
/// A task under a configuration is compiled once and kept, up to some 2²⁰
/// segments of survival functions in all (about 60 MB); past that those made
/// first are made anew when asked for again. So a large model costs what is
/// asked of it, not what it holds.
public final class CompiledModel: Sendable {
  /// The model.
  public let model: DecodeModel

  private struct Key: Hashable, Sendable {
    var task: TaskID?
    var configuration: ServingConfiguration?
  }

  private let tasks = Memo<Key, CompiledTask>(limit: 1 << 20) {
    // A law of few lengths costs what surrounds it.
    100 + $0.time.segmentCount + $0.measured.count
  }

  /// Whether a law and its times depend on nothing but the task, the
  /// configuration and the cap.
  let dependsOnTasksAlone: Bool

  /// Whether a prompt's length tells a prefill time.
  let predictsPrefill: Bool

  /// Estimates of requests that ask for no more than a task, a configuration
  /// and a cap.
  let estimates = KeptEstimates()

  /// How many tasks were compiled and dropped.
  var droppedTasks: Int { tasks.dropped }

  /// Takes a model.
  ///
  /// - Throws: `EstimationError` if there are no answers or the parameters of
  ///   a law are out of range.
  public init(_ model: DecodeModel) throws(EstimationError) {
    guard !model.tables.tasks.isEmpty else { throw .noTasks }
    self.model = model
    dependsOnTasksAlone =
      model.conditional.map { $0.count == 0 } ?? true
      && model.conditionalTimes.isEmpty
    predictsPrefill = model.prefill != nil
    for (id, lengths) in model.lengthModels {
      guard let table = model.tables[id] else { continue }
      do throws(LengthLawError) {
        try lengths.validate(for: table)
      } catch {
        throw .fit(id, error)
      }
    }
  }

  /// The tasks, in order of their names.
  public var taskIDs: [TaskID] { model.tables.tasks }

  /// The configurations with times of their own, in order.
  public var configurations: [ServingConfiguration] {
    model.configurations.keys.sorted()
  }

  /// The numbers, beside the prompt's length, that times under some
  /// configuration depend on.
  public var covariateNames: [String] {
    Set(model.conditionalTimes.values.flatMap(\.names))
      .subtracting([CovariateEffects.promptTokens]).sorted()
  }

  /// A task under a configuration.
  ///
  /// - Parameters:
  ///   - id: The task; all tasks pooled if it is `nil` or unknown.
  ///   - configuration: The configuration; the times for any if it is `nil` or
  ///     unknown.
  /// - Throws: `EstimationError` if the law cannot be made, as of tasks that
  ///   are too many answers together.
  public subscript(
    id: TaskID?, configuration: ServingConfiguration? = nil
  ) -> CompiledTask {
    get throws(EstimationError) {
      let asked = Key(task: id, configuration: configuration)
      // Tasks are kept by the names that the model knows.
      if let task = tasks.known(asked) { return task }
      let key = Key(
        task: id.flatMap { model.tables[$0] == nil ? nil : $0 },
        configuration: configuration.flatMap { knows($0) ? $0 : nil })
      return try tasks.value(for: key) { () throws(EstimationError) in
        try compiled(key)
      }
    }
  }

  private func compiled(_ key: Key) throws(EstimationError) -> CompiledTask {
    let assumed: [Caveat] = model.isLatencyAssumed ? [.assumedLatency] : []
    let times =
      key.configuration.flatMap { model.configurations[$0] } ?? model.times
    guard let id = key.task, let table = model.tables[id] else {
      let all: LifeTable
      do throws(LengthLawError) {
        all = try model.tables.pooled()
      } catch {
        throw .law(error)
      }
      return try CompiledTask(
        id: nil, table: all, lengthModel: .kaplanMeier, times: times,
        measured: try measured(key), convention: model.convention,
        caveats: assumed + [.pooledTasks])
    }
    return try CompiledTask(
      id: id, table: table, lengthModel: model.lengthModels[id] ?? .kaplanMeier,
      times: times, measured: try measured(key),
      convention: model.convention, caveats: assumed)
  }

  /// The decode times that were measured of a task under a configuration; of
  /// all of them where one is not named.
  private func measured(_ key: Key) throws(EstimationError) -> MeasuredTimes {
    do throws(DecodeTimeError) {
      return try model.measured.pooled(
        task: key.task, configuration: key.configuration)
    } catch {
      throw .times(error)
    }
  }

  /// The task of a request, with its law given what else is known of the
  /// request where the model has one; or the mixture of several.
  ///
  /// Such a law and a mixture are made anew for each request.
  func task(
    of request: DecodeRequest
  ) throws(EstimationError) -> CompiledTask {
    guard let mixture = request.tasks else {
      var task = try self[request.task, request.configuration]
      if let times = conditionalTimes(of: request)?.servingTimes(
        request.knownNumbers)
      {
        task = CompiledTask(task, times: times)
      }
      guard let conditional = model.conditional, conditional.count > 0 else {
        return task
      }
      let forecast = conditional.forecast(request.features)
      return CompiledTask(task, forecast: forecast)
    }
    let ids = mixture.tasks
    if ids.count == 1 { return try self[ids[0], request.configuration] }
    var members: [CompiledTask] = []
    for id in ids { members.append(try self[id, request.configuration]) }
    return CompiledTask(
      mixing: members, weights: ids.map { mixture.weights[$0] ?? 0 })
  }

  /// Whether the law of a request's length depends on its prompt's.
  func usesPrompt(of request: DecodeRequest) -> Bool {
    request.promptTokens != nil && request.tasks == nil
      && model.conditional.map { $0.count > 0 } ?? false
  }

  /// Whether a configuration has times of its own.
  func knows(_ configuration: ServingConfiguration) -> Bool {
    model.configurations[configuration] != nil
  }

  /// Whether the request tells the numbers on which its decode steps depend.
  func tellsOfSteps(_ request: DecodeRequest) -> Bool {
    conditionalTimes(of: request)?.step.map {
      $0.effects.missing(request.knownNumbers).isEmpty
    } ?? false
  }

  /// What the times of a request's configuration depend on.
  func conditionalTimes(of request: DecodeRequest) -> ConditionalTimes? {
    if let configuration = request.configuration,
      let own = model.conditionalTimes[configuration]
    {
      return own
    }
    return model.conditionalTimes[ServingConfiguration()]
  }

  /// The law of the prefill predicted for a request that does not say it;
  /// `nil` without a prefill model, a prompt's length or a configuration known
  /// to it.
  func predictedPrefill(_ request: DecodeRequest) -> PrefillLaw? {
    guard request.prefill == .zero, let promptTokens = request.promptTokens
    else { return nil }
    if request.embedding == nil,
      let law = conditionalTimes(of: request)?.prefillLaw(
        request.knownNumbers)
    {
      return law
    }
    let prediction = try? model.prefill?.predict(
      promptTokens: promptTokens,
      configuration: request.configuration ?? ServingConfiguration(),
      embedding: request.embedding)
    return prediction.map { PrefillLaw(seconds: $0.seconds) }
  }

  /// What times depend on and a request does not tell.
  func untold(_ request: DecodeRequest) -> [String] {
    conditionalTimes(of: request)?.missing(request.knownNumbers) ?? []
  }
}
