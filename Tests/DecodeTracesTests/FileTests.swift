import CZstd
import DecodeStatistics
import DecodeTraces
import Foundation
import Testing

/// `bytes` as one zstd frame.
private func zstd(_ bytes: [UInt8]) -> [UInt8] {
  var packed = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
  let size = ZSTD_compress(&packed, packed.count, bytes, bytes.count, 3)
  return Array(packed.prefix(size))
}

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

  @Test func zstdIsTheSame() throws {
    let expected = try read(Self.text).tables
    let packed = zstd(Self.text)
    for bytes in [
      packed,
      zstd(Array(Self.text.prefix(100_001)))
        + zstd(Array(Self.text.dropFirst(100_001))),
    ] {
      let tables = try withFile(bytes, name: "trace") {
        try TraceReader().lifeTables(in: $0).tables
      }
      #expect(tables == expected)
    }
    for kept in [6, packed.count / 2, packed.count - 1] {
      try withFile(Array(packed.prefix(kept))) { path in
        let error = try failure(at: path)
        #expect(error.code == .damagedCompression)
        #expect(error.description.contains("truncated"))
      }
    }
    var corrupt = packed
    corrupt[packed.count / 2] ^= 0xFF
    try withFile(corrupt) { path in
      let error = try failure(at: path)
      #expect(error.code == .damagedCompression)
    }
    try withFile(Self.text, name: "t.zst") { path in
      let error = try failure(at: path)
      #expect(error.description.contains("is not zstd"))
    }
  }

  @Test(
    arguments: [
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz -dc"),
      ([0x42, 0x5A, 0x68, 0x39, 0x31, 0x41], "bzip2 -dc"),
      ([0x50, 0x4B, 0x03, 0x04, 0x14, 0x00], "unzip -p"),
    ] as [([UInt8], String)])
  func otherCompressionIsNamed(magic: [UInt8], command: String) throws {
    try withFile(magic + [0, 0, 0]) { path in
      let error = try failure(at: path)
      #expect(error.code == .damagedCompression)
      #expect(error.description.contains(command))
    }
  }

  @Test func inputsTellModelsFromTracesBeforeTheyAreRead() throws {
    try withFile(Array(" {\n  \"tables\": []}".utf8)) { path in
      let input = try TraceInput(path)
      let isModel = input.isObject(beginningWith: ["format", "tables"])
      #expect(isModel)
      let bytes = try input.allBytes()
      #expect(bytes.count == 18)
    }
    try withFile(Self.text) { path in
      let input = try TraceInput(path)
      let isObject = input.isObject(beginningWith: ["task"])
      #expect(!isObject)
      let contents = try TraceReader().contents(of: input)
      #expect(contents.tables.count == 80_000)
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
