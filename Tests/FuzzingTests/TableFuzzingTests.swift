import DecodeEstimators
import DecodeStatistics
import TestSupport
import Testing

@testable import DecodeTraces

@Suite("Fuzzing of tables and mappings")
struct TableFuzzingTests {
  private static func csv(_ names: String...) throws -> [[UInt8]] {
    try Seeds.files("fuzz") { file in names.contains { file.hasPrefix($0) } }
  }

  @Test func everyLatencyTableIsReadOrRefused() throws {
    let seeds =
      try Self.csv("latency") + [Array(Fixtures.data("vlm-latency.csv"))]
    try Campaign("latencies").run(seeds) { path, random in
      var reader = LatencyTableReader()
      let first = try Reading { try reader.table(at: path) }
      reader.chunkSize = Int.random(in: 1...32, using: &random)
      try first.requireEqual(Reading { try reader.table(at: path) }, ==)
      guard let table = first.value, let latency = Self.latency(table) else {
        return .refused
      }
      var last = 0.0
      for position in [1, 2, 3, 7, 20, 21, 1000, 1 << 31] {
        let (step, sum) = (
          latency.latency(at: position),
          latency.cumulativeLatency(through: position)
        )
        try BrokenInvariant.require(
          step >= 0 && sum >= last, "times fall at position \(position)")
        last = sum
      }
      return .accepted
    }
  }

  private static func latency(_ table: LatencyTableFile) -> LatencyModel? {
    switch table.reading {
    case .averageOverAnswer:
      (try? AverageLatencyTable(table.buckets).stepLatency())
        .map { .averageTable($0) }
    case .atPosition:
      (try? PiecewiseConstantLatency(table.buckets))
        .map { .piecewiseConstant($0) }
    }
  }

  @Test func everyListOfPromptsIsReadOrRefused() throws {
    let seeds = [Array(try Fixtures.data("prompts.csv"))]
    try Campaign("prompts").run(seeds) { path, random in
      var reader = LabelledPromptReader()
      let first = try Reading { try reader.prompts(at: path) }
      reader.chunkSize = Int.random(in: 1...32, using: &random)
      try first.requireEqual(Reading { try reader.prompts(at: path) }, ==)
      guard let prompts = first.value else { return .refused }
      for prompt in prompts.prefix(3) {
        _ = KeywordTaskClassifier.standard.classify(prompt.prompt)
      }
      return .accepted
    }
  }

  @Test func everyListOfEmbeddingsIsReadOrRefused() throws {
    try Campaign("embeddings").run(Self.csv("embeddings")) { path, random in
      var reader = EmbeddingReader()
      let first = try Reading { try reader.embeddings(at: path).vectors }
      reader.chunkSize = Int.random(in: 1...32, using: &random)
      try first.requireEqual(
        Reading { try reader.embeddings(at: path).vectors }, ==)
      guard let vectors = first.value else { return .refused }
      let projection = try? EmbeddingProjection(
        vectors, dimension: 2, kind: .principalComponents)
      let place = try? projection?.apply(vectors[0], row: 0)
      try BrokenInvariant.require(
        place?.allSatisfy(\.isFinite) ?? true, "a projection is not finite")
      return .accepted
    }
  }

  @Test func everyListOfForecastsIsReadOrRefused() throws {
    try Campaign("forecasts").run(Self.csv("forecasts")) { path, random in
      var reader = ForecastReader()
      let first = try Reading { try reader.forecasts(at: path, method: "a") }
      reader.chunkSize = Int.random(in: 1...32, using: &random)
      try first.requireEqual(
        Reading { try reader.forecasts(at: path, method: "a") }, ==)
      guard let quantiles = first.value else { return .refused }
      try BrokenInvariant.require(
        quantiles.allSatisfy {
          $0.row >= 1 && $0.level > 0 && $0.level < 1 && $0.tokens >= 0
        }, "a forecast is out of range")
      return .accepted
    }
  }

  @Test func everyMappingIsReadOrRefused() throws {
    try Campaign("mappings").run(Self.csv("mapping")) { path, _ in
      let bytes = try Seeds.bytes(of: path)
      let text = String(decoding: bytes, as: UTF8.self)
      let first = try Reading { try ColumnMapping(parsing: text) }
      try first.requireEqual(Reading { try ColumnMapping(parsing: text) }, ==)
      return first.value == nil ? .refused : .accepted
    }
  }
}
