import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Foundation
import Outside

/// The repository's fixtures, and models made from them.
enum Data {
  static let fixtures = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func path(_ name: String) -> String {
    fixtures.appending(path: name).path()
  }

  static func tables(_ name: String = "vlm-tasks.csv") throws -> LifeTables {
    try TraceReader().lifeTables(in: path(name)).tables
  }

  static func answers() throws -> [RecordedAnswer] {
    try TraceReader().recordedAnswers(in: path("chat.csv")).answers
  }

  static let latency = BatchedLatency(stepSeconds: 0.1, tokensPerStep: 4)
}
