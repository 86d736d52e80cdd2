public import DecodeStatistics

/// A model with the law of every task compiled, shared by the estimators made
/// from it.
public struct CompiledModel: Sendable {
  /// The model.
  public let model: DecodeModel

  private let tasks: [TaskID: CompiledTask]
  private let pooled: CompiledTask

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
        id: id, table: table, lengthModel: lengths, latency: model.latency,
        convention: model.convention,
        caveats: assumed + (id == nil ? [.pooledTasks] : []))
    }
    var tasks: [TaskID: CompiledTask] = [:]
    for id in model.tables.tasks {
      guard let table = model.tables[id] else { continue }
      tasks[id] = try compile(
        id, table, model.lengthModels[id] ?? .kaplanMeier)
    }
    guard !tasks.isEmpty else { throw .noTasks }
    self.tasks = tasks
    let all: LifeTable
    do throws(LifeTableError) {
      all = try model.tables.pooled()
    } catch {
      throw .table(error)
    }
    pooled = try compile(nil, all, .kaplanMeier)
  }

  /// The tasks, in order of their names.
  public var taskIDs: [TaskID] { model.tables.tasks }

  /// A task, or all tasks pooled if it is `nil` or unknown.
  public subscript(id: TaskID?) -> CompiledTask {
    id.flatMap { tasks[$0] } ?? pooled
  }
}
