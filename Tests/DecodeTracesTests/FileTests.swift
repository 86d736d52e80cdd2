import DecodeStatistics
import DecodeTraces
import Foundation
import Testing

@Suite("Files")
struct FileTests {
  private static let text = Array(
    ("task,output_tokens\n" + String(repeating: "a,1\nbb,22\n", count: 40_000))
      .utf8)

  private func failure(at path: String) throws -> TraceError {
    try #require(throws: TraceError.self) {
      try TraceReader().lifeTables(in: path)
    }
  }

  @Test func compressedFileIsTheSame() throws {
    let expected = try read(Self.text).tables
    let packed = try gzipped(Self.text)
    #expect(packed.count < Self.text.count / 10)
    for name in ["trace.csv.gz", "trace.csv"] {
      let tables = try withFile(packed, name: name) {
        try TraceReader().lifeTables(in: $0).tables
      }
      #expect(tables == expected)
    }
  }

  @Test func membersOfACompressedFileAreJoined() throws {
    let packed =
      try gzipped(Array("task,output_tokens\na,1\n".utf8))
      + gzipped(Array("a,2\n".utf8))
    let (tables, _) = try withFile(packed, name: "t.gz") {
      try TraceReader().lifeTables(in: $0)
    }
    #expect(tables.count == 2)
  }

  @Test func truncatedCompressionIsNoticed() throws {
    let packed = try gzipped(Self.text)
    for kept in [5, 12, packed.count / 2, packed.count - 8, packed.count - 1] {
      try withFile(Array(packed.prefix(kept)), name: "t.gz") { path in
        let error = try failure(at: path)
        #expect(error.code == .damagedCompression)
        #expect(error.description.contains("truncated"))
        #expect(error.category == .badData)
      }
    }
  }

  @Test func corruptCompressionIsNoticed() throws {
    var packed = try gzipped(Self.text)
    packed[packed.count - 6] ^= 0xFF  // in the checksum
    try withFile(packed, name: "t.gz") { path in
      let error = try failure(at: path)
      #expect(error.code == .damagedCompression)
      #expect(error.description.contains("corrupt"))
    }
  }

  @Test func nameThatPromisesCompressionIsHeldToIt() throws {
    for bytes in [Self.text, []] {
      try withFile(bytes, name: "t.csv.gz") { path in
        let error = try failure(at: path)
        #expect(error.code == .damagedCompression)
        #expect(error.description.contains("is not gzip"))
      }
    }
  }

  @Test func missingFileSaysSo() throws {
    let error = try failure(at: "/nonexistent/trace.csv")
    #expect(error.code == .unreadableFile)
    #expect(error.category == .unreadableFile)
    #expect(
      error.description
        == "/nonexistent/trace.csv: cannot be read: No such file or directory")
    #expect(try failure(at: "").category == .unreadableFile)
    #expect(try failure(at: "a\u{0}b").category == .unreadableFile)
  }

  @Test func directorySaysSo() throws {
    try withDirectory { path in
      let error = try failure(at: path)
      #expect(error.category == .unreadableFile)
      #expect(error.description.contains("Is a directory"))
    }
  }

  @Test(.enabled(if: getuid() != 0, "root may read anything"))
  func forbiddenFileSaysSo() throws {
    try withFile(Self.text) { path in
      #expect(chmod(path, 0) == 0)
      let error = try failure(at: path)
      #expect(error.category == .unreadableFile)
      #expect(error.description.contains("Permission denied"))
    }
  }

  @Test func pipeIsRead() throws {
    try withDirectory { directory in
      let path = directory + "/pipe"
      #expect(mkfifo(path, 0o600) == 0)
      let writer = Thread {
        let handle = FileHandle(forWritingAtPath: path)
        handle?.write(Data(Self.text))
        try? handle?.close()
      }
      writer.start()
      var size: Int? = 0
      let (tables, _) = try TraceReader().lifeTables(in: path) { size = $1 }
      #expect(tables.count == 80_000)
      #expect(size == nil)
    }
  }
}
