import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Foundation
import TestSupport

/// The published tasks, as the fixtures hold them.
enum VLMModel {
  static func tables() throws -> LifeTables {
    try TraceReader().lifeTables(
      in: Fixtures.url("vlm-tasks.csv").path()
    ).tables
  }

  static func compiled() throws -> CompiledModel {
    try CompiledModel(
      DecodeModel(tables: tables(), latency: .publishedVLM))
  }

  /// A model of one task with the answers given.
  static func model(
    _ answers: [RecordedAnswers], secondsPerToken: Double = 0.04
  ) throws -> DecodeModel {
    var tables = LifeTables()
    for answer in answers {
      try tables.record(
        task: .vqa, length: answer.length, ending: answer.ending,
        count: answer.count)
    }
    return DecodeModel(
      tables: tables,
      latency: .constant(try ConstantLatency(secondsPerToken: secondsPerToken)))
  }
}
