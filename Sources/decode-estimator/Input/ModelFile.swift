import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Foundation

/// Reading and writing models as JSON files.
enum ModelFile {
  /// The keys with which a model's object begins, whatever it has.
  private static let keys = [
    "conditional", "configurations", "convention", "extensions", "format",
    "isLatencyAssumed", "latency", "lengthModels", "noise", "prefill",
    "tables", "version",
  ]

  static func read(_ path: String) throws -> DecodeModel {
    try decode(TraceInput(path))
  }

  private static func decode(_ input: consuming TraceInput) throws
    -> DecodeModel
  {
    let name = input.name
    let data = Data(try input.allBytes())
    do {
      return try JSONDecoder().decode(DecodeModel.self, from: data)
    } catch let error as DecodingError {
      throw Failure.badData("\(name): not a model: \(explain(error))")
    }
  }

  /// A model with another latency, if a table is given.
  static func read(_ path: String, latency: String?) throws -> DecodeModel {
    var model = try read(path)
    if let latency {
      model.latency = try LatencyModel(contentsOf: latency)
      model.isLatencyAssumed = false
    }
    return model
  }

  /// The model in a file, or one of the trace or count table that it is; the
  /// file is read once.
  static func read(
    _ path: String, orTrace options: TraceOptions, latency: String?,
    assumedCap: Int? = nil
  ) throws -> DecodeModel {
    let input = try TraceInput(path)
    guard input.isObject(beginningWith: keys) else {
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
    var model = try decode(input)
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

  /// Writes to a temporary file and renames it: a model is there whole or not
  /// at all.
  static func write(_ model: DecodeModel, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    var data = try encoder.encode(model)
    data.append(UInt8(ascii: "\n"))
    try AtomicFile.write(Array(data), to: path)
  }

  private static func explain(_ error: DecodingError) -> String {
    let context: DecodingError.Context
    switch error {
    case .dataCorrupted(let found), .keyNotFound(_, let found),
      .typeMismatch(_, let found), .valueNotFound(_, let found):
      context = found
    @unknown default: return "\(error)"
    }
    let path = context.codingPath.map(\.stringValue).joined(separator: ".")
    return (path.isEmpty ? "" : "\(path): ") + context.debugDescription
  }
}
