public import DecodeStatistics

/// A model with the law of every task compiled under every configuration,
/// shared by the estimators made from it.
public struct CompiledModel: Sendable {
  /// The model.
  public let model: DecodeModel

  /// Every task, and all of them pooled, under one configuration.
  private struct Tasks: Sendable {
    var own: [TaskID: CompiledTask]
    var pooled: CompiledTask

    func under(_ times: ServingTimes) -> Tasks {
      Tasks(
        own: own.mapValues { CompiledTask($0, times: times) },
        pooled: CompiledTask(pooled, times: times))
    }
  }

  private let tasks: Tasks
  private let configured: [Configuration: Tasks]

  /// Compiles every task, and all of them pooled for tasks unknown.
  ///
  /// - Throws: `EstimationError` if there are no answers or a law cannot be
  ///   made.
  public init(_ model: DecodeModel) throws(EstimationError) {
    self.model = model
    let assumed: [Caveat] = model.isLatencyAssumed ? [.assumedLatency] : []
    func compile(
      _ id: TaskID?, _ table: LifeTable, _ lengths: LengthModel
    ) throws(EstimationError) -> CompiledTask {
      try CompiledTask(
        id: id, table: table, lengthModel: lengths, times: model.times,
        convention: model.convention,
        caveats: assumed + (id == nil ? [.pooledTasks] : []))
    }
    var own: [TaskID: CompiledTask] = [:]
    for id in model.tables.tasks {
      guard let table = model.tables[id] else { continue }
      own[id] = try compile(id, table, model.lengthModels[id] ?? .kaplanMeier)
    }
    guard !own.isEmpty else { throw .noTasks }
    let all: LifeTable
    do throws(LifeTableError) {
      all = try model.tables.pooled()
    } catch {
      throw .table(error)
    }
    let tasks = Tasks(own: own, pooled: try compile(nil, all, .kaplanMeier))
    self.tasks = tasks
    configured = model.configurations.mapValues { tasks.under($0) }
  }

  /// The tasks, in order of their names.
  public var taskIDs: [TaskID] { model.tables.tasks }

  /// The configurations with times of their own, in order.
  public var configurations: [Configuration] { configured.keys.sorted() }

  /// A task under the times for any configuration, or all tasks pooled if it
  /// is `nil` or unknown.
  public subscript(id: TaskID?) -> CompiledTask { self[id, nil] }

  /// A task under a configuration.
  ///
  /// - Parameters:
  ///   - id: The task; all tasks pooled if it is `nil` or unknown.
  ///   - configuration: The configuration; the times for any if it is `nil` or
  ///     unknown.
  public subscript(
    id: TaskID?, configuration: Configuration?
  ) -> CompiledTask {
    let tasks = configuration.flatMap { configured[$0] } ?? tasks
    return id.flatMap { tasks.own[$0] } ?? tasks.pooled
  }

  /// The task of a request, with the conditional forecast of its length where
  /// the model has one; or the mixture of several.
  ///
  /// Such a law and a mixture are made anew for each request.
  func task(of request: DecodeRequest) -> CompiledTask {
    guard let mixture = request.tasks else {
      let task = self[request.task, request.configuration]
      guard let conditional = model.conditional, conditional.count > 0 else {
        return task
      }
      let forecast = conditional.forecast(request.features)
      let horizon = min(
        max(task.time.cap, forecast.identifiedThrough),
        TotalDecodeTime.maximumCap)
      return CompiledTask(
        id: task.id, lengths: forecast.law,
        table: task.table, times: task.times,
        cap: task.cap, horizon: horizon,
        convention: task.time.convention, caveats: task.caveats)
    }
    let ids = mixture.tasks
    if ids.count == 1 { return self[ids[0], request.configuration] }
    return CompiledTask(
      mixing: ids.map { self[$0, request.configuration] },
      weights: ids.map { mixture.weights[$0] ?? 0 })
  }

  /// Whether the law of a request's length depends on its prompt's.
  func usesPrompt(of request: DecodeRequest) -> Bool {
    request.promptTokens != nil && request.tasks == nil
      && model.conditional.map { $0.count > 0 } ?? false
  }

  /// Whether times scatter under any configuration.
  var hasNoise: Bool {
    model.times.noise != nil
      || model.configurations.values.contains { $0.noise != nil }
  }

  /// Whether a configuration has times of its own.
  func knows(_ configuration: Configuration) -> Bool {
    configured[configuration] != nil
  }

  /// The prefill time predicted for a request that does not say it; `nil`
  /// without a prefill model, a prompt's length or a configuration known to
  /// it.
  func predictedPrefill(_ request: DecodeRequest) -> Duration? {
    guard request.prefill == .zero, let prefill = model.prefill,
      let promptTokens = request.promptTokens
    else { return nil }
    let prediction = try? prefill.predict(
      promptTokens: promptTokens,
      configuration: request.configuration ?? Configuration(),
      embedding: request.embedding)
    return prediction.map { .clamped(seconds: $0.seconds) }
  }
}
