import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Foundation
import PublicTraces
import QuantileAccuracy

/// A public trace whose forecasts are judged, with what its requests tell.
struct JudgedTrace {
  var title: String
  /// What its files are called.
  var key: String
  var split = AccuracySplit.temporal(0.5)
  /// Whether requests tell more than their task and prompt's length.
  var isInformed = false
  /// Of clients with tables of their own.
  var hasClients = false
  var answers: () throws -> [RecordedAnswer]

  func suite() throws -> AccuracySuite {
    try AccuracySuite(try answers(), split: split, tolerance: 0.015)
  }

  /// All of them, in the order of the page.
  static func all(in folder: URL) -> [JudgedTrace] {
    func read(_ path: String, _ columns: String = "") throws -> [RecordedAnswer]
    {
      var options = TraceReader.Options()
      if !columns.isEmpty {
        options.columns = try ColumnMapping(parsing: columns)
      }
      return try TraceReader(options).contents(
        of: [folder.appending(path: path).path(percentEncoded: false)],
        keeping: .all
      ).answers
    }
    return [
      JudgedTrace(
        title: PublicTrace.azureConversations.title, key: "azure",
        answers: { try PublicTrace.azureConversations.answers(in: folder) }),
      JudgedTrace(
        title: PublicTrace.mooncakeConversations.title, key: "mooncake",
        answers: { try PublicTrace.mooncakeConversations.answers(in: folder) }),
      JudgedTrace(
        title: PublicTrace.specBench.title, key: "spec-bench",
        // Its turns are in no order of time.
        split: .random(0.5, seed: 1),
        answers: { try PublicTrace.specBench.answers(in: folder) }),
      JudgedTrace(
        title: PublicTrace.serveGenImages.title, key: "servegen",
        hasClients: true,
        answers: { try PublicTrace.serveGenImages.answers(in: folder) }),
      JudgedTrace(
        title: "Mooncake, conversations, which request continues which",
        key: "mooncake-links", isInformed: true,
        answers: { try read("mooncake/conversation_trace.jsonl.gz") }),
      JudgedTrace(
        title: "LLaVA on six benchmarks, the prompt's text, no task",
        key: "llava-text", split: .random(0.5, seed: 1), isInformed: true,
        answers: {
          try read("llava/answers.csv", "text=prompt").map { answer in
            var answer = answer
            answer.request.task = nil
            return answer
          }
        }),
      JudgedTrace(
        title: "LLaVA on six benchmarks, the prompt's text and the task",
        key: "llava-task-text", split: .random(0.5, seed: 1), isInformed: true,
        answers: { try read("llava/answers.csv", "text=prompt") }),
      JudgedTrace(
        title: "AlpacaEval, prompts not seen: model, text and embedding",
        key: "alpaca-eval", isInformed: true,
        answers: {
          try alpaca(
            read("alpaca-eval/answers.csv.gz", "task=model"),
            in: folder.appending(path: "alpaca-eval"))
        }),
    ]
  }

  /// Answers with the texts and embeddings of their prompts, by `prompt_id`.
  private static func alpaca(
    _ answers: [RecordedAnswer], in folder: URL
  ) throws -> [RecordedAnswer] {
    let texts = try LabelledPromptReader(taskColumn: "prompt_id")
      .prompts(
        at: folder.appending(path: "prompts.csv").path(percentEncoded: false))
    let textOf = Dictionary(
      uniqueKeysWithValues: texts.map { ($0.task.rawValue, $0.prompt) })
    let embeddings = try EmbeddingReader()
      .embeddings(
        at: folder.appending(path: "embeddings.csv").path(percentEncoded: false)
      )
    let vectorOf = Dictionary(
      uniqueKeysWithValues: zip(embeddings.ids ?? [], embeddings.vectors))
    return answers.map { answer in
      var answer = answer
      answer.request.prompt = answer.promptID.flatMap { textOf[$0] }
      answer.request.embedding = answer.promptID.flatMap { vectorOf[$0] }
      return answer
    }
  }
}
