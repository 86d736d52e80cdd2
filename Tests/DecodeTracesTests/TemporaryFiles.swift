import CZlib
import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Foundation
import Testing

/// Calls `body` with the path of a new directory, which is removed after.
func withDirectory<Result>(
  _ body: (String) throws -> Result
) throws -> Result {
  let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("traces-\(UUID().uuidString)")
  try FileManager.default.createDirectory(
    at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  return try body(directory.path)
}

/// Calls `body` with the path of a file that holds `bytes`.
func withFile<Result>(
  _ bytes: [UInt8], name: String = "trace.csv",
  _ body: (String) throws -> Result
) throws -> Result {
  try withDirectory { directory in
    let path = directory + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return try body(path)
  }
}

/// The tables of a file that holds `text`.
func tables(
  of text: String, _ options: TraceReader.Options = TraceReader.Options()
) throws -> LifeTables {
  try read(Array(text.utf8), options).tables
}

/// The tables of a file that holds `bytes`, and the report.
func read(
  _ bytes: [UInt8], _ options: TraceReader.Options = TraceReader.Options(),
  chunkSize: Int = 1 << 16
) throws -> (tables: LifeTables, report: ReadingReport) {
  var reader = TraceReader(options)
  reader.chunkSize = chunkSize
  return try withFile(bytes) { try reader.lifeTables(in: $0) }
}

/// The error of reading tables from a file that holds `text`.
func failure(
  of text: String, _ options: TraceReader.Options = TraceReader.Options(),
  location: SourceLocation = #_sourceLocation
) throws -> TraceError {
  try #require(
    throws: TraceError.self, sourceLocation: location
  ) { try tables(of: text, options) }
}

/// The error of reading rows from a file that holds `text`.
func answerFailure(
  of text: String, _ options: TraceReader.Options = TraceReader.Options(),
  location: SourceLocation = #_sourceLocation
) throws -> TraceError {
  try #require(throws: TraceError.self, sourceLocation: location) {
    try answers(of: text, options)
  }
}

/// The rows of a file that holds `text`.
func answers(
  of text: String, _ options: TraceReader.Options = TraceReader.Options()
) throws -> [RecordedAnswer] {
  try withFile(Array(text.utf8)) {
    try TraceReader(options).recordedAnswers(in: $0).answers
  }
}

/// Table with answers given as length, ending, count.
func lifeTable(_ rows: (Int, Ending, Int)...) throws -> LifeTable {
  var table = LifeTable()
  for (length, ending, count) in rows {
    try table.record(length: length, ending: ending, count: count)
  }
  return table
}

/// `bytes` as one gzip stream.
func gzipped(_ bytes: [UInt8]) throws -> [UInt8] {
  try withDirectory { directory in
    let path = directory + "/data.gz"
    let file = try #require(gzopen(path, "wb"))
    #expect(gzwrite(file, bytes, UInt32(bytes.count)) == bytes.count)
    #expect(gzclose(file) == Z_OK)
    return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }
}

/// Reproducible random numbers.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
