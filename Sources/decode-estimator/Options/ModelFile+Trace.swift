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
    try modelAndContents(
      path, options, latency: latency, assumedCap: assumedCap,
      keeping: latency == nil ? .timed(last: TraceOptions.mostTimed) : .none
    ).model
  }

  /// What a budget can be held against: the model of an input, or the times of
  /// one that knows them in buckets only.
  static func modelOrTimes(
    _ path: String, _ options: TraceOptions, latency: String?,
    assumedCap: Int? = nil
  ) throws -> ModelOrTimes {
    let (model, contents) = try modelAndContents(
      path, options, latency: latency, assumedCap: assumedCap,
      keeping: latency == nil ? .timed(last: TraceOptions.mostTimed) : .none,
      mayBeGrouped: true)
    guard let contents, contents.tables.isEmpty else { return .model(model) }
    let times = contents.timeHistograms.filter { $0.part != .prefill }
    if times.isEmpty { try contents.requireAnswers() }
    return .times(times)
  }

  /// The same with the answers of a trace, in their order.
  static func modelAndAnswers(
    _ path: String, _ options: TraceOptions, latency: String?,
    assumedCap: Int? = nil
  ) throws -> (model: DecodeModel, contents: TraceContents?) {
    try modelAndContents(
      path, options, latency: latency, assumedCap: assumedCap,
      keeping: .last(TraceOptions.mostTimed))
  }

  private static func modelAndContents(
    _ path: String, _ options: TraceOptions, latency: String?,
    assumedCap: Int?, keeping kept: TraceContents.Kept,
    mayBeGrouped: Bool = false
  ) throws -> (model: DecodeModel, contents: TraceContents?) {
    let input = try TraceInput(path)
    guard isModel(input) else {
      let contents = try options.contents(
        of: input, assumedCap: assumedCap, keeping: kept,
        mayBeGrouped: mayBeGrouped)
      var model = DecodeModel(
        tables: contents.tables,
        latency: try latency.map(LatencyModel.init(contentsOf:)))
      if latency == nil { try options.fitTimes(of: &model, contents) }
      return (model, contents)
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
    return (model, nil)
  }
}

/// What a budget can be held against.
enum ModelOrTimes {
  case model(DecodeModel)
  case times([TimeHistogram])
}
