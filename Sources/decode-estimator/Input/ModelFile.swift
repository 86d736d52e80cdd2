import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Foundation

/// Reading and writing models as JSON files.
enum ModelFile {
  /// Whether a file holds a JSON object, as models do and traces never.
  static func isModel(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    let start = (try? file.read(upToCount: 64)) ?? Data()
    let blanks = Array(" \t\r\n".utf8)
    return start.first { !blanks.contains($0) } == UInt8(ascii: "{")
  }

  static func read(_ path: String) throws -> DecodeModel {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw Failure.noInput("\(path): \(reason(error))")
    }
    do {
      return try JSONDecoder().decode(DecodeModel.self, from: data)
    } catch let error as DecodingError {
      throw Failure.badData("\(path): not a model: \(explain(error))")
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

  /// The model in a file, or one of the trace or count table that it is.
  static func read(
    _ path: String, orTrace options: TraceOptions, latency: String?
  ) throws -> DecodeModel {
    guard isModel(path) else {
      var model = DecodeModel(
        tables: try options.tables([path]),
        latency: try latency.map(LatencyModel.init(contentsOf:)))
      if latency == nil { try options.fitTimes(of: &model, [path]) }
      return model
    }
    let model = try read(path, latency: latency)
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

  private static func reason(_ error: any Error) -> String {
    let cocoa = error as NSError
    if let underlying = cocoa.userInfo[NSUnderlyingErrorKey] as? NSError,
      underlying.domain == NSPOSIXErrorDomain
    {
      return String(cString: strerror(Int32(underlying.code)))
    }
    return cocoa.localizedDescription
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
