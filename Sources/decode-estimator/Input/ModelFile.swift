import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Foundation

/// Reading and writing models as JSON files.
enum ModelFile {
  /// The keys with which a model's object begins, whatever it has.
  static let keys = [
    "conditional", "configurations", "convention", "extensions", "format",
    "isLatencyAssumed", "latency", "lengthModels", "noise", "prefill",
    "tables", "version",
  ]

  static func read(_ path: String) throws -> DecodeModel {
    try decode(TraceInput(path))
  }

  static func decode(_ input: consuming TraceInput) throws
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
