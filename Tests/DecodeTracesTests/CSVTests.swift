import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Testing

@Suite("CSV")
struct CSVTests {
  private static let plain = "task,output_tokens\na,1\nb,2\na,3\n"

  @Test(arguments: [
    "task,output_tokens\r\na,1\r\nb,2\r\na,3\r\n",
    "task,output_tokens\ra,1\rb,2\ra,3\r",
    "task,output_tokens\na,1\nb,2\na,3",
    "\u{FEFF}task,output_tokens\na,1\nb,2\na,3\n",
    "\"task\",\"output_tokens\"\n\"a\",\"1\"\n\"b\",2\n\"a\",\" 3 \"",
    "\n\r\n task ,\toutput_tokens\n\n  \na , 1\n\nb,2\n\n\n a,3 \n\n",
    "output_tokens,task\n1,a\n2,b\n3,a\n",
    "task,note,output_tokens\na,\"x, \"\"y\"\"\n z\",1\nb,,2\na,,3\n",
  ])
  func variantsAreTheSameTables(text: String) throws {
    let expected = try tables(of: Self.plain)
    #expect(try tables(of: text) == expected)
    for chunkSize in 1...9 {
      let read = try read(Array(text.utf8), chunkSize: chunkSize)
      #expect(read.tables == expected)
    }
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func linesAreCountedAsEditorsDo(newline: String) throws {
    let lines = [
      "task,output_tokens", "", "a,1", "\"two", "lines\",2", "", "",
      "\"\"\"", "", "x\",3", "b,4", "c,bad",
    ]
    let bytes = Array(lines.joined(separator: newline).utf8)
    for chunkSize in [1, 2, 3, 5, 1 << 16] {
      var reader = TraceReader(.init(skipInvalid: true))
      reader.chunkSize = chunkSize
      let (answers, report) = try withFile(bytes) {
        try reader.recordedAnswers(in: $0)
      }
      #expect(answers.map(\.line) == [3, 4, 8, 11])
      #expect(report.skippedReasons.map(\.line) == [12])
    }
  }

  @Test func newlineInATaskIsKept() throws {
    let read = try tables(of: "task,output_tokens\n\"a\nb\",1\n")
    #expect(read.tasks == ["a\nb"])
  }

  @Test(arguments: [
    ("task,output_tokens\na,1\n\nb,\"2\nc,3\n", 4, "never ends"),
    ("task,output_tokens\n\"a\nb\",1\n\"x\ny\",\"2", 5, "never ends"),
    ("task,output_tokens\na,1\nb\"c,2\n", 3, "a quote within a field"),
    ("task,output_tokens\na,1\n\"b\nd\"c,2\n", 4, "after the closing quote"),
    ("task,output_tokens\na,1\nb,2\u{0}\n", 3, "NUL"),
    ("task,output_tokens\na,1\nb\n", 3, "found 1 field, expected 2"),
    ("task,output_tokens\na,1\nb,2,3\n", 3, "found 3 fields, expected 2"),
  ])
  func malformedFilesAreRefused(
    text: String, line: Int, essence: String
  ) throws {
    for chunkSize in [1, 4, 7, 1 << 16] {
      let error = try #require(throws: TraceError.self) {
        try read(Array(text.utf8), chunkSize: chunkSize)
      }
      #expect(error.line == line)
      #expect(error.description.contains(essence))
      #expect(error.category == .badData)
    }
  }

  @Test func earlierRowsAreReadBeforeAFaultIsFound() throws {
    let error = try failure(of: "task,output_tokens\na,x\nb\"c,2\n")
    #expect(error.code == .invalidValue)
    #expect(error.line == 2)
  }

  @Test(arguments: [[0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]])
  func wideTextIsRefused(mark: [UInt8]) throws {
    let text = mark + "task".utf8.flatMap { [$0, 0] }
    let error = try #require(throws: TraceError.self) { try read(text) }
    #expect(error.code == .unsupportedEncoding)
    #expect(error.description.contains("UTF-16"))
  }

  @Test(arguments: ["", "\n\r\n\n", "   \n", "\u{FEFF}"])
  func emptyFileIsRefused(text: String) throws {
    let error = try failure(of: text)
    #expect(error.code == .emptyFile)
    #expect(
      error.description.contains("is empty: a header line was expected"))
  }

  @Test func fieldsUpToTheLimitAreRead() throws {
    let name = String(repeating: "n", count: 1 << 20)
    #expect(
      try tables(of: "task,output_tokens\n\(name),1\n").tasks.first?.rawValue
        == name)
  }

  @Test(arguments: [(1 << 20) + 1, 3 << 20], [true, false])
  func fieldOverTheLimitIsRefused(size: Int, isQuoted: Bool) throws {
    let field = String(repeating: "9", count: size)
    let text = isQuoted ? "\"\(field)\"" : field
    let error = try failure(of: "task,output_tokens\na,1\nb,\(text)\n")
    #expect(error.code == .malformedCSV)
    #expect(error.line == 3)
    #expect(error.description.contains("over 1 MiB"))
  }

  @Test func endlessHeaderIsRefused() throws {
    let error = try failure(of: String(repeating: "a,", count: 1 << 18))
    #expect(error.description.contains("over 65536 columns"))
    let line = try failure(of: String(repeating: "a,", count: 70_000) + "\n")
    #expect(line.description.contains("over 65536 columns"))
  }

  @Test func anExcessOfFieldsIsCounted() throws {
    let row = String(repeating: ",", count: 200_000)
    let error = try failure(of: "task,output_tokens\n\(row)\n")
    #expect(error.description.contains("found 200001 fields, expected 2"))
  }
}
