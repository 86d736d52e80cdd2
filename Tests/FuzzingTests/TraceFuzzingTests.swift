import DecodeEstimators
import DecodeStatistics
import TestSupport
import Testing

@testable import DecodeTraces

@Suite("Fuzzing of traces")
struct TraceFuzzingTests {
  private static func options(_ random: inout SplitMix64) -> TraceReader {
    let columns = [
      "", "tokens=count", "task=output_tokens", "decode=cap:us",
      "timestamp=cap:ns,conversation=task", "text=task,prediction=count",
    ].randomElement(using: &random).flatMap {
      try? ColumnMapping(parsing: $0)
    }
    var reader = TraceReader(
      .init(
        columns: columns ?? ColumnMapping(),
        task: [nil, nil, "vqa"].randomElement(using: &random) ?? nil,
        pooled: Int.random(in: 0..<4, using: &random) == 0,
        assumedCap: [nil, 1, 64, .max].randomElement(using: &random) ?? nil,
        origin: Bool.random(using: &random) ? .one : .zero,
        convention: DecodeStepConvention.allCases.randomElement(using: &random),
        skipInvalid: Bool.random(using: &random)))
    reader.options.digests = Bool.random(using: &random)
    return reader
  }

  @Test func everyTraceIsReadOrRefused() throws {
    let seeds =
      try Seeds.files("formats")
      + Seeds.files("fuzz") {
        $0.hasSuffix(".csv") || $0.hasSuffix(".jsonl")
      }
    try Campaign("traces").run(seeds) { path, random in
      var reader = Self.options(&random)
      func read() throws -> Reading<TraceContents> {
        try Reading { try reader.contents(of: [path], keeping: .all) }
      }
      let first = try read()
      reader.chunkSize = Int.random(in: 1...64, using: &random)
      try first.requireEqual(read()) {
        $0.tables == $1.tables && $0.answers == $1.answers
          && $0.convention == $1.convention
      }
      guard let contents = first.value else { return .refused }
      try Self.checkRoundTrip(contents, path: path)
      try Self.checkEstimates(contents, &random)
      return .accepted
    }
  }

  /// Tables that are written are read back, and hold all answers.
  private static func checkRoundTrip(
    _ contents: TraceContents, path: String
  ) throws {
    guard !contents.tables.isEmpty else { return }
    let counted = contents.answers.reduce(0) { $0 + $1.count }
    try BrokenInvariant.require(
      counted == contents.tables.count, "answers and tables differ in number")
    let written = try Reading {
      try CountTableWriter().contents(of: contents.tables)
    }
    guard let bytes = written.value else { return }
    let copy = path + ".counts"
    try Campaign.write(bytes, to: copy)
    let again = try Reading { try TraceReader().lifeTables(in: copy).tables }
    try BrokenInvariant.require(
      again.value == contents.tables, "a count table is read as another")
  }

  private static func checkEstimates(
    _ contents: TraceContents, _ random: inout SplitMix64
  ) throws {
    guard !contents.tables.isEmpty,
      Int.random(in: 0..<4, using: &random) == 0
    else { return }
    var model = DecodeModel(
      tables: contents.tables,
      convention: contents.convention ?? .everyTokenIsAStep)
    do throws(DecodeTimeError) {
      _ = try model.fitTimes(contents.answers)
    } catch {
      try BrokenInvariant.require(
        !error.description.isEmpty, "an error without words")
      return
    }
    try ModelInvariants(CompiledModel(model)).check(&random)
  }

  @Test func everyLogOfPrefillsIsReadOrRefused() throws {
    let seeds = try [
      Array(Fixtures.data("prefill.csv").prefix(400)),
      Array(Fixtures.data("formats/people.csv")),
      Array(Fixtures.data("formats/vllm_bench.json")),
    ]
    try Campaign("prefills").run(seeds) { path, random in
      let reader = Self.options(&random)
      let unit = TimeUnit.allCases.randomElement(using: &random)
      let first = try Reading {
        try reader.prefills(in: path, unit: unit).rows
      }
      try first.requireEqual(
        Reading { try reader.prefills(in: path, unit: unit).rows }, ==)
      guard let rows = first.value else { return .refused }
      do throws(DecodeTimeError) {
        let model = try PrefillFitting().fit(rows.map(\.observation)).model
        let seconds = try model.predict(
          promptTokens: 100,
          configuration: rows[0].observation.configuration
        ).seconds
        guard seconds >= 0 else {
          throw DecodeTimeError.invalidSetting("prefill of \(seconds) s")
        }
      } catch {
        try BrokenInvariant.require(
          !error.description.contains("prefill of"), error.description)
      }
      return .accepted
    }
  }
}
