import DecodeEstimators
import DecodeStatistics
import DecodeTraces

extension ModelFile {
  /// The model in a file, or one of the trace or count table that it is; the
  /// file is read once.
  static func model(
    _ path: String, orTrace options: TraceOptions, latency: String?,
    assumedCap: Int? = nil
  ) throws -> DecodeModel {
    let input = try TraceInput(path)
    guard isModel(input) else {
      let contents = try options.contents(
        of: input, assumedCap: assumedCap,
        keeping: latency == nil ? .timed(last: TraceOptions.mostTimed) : .none)
      var model = DecodeModel(
        tables: contents.tables,
        latency: try latency.map(LatencyModel.init(contentsOf:)))
      if latency == nil { try options.fitTimes(of: &model, contents) }
      return model
    }
    guard assumedCap == nil else {
      throw Failure.badData(
        "\(path): --cap is of answers whose ending is not recorded, and a "
          + "model knows the endings of its own; --max-tokens is the request's")
    }
    var model = try Self.model(input)
    if let latency {
      model.latency = try LatencyModel(contentsOf: latency)
      model.isLatencyAssumed = false
    }
    if let task = options.task, model.tables[TaskID(task)] == nil {
      throw Failure.badData(
        "\(path): no task \"\(task)\"; its tasks are "
          + model.tables.tasks.map(\.rawValue).joined(separator: ", "))
    }
    return model
  }
}
