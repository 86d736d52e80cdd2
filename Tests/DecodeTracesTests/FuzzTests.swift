import DecodeStatistics
import DecodeTraces
import Foundation
import TestSupport
import Testing

@Suite("Random files")
struct FuzzTests {
  private static let pieces = [
    "task", "output_tokens", "ending", "cap", "count", "prompt_tokens",
    "decode_ms", "config.a", ",", ",", ",", "\n", "\n", "\r", "\r\n", "\"",
    "\"\"", " ", "a", "1", "7", "0", "-3", "stopped", "capped", "99999999999",
    "9007199254740992", "9223372036854775808", "1e5", "nan", "\u{0}", "é",
    "\u{FEFF}", "first_tokens", "last_tokens", "milliseconds_per_token",
  ]

  /// Bytes that get past the header more often than not.
  private func file(_ generator: inout SplitMix64) -> [UInt8] {
    var bytes: [UInt8] = []
    switch Int.random(in: 0..<4, using: &generator) {
    case 0: break
    case 1: bytes += "task,output_tokens,ending,cap,count\n".utf8
    case 2: bytes += "task,output_tokens,prompt_tokens,decode_ms\r\n".utf8
    default: bytes += "first_tokens,last_tokens,milliseconds_per_token\n".utf8
    }
    for _ in 0..<Int.random(in: 0..<40, using: &generator) {
      if Int.random(in: 0..<8, using: &generator) == 0 {
        bytes.append(.random(in: 0...255, using: &generator))
      } else {
        bytes += Self.pieces.randomElement(using: &generator)?.utf8 ?? "".utf8
      }
    }
    return bytes
  }

  /// What reading came to, in a form that can be compared.
  private func outcome<Value>(_ body: () throws -> Value) -> String {
    do {
      return "\(try body())"
    } catch let error as TraceError {
      #expect(!error.description.contains { $0.isNewline })
      return error.description
    } catch {
      Issue.record(error)
      return ""
    }
  }

  @Test func everyFileIsReadOrRefusedWhateverTheChunks() throws {
    var generator = SplitMix64(state: 20_260)
    try withDirectory { directory in
      let path = directory + "/random.csv"
      for _ in 0..<3000 {
        let bytes = file(&generator)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        var reader = TraceReader(
          .init(
            task: Bool.random(using: &generator) ? nil : "a",
            assumedCap: Bool.random(using: &generator) ? nil : 7,
            origin: Bool.random(using: &generator) ? .zero : .one,
            skipInvalid: Bool.random(using: &generator)))
        var latency = LatencyTableReader()
        let whole = (
          outcome { try rows(reader, path) },
          outcome { try reader.recordedAnswers(in: path) },
          outcome { try latency.table(at: path) }
        )
        reader.chunkSize = .random(in: 1...16, using: &generator)
        latency.chunkSize = reader.chunkSize
        #expect(outcome { try rows(reader, path) } == whole.0)
        #expect(outcome { try reader.recordedAnswers(in: path) } == whole.1)
        #expect(outcome { try latency.table(at: path) } == whole.2)
      }
    }
  }

  private func rows(_ reader: TraceReader, _ path: String) throws -> [String] {
    let tables = try reader.lifeTables(in: path).tables
    return tables.tasks.map { "\($0) \(tables[$0]?.rows ?? [])" }
  }

  @Test func everyCompressedFileIsReadOrRefused() throws {
    var generator = SplitMix64(state: 99)
    let packed = try gzipped(
      Array(
        ("task,output_tokens\n" + String(repeating: "a,1\n", count: 50)).utf8))
    try withDirectory { directory in
      let path = directory + "/random.csv.gz"
      for _ in 0..<1000 {
        var bytes = packed
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          let place = Int.random(in: 0..<bytes.count, using: &generator)
          bytes[place] = .random(in: 0...255, using: &generator)
        }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        _ = outcome { try rows(TraceReader(), path) }
      }
    }
  }

  /// Bytes of real shapes, with some changed, doubled or cut.
  @Test func everyDamagedFileOfAnyFormatIsReadOrRefused() throws {
    var generator = SplitMix64(state: 20_261)
    let folder = Fixtures.url("formats")
    let names = try FileManager.default.contentsOfDirectory(
      atPath: folder.path()
    ).sorted()
    #expect(names.count >= TraceFormat.allCases.count - 1)
    let pieces = [
      "{", "}", "[", "]", "\"", ",", ":", "null", "-1", "1e999", "NaN",
      "9223372036854775808", "\\ud800", "{\"value\":null}", "\n", "\u{0}",
    ]
    try withDirectory { directory in
      let path = directory + "/random"
      for name in names {
        let whole = Array(try Data(contentsOf: folder.appending(path: name)))
        for _ in 0..<120 {
          var bytes = whole
          for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes[place] = .random(in: 0...255, using: &generator)
            case 1:
              bytes.insert(
                contentsOf: (pieces.randomElement(using: &generator) ?? "")
                  .utf8,
                at: place)
            case 2: bytes.removeSubrange(place..<min(place + 9, bytes.count))
            default:
              let end = min(place + 300, bytes.count)
              bytes += bytes[place..<end]
            }
            if bytes.isEmpty { bytes = whole }
          }
          try Data(bytes).write(to: URL(fileURLWithPath: path))
          let reader = TraceReader(
            .init(skipInvalid: Bool.random(using: &generator)))
          _ = outcome { try reader.contents(of: [path], keeping: .all).tables }
        }
      }
    }
  }
}
