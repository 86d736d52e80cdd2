import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Foundation
import Testing

/// The folder of public traces beside the repository, which not every
/// checkout has.
private let traces = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("shared/traces").path

private func isPresent(_ name: String) -> Bool {
  FileManager.default.fileExists(atPath: traces + "/" + name)
}

private let azure = "azure-2023/AzureLLMInferenceTrace_conv.csv"
private let mooncake = "mooncake/conversation_trace.csv"
private let mooncakeLines = "mooncake/conversation_trace.jsonl.gz"
private let aiperf = "aiperf/profile_export.jsonl.gz"
private let llmServing = "llmservingsim/vllm_measured_requests.csv"
private let specBench = "spec-bench/specbench_vanilla.csv"

extension ReadingReport {
  /// Requests that failed or belong to a warm-up.
  fileprivate var leftOut: Int {
    assumptions.filter { $0.kind == .failed || $0.kind == .warmUp }
      .reduce(0) { $0 + ($1.count ?? 0) }
  }
}

@Suite("Public traces")
struct PublicTraceTests {
  @Test(.enabled(if: isPresent(azure), "needs the Azure trace"))
  func azureConversations() throws {
    let reader = TraceReader()
    let (tables, report) = try reader.lifeTables(in: traces + "/" + azure)
    let table = try #require(tables["all"])
    #expect(report.rowsRead == 19_366)
    #expect(report.wholeFileIsOneTask)
    #expect(report.endingsAssumedStopped)
    #expect(table.count == 19_366)
    #expect(table.recordedMedian == 129)
    #expect(table.maximum == 1000)
    let mean = try #require(table.recordedMean)
    #expect(abs(mean - 211) < 0.5)
    let (answers, _) = try reader.recordedAnswers(in: traces + "/" + azure)
    #expect(answers.count == 19_366)
    #expect(answers.first?.request.promptTokens == 374)
    // date -u -d '2023-11-16 18:15:46' +%s
    let first = try #require(answers.first?.timestamp)
    #expect(abs(first - 1_700_158_546.68059) < 1e-6)
    #expect(answers.last?.line == 19_367)
  }

  @Test(.enabled(if: isPresent(mooncake), "needs the Mooncake trace"))
  func mooncakeConversations() throws {
    let mapping = try ColumnMapping(parsing: "tokens=output_length")
    let reader = TraceReader(.init(columns: mapping, assumedCap: 2000))
    let (tables, report) = try reader.lifeTables(in: traces + "/" + mooncake)
    let table = try #require(tables["all"])
    #expect(table.count == 12_031)
    #expect(table.largestCap == 2000)
    #expect(!report.endingsAssumedStopped)
  }

  /// The number of links is the publisher's rule, counted independently.
  @Test(.enabled(if: isPresent(mooncakeLines), "needs the Mooncake trace"))
  func mooncakeLinks() throws {
    let contents = try TraceReader().contents(
      of: [traces + "/" + mooncakeLines], keeping: .all)
    #expect(contents.answers.count == 12_031)
    #expect(contents.answers.count { $0.continues != nil } == 3_898)
    #expect(
      contents.tables
        == (try TraceReader().lifeTables(in: traces + "/" + mooncake).tables))
  }

  @Test(.enabled(if: isPresent(aiperf), "needs the AIPerf run"))
  func aiperfRun() throws {
    let contents = try TraceReader().contents(
      of: [traces + "/" + aiperf], keeping: .all)
    let report = contents.reports[0]
    #expect(report.format == .aiperf)
    #expect(report.rowsRead == contents.answers.count + report.leftOut)
    #expect(report.assumes(.lengthsLookForced))
    #expect(contents.convention == .firstTokenInPrefill)
    #expect(contents.answers.allSatisfy { (193...247).contains($0.tokens) })
  }

  @Test(.enabled(if: isPresent(llmServing), "needs the vLLM measurements"))
  func servingTimesInSeconds() throws {
    let contents = try TraceReader().contents(
      of: [traces + "/" + llmServing], keeping: .all)
    let answers = contents.answers
    #expect(answers.count == 600)
    #expect(answers.first?.decodeTime == .seconds(16.880883))
    #expect(answers.first?.prefillTime == .seconds(0.689414))
    #expect(answers.compactMap(\.decodeTime).max() ?? .zero < .seconds(43))
  }

  @Test(.enabled(if: isPresent(specBench), "needs the Spec-Bench runs"))
  func specBenchCategories() throws {
    let mapping = try ColumnMapping(
      parsing: "tokens=new_tokens,task=category")
    let reader = TraceReader(.init(columns: mapping, assumedCap: 1024))
    let tables = try reader.lifeTables(in: traces + "/" + specBench).tables
    #expect(tables.count == 560)
    #expect(tables.tasks.count == 13)
  }
}
