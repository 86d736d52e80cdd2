import DecodeStatistics

/// The JSON of the times that were measured of a task under one configuration.
struct TimeDescription: Encodable {
  struct Quantile: Encodable {
    var level: Double
    /// `nil` where the times are too few or cut.
    @Nullable var seconds: Double?
  }

  struct Part: Encodable {
    var observations: Int
    var censored: Int
    @Nullable var minimumSeconds: Double?
    @Nullable var maximumSeconds: Double?
    var quantiles: [Quantile]

    init?(_ times: TimeTable) throws {
      guard !times.isEmpty else { return nil }
      observations = times.count
      censored = times.cancelledCount
      minimumSeconds = times.minimum
      maximumSeconds = times.maximum
      // Times under the cap that the answers had are complete.
      quantiles = try [0.5, 0.9, 0.95, 0.99].map {
        Quantile(
          level: $0,
          seconds: try times.quantile($0, underCap: times.largestCap))
      }
    }
  }

  var task: String
  @Nullable var configuration: String?
  var decode: Part?
  var prefill: Part?
  var total: Part?

  init(_ group: TimeTables.Group, _ times: MeasuredTimes) throws {
    task = group.task.rawValue
    configuration =
      group.configuration.labels.isEmpty
      ? nil : group.configuration.description
    decode = try Part(times.decode)
    prefill = try Part(times.prefill)
    total = try Part(times.total)
  }

  /// The times of all groups.
  static func all(_ tables: TimeTables) throws -> [TimeDescription] {
    try tables.groups.map { try TimeDescription($0, tables[$0]) }
  }

  /// Prints the Kaplan–Meier quantiles of measured times.
  static func print(_ descriptions: [TimeDescription]) {
    guard !descriptions.isEmpty else { return }
    var table = TextTable(
      "measured times in ms", "answers", "P50", "P90", "P95", "P99", "max")
    for description in descriptions {
      let parts = [
        ("decode", description.decode), ("first token", description.prefill),
        ("total", description.total),
      ]
      for case (let name, let part?) in parts {
        let place = description.configuration.map { ", \($0)" } ?? ""
        table.add(
          ["\(description.task)\(place): \(name)", "\(part.observations)"]
            + part.quantiles.map { Format.milliseconds($0.seconds) }
            + [Format.milliseconds(part.maximumSeconds)])
      }
    }
    StandardOutput.print("")
    table.print()
  }
}
