import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Foundation
import PublicTraces

/// The answers of one task of a public trace, from which small tasks are
/// drawn.
struct TaskPool {
  /// An answer as a law of min(N, c) sees it.
  struct Answer {
    var tokens: Int
    var ending: Ending
  }

  var answers: [Answer]

  /// A training table of `count` answers and at most 300 others, drawn
  /// without replacement; `nil` where fewer than 12 would be left over.
  func draw(
    _ count: Int, using generator: inout SplitMix64
  ) throws -> (table: LifeTable, heldOut: [Answer])? {
    guard answers.count >= count + 12 else { return nil }
    var pool = answers
    let taken = min(count + 300, pool.count)
    for index in 0..<taken {
      pool.swapAt(index, Int.random(in: index..<pool.count, using: &generator))
    }
    var table = LifeTable()
    for answer in pool[..<count] {
      try table.record(length: answer.tokens, ending: answer.ending)
    }
    return (table, Array(pool[count..<taken]))
  }
}

/// The tasks of one trace.
struct PoolGroup {
  var name: String
  /// The cap under which forecasts are scored.
  var cap: Int
  var pools: [TaskPool]

  /// All groups, in the folder that holds the public traces.
  static func all(in folder: URL) throws -> [PoolGroup] {
    func group(
      _ name: String, _ path: String, _ columns: String, cap: Int,
      isRecorded: Bool
    ) throws -> PoolGroup {
      let reader = TraceReader(
        TraceReader.Options(
          columns: try ColumnMapping(parsing: columns),
          assumedCap: isRecorded ? cap : nil))
      let tables = try reader.lifeTables(
        in: folder.appending(path: path).path()
      )
      .tables
      return PoolGroup(
        name: name, cap: cap,
        pools: tables.tasks.compactMap { tables[$0].map(TaskPool.init) })
    }
    return [
      try group(
        "azure", "azure-2023/AzureLLMInferenceTrace_conv.csv",
        "tokens=GeneratedTokens", cap: 2000, isRecorded: false),
      try group(
        "mooncake", "mooncake/conversation_trace.csv", "tokens=output_length",
        cap: 2000, isRecorded: true),
      try serveGen(in: folder),
      try group(
        "spec-bench", "spec-bench/specbench_vanilla.csv",
        "tokens=new_tokens,task=category", cap: 1024, isRecorded: true),
      try group(
        "llava", "llava/answers.csv", "tokens=output_tokens", cap: 2000,
        isRecorded: false),
      try group(
        "alpaca", "alpaca-eval/answers.csv.gz", "task=model", cap: 4000,
        isRecorded: false),
    ]
  }

  private static func serveGen(in folder: URL) throws -> PoolGroup {
    let answers = try PublicTrace.serveGenImages.answers(in: folder)
    let clients = Dictionary(grouping: answers) {
      $0.request.task?.rawValue ?? ""
    }
    return PoolGroup(
      name: "servegen", cap: 2000,
      pools: clients.sorted { $0.key < $1.key }.map { _, answers in
        TaskPool(
          answers: answers.map {
            TaskPool.Answer(tokens: $0.tokens, ending: $0.ending)
          })
      })
  }
}

extension TaskPool {
  /// The answers of a table.
  init(_ table: LifeTable) {
    answers = table.rows.flatMap { row in
      [Answer](
        repeating: Answer(tokens: row.length, ending: .stopped),
        count: row.stopped)
        + [Answer](
          repeating: Answer(tokens: row.length, ending: .capped),
          count: row.censored)
    }
  }
}
