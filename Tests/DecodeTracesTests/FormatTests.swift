import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Foundation
import TestSupport
import Testing

/// The contents of a made-up file in a documented shape.
func fixture(
  _ name: String, _ options: TraceReader.Options = .init()
) throws -> TraceContents {
  try TraceReader(options).contents(
    of: [Fixtures.url("formats/" + name).path()], keeping: .all)
}

/// Milliseconds of optional durations, rounded to microseconds.
private func milliseconds(_ times: [Duration?]) -> [Double?] {
  times.map { $0.map { ($0 / .microseconds(1)).rounded() / 1000 } }
}

/// What a file should be read as, row by row.
struct FormatCase: Sendable, CustomTestStringConvertible {
  var file: String
  var format: TraceFormat
  var rows: Int
  var tokens: [Int]
  var endings: [Ending]
  var prompts: [Int?]
  var prefill: [Double?]
  var decode: [Double?]
  var caps: [Int?] = []
  var convention: DecodeStepConvention? = .firstTokenInPrefill
  /// What is assumed, and of how many rows.
  var assumed: [ReadingAssumption.Kind: Int] = [:]

  var testDescription: String { file }

  static let all: [FormatCase] = [
    FormatCase(
      file: "vllm_bench.json", format: .vllmBench, rows: 6,
      tokens: [4, 1, 6, 4, 3],
      endings: Array(repeating: .stopped, count: 5),
      prompts: [12, 18, 25, 26, 40], prefill: [40, 52, 61, 45, 70],
      decode: [60, 0, 85, 60, 61],
      assumed: [.failed: 1, .endingNotRecorded: 5, .tokensInChunks: 1]),
    FormatCase(
      file: "sglang_bench.jsonl", format: .sglangBench, rows: 3,
      tokens: [8, 8], endings: [.stopped, .stopped], prompts: [64, 64],
      prefill: [30, 31], decode: [60, 60],
      assumed: [.failed: 1, .endingNotRecorded: 2, .tokensInChunks: 2]),
    FormatCase(
      file: "sglang_server.log", format: .sglangServer, rows: 6,
      tokens: [21, 32, 5, 9],
      endings: [.stopped, .capped, .cancelled, .stopped],
      prompts: [7, 8, 8, 8], prefill: [nil, nil, nil, nil],
      decode: [550, 810, 200, 250], caps: [32, 32, 32, nil],
      convention: .everyTokenIsAStep,
      assumed: [.failed: 1, .severalChoices: 1, .unknownFinishReason: 1]),
    FormatCase(
      file: "aiperf.jsonl", format: .aiperf, rows: 6, tokens: [6, 7, 2],
      endings: [.stopped, .stopped, .cancelled], prompts: [20, 40, 30],
      prefill: [50, 60, nil], decode: [125, 150, nil],
      assumed: [
        .warmUp: 1, .failed: 2, .endingNotRecorded: 2, .tokensInChunks: 1,
      ]),
    FormatCase(
      file: "guidellm_benchmarks.json", format: .guidellm, rows: 5,
      tokens: [9, 2, 4], endings: [.capped, .stopped, .cancelled],
      prompts: [30, 31, 32], prefill: [80, 90, 100], decode: [200, 25, 75],
      caps: [9, nil, nil], assumed: [.failed: 2, .endingNotRecorded: 1]),
    FormatCase(
      file: "inference_perf.json", format: .inferencePerf, rows: 3,
      tokens: [6, 4], endings: [.capped, .stopped], prompts: [12, 9],
      prefill: [100, 100], decode: [250, 100], caps: [6, nil],
      assumed: [
        .failed: 1, .clientSideCounts: 1, .endingNotRecorded: 1,
        .tokensInChunks: 1,
      ]),
    FormatCase(
      file: "llmperf.json", format: .llmperf, rows: 3, tokens: [100, 105],
      endings: [.stopped, .stopped], prompts: [500, 500],
      prefill: [200, 3000], decode: [1980, nil],
      assumed: [.failed: 1, .endingNotRecorded: 2, .contradictoryTimes: 1]),
    FormatCase(
      file: "blis.csv", format: .blis, rows: 6, tokens: [5, 8, 2, 3, 4],
      endings: [.stopped, .capped, .cancelled, .stopped, .cancelled],
      prompts: Array(repeating: 20, count: 5),
      prefill: Array(repeating: 60, count: 5),
      decode: [100, 175, 25, 50, 75],
      assumed: [.failed: 1, .endingNotRecorded: 1]),
    FormatCase(
      file: "otlp.jsonl", format: .openTelemetry, rows: 5,
      tokens: [9, 12, 7], endings: [.stopped, .capped, .stopped],
      prompts: [15, 15, nil], prefill: [50, 200, 100],
      decode: [200, 290, 300], caps: [40, 12, nil],
      assumed: [
        .unitCorrected: 1, .endingNotRecorded: 1, .severalChoices: 1,
        .failed: 1,
      ]),
    FormatCase(
      file: "mooncake.jsonl", format: .mooncake, rows: 6,
      tokens: [41, 12, 30, 77, 5],
      endings: Array(repeating: .stopped, count: 5),
      prompts: [1100, 1700, 900, 2400, 1000],
      prefill: Array(repeating: nil, count: 5),
      decode: Array(repeating: nil, count: 5), convention: nil,
      assumed: [.failed: 1, .endingNotRecorded: 5]),
    FormatCase(
      file: "burstgpt.csv", format: .burstGPT, rows: 3, tokens: [12, 25],
      endings: [.stopped, .stopped], prompts: [30, 60], prefill: [nil, nil],
      decode: [2000, 3500], convention: .everyTokenIsAStep,
      assumed: [.failed: 1, .endingNotRecorded: 2]),
    FormatCase(
      file: "azure_lmm.csv", format: .azure, rows: 2, tokens: [14, 60],
      endings: [.stopped, .stopped], prompts: [900, 120],
      prefill: [nil, nil], decode: [nil, nil], convention: nil,
      assumed: [.endingNotRecorded: 2]),
    FormatCase(
      file: "llmd.jsonl", format: .llmd, rows: 2, tokens: [11, 5],
      endings: [.stopped, .stopped], prompts: [120, 90], prefill: [55, 45],
      decode: [200, 100], assumed: [.endingNotRecorded: 2]),
    FormatCase(
      file: "copilot.jsonl", format: .copilot, rows: 3, tokens: [50, 10],
      endings: [.stopped, .cancelled], prompts: [1200, 1300],
      prefill: [nil, nil], decode: [2100, 700],
      convention: .everyTokenIsAStep, assumed: [.failed: 1]),
    FormatCase(
      file: "people.csv", format: .csv, rows: 4, tokens: [5, 64, 1],
      endings: [.stopped, .capped, .stopped], prompts: [20, 25, 30],
      prefill: [50, 60, 70], decode: [100, 1575, 0], caps: [64, 64, nil],
      assumed: [.failed: 1]),
  ]
}

@Suite("Formats")
struct FormatTests {
  @Test(arguments: FormatCase.all)
  func everyRowIsReadAsDocumented(_ expected: FormatCase) throws {
    let contents = try fixture(expected.file)
    let report = try #require(contents.reports.first)
    let answers = contents.answers
    #expect(report.format == expected.format)
    #expect(report.rowsRead == expected.rows)
    #expect(answers.map(\.tokens) == expected.tokens)
    #expect(answers.map(\.ending) == expected.endings)
    #expect(answers.map(\.request.promptTokens) == expected.prompts)
    #expect(milliseconds(answers.map(\.prefillTime)) == expected.prefill)
    #expect(milliseconds(answers.map(\.decodeTime)) == expected.decode)
    if !expected.caps.isEmpty {
      #expect(answers.map(\.request.cap) == expected.caps)
    }
    #expect(contents.convention == expected.convention)
    var counted: [ReadingAssumption.Kind: Int] = [:]
    for assumption in report.assumptions {
      if let count = assumption.count { counted[assumption.kind] = count }
    }
    #expect(counted == expected.assumed)
    #expect(try LifeTables(answers) == contents.tables)
  }

  @Test func everyFormatHasACase() {
    let covered = Set(FormatCase.all.map(\.format))
    // Count tables and histograms have tests of their own.
    #expect(
      covered
        == Set(TraceFormat.allCases).subtracting([
          .countTable, .prometheus,
        ]))
  }

  @Test func tasksAndLabelsComeAlong() throws {
    let spans = try fixture("otlp.jsonl")
    #expect(spans.answers.map(\.request.task) == ["chat", "all", "all"])
    #expect(spans.answers[0].request.configuration?.labels == ["model": "m"])
    #expect(spans.answers[0].timestamp == 1_775_000_000)
    #expect(
      try fixture("otlp.jsonl", .init(task: "chat")).answers.map(\.tokens)
        == [9])
    #expect(
      try fixture("otlp.jsonl", .init(pooled: true)).tables.tasks == ["all"])
    let runs = try fixture("vllm_bench.json")
    #expect(
      Set(
        runs.answers.compactMap {
          $0.request.configuration?.labels["max_concurrency"]
        })
        == ["8", "16"])
    #expect(runs.reports[0].assumes(.severalRuns))
    let load = try fixture("llmd.jsonl").answers[0]
    #expect(load.request.values["num_request_running"] == .number(3))
    #expect(load.request.configuration?.labels == ["pod_type": "decode"])
    #expect(load.timestamp == 1_772_366_400)
    let images = try fixture("azure_lmm.csv").answers
    #expect(
      images.map { $0.request.values["images"] } == [.number(1), .number(0)])
    #expect(images.map(\.timestamp) == [1_728_950_401.25, 1_728_950_402.5])
  }

  @Test func conversationsAreLinkedByIdentifiers() throws {
    let turns = try fixture("aiperf.jsonl").answers
    #expect(turns.map(\.continues) == [nil, 0, nil])
    #expect(turns.map(\.request.previousTokens) == [nil, 6, nil])
    #expect(turns.map(\.turn) == [0, 1, 0])
    let blocks = try fixture("mooncake.jsonl").answers
    #expect(blocks.map(\.continues) == [nil, 0, nil, 1, nil])
    #expect(blocks.map(\.request.previousTokens) == [nil, 41, nil, 12, nil])
    #expect(blocks.map(\.request.conversation) == ["0", "0", "2", "0", "0"])
    #expect(
      blocks.map { $0.request.values["new_prompt_tokens"] }
        == [nil, .number(676), nil, .number(864), .number(0)])
  }

  @Test func namesThatPeopleHaveAreRecognised() throws {
    let rows = try fixture("people.csv").answers
    #expect(rows.map(\.request.task) == ["chat", "chat", "vqa"])
    #expect(
      rows.map(\.request.prompt) == ["say; \"hi\"", "more", "what\nis it"])
    #expect(rows.map(\.timestamp) == [1, 2, 2.5])
    #expect(rows.map(\.continues) == [nil, 0, nil])
    #expect(
      rows.map { $0.request.values["batch"] } == [4, 4, 8].map { .number($0) })
  }

  /// Where only timed answers are wanted, as fits of times do, files with times
  /// have them all.
  @Test(arguments: FormatCase.all)
  func timedAnswersAreKept(_ expected: FormatCase) throws {
    let contents = try TraceReader().contents(
      of: [Fixtures.url("formats/" + expected.file).path()],
      keeping: .timed(last: 1000))
    let times = zip(expected.decode, expected.prefill)
      .filter { $0 != nil || $1 != nil }
    #expect(milliseconds(contents.answers.map(\.decodeTime)) == times.map(\.0))
    #expect(contents.tables.count == expected.tokens.count)
  }

  @Test func aSummaryIsRefusedWithTheOptionThatWouldHelp() throws {
    let error = try #require(throws: TraceError.self) {
      try fixture("vllm_bench_summary.json")
    }
    #expect(error.code == .missingDetails)
    #expect(error.description.contains("--save-detailed"))
  }

  @Test func forcedLengthsAreNoticed() throws {
    #expect(
      try fixture("sglang_bench.jsonl").reports[0].assumes(.lengthsLookForced))
    #expect(
      try !fixture("vllm_bench.json").reports[0].assumes(.lengthsLookForced))
    let same = "output_tokens\n" + String(repeating: "256\n", count: 20)
    let report = try read(Array(same.utf8)).report
    #expect(report.assumes(.lengthsLookForced))
    #expect(
      try !read(Array((same + "255\n").utf8)).report
        .assumes(.lengthsLookForced))
  }
}
