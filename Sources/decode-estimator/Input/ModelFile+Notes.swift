import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Foundation

extension ModelFile {
  /// The model in an input, with notes on standard error.
  static func model(_ input: consuming TraceInput) throws(TraceError)
    -> DecodeModel
  {
    let name = input.name
    let contents = try read(input)
    for note in contents.notes {
      Notes.say(note, of: name)
    }
    return contents.model
  }

  /// A model with another latency, if a table is given.
  static func model(_ path: String, latency: String?) throws -> DecodeModel {
    var model = try model(TraceInput(path))
    if let latency {
      model.latency = try LatencyModel(contentsOf: latency)
      model.isLatencyAssumed = false
    }
    return model
  }

  /// Writes a model with the release and the time at which it was made.
  static func save(_ model: DecodeModel, to path: String) throws {
    var model = model
    model.provenance.software = ReleaseVersion.software
    model.provenance.created = Clock.now
    try write(model, to: path)
    Notes.wrote(path)
  }
}

extension ModelProvenance {
  /// Adds the files that contents were read from.
  mutating func add(_ reports: [ReadingReport]) {
    for report in reports {
      add(
        Source(
          name: report.path, format: report.format.rawValue,
          answers: report.answers, bytes: report.bytes, digest: report.digest,
          read: Clock.now,
          assumptions: report.assumptions.isEmpty
            ? nil : report.assumptions.map(\.text)))
    }
  }
}

/// The time of day.
enum Clock {
  /// Now, in ISO 8601 and UTC; what `SOURCE_DATE_EPOCH` says where it is set,
  /// so that a build can be repeated to the byte.
  static let now: String = {
    let epoch = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"]
      .flatMap(Double.init)
    let date = epoch.map { Date(timeIntervalSince1970: $0) } ?? Date()
    return date.formatted(.iso8601)
  }()
}
