import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Testing

@Suite("JSON")
struct JSONTests {
  private static let record = #"{"input_length": 5, "output_length": 7}"#

  private func tokens(
    _ text: String, _ options: TraceReader.Options = .init()
  ) throws -> [Int] {
    try withFile(Array(text.utf8), name: "trace.json") {
      try TraceReader(options).contents(of: [$0], keeping: .all).answers
        .map(\.tokens)
    }
  }

  @Test(arguments: [
    "R", "R\n", "\n \n R \r\n\n", "\u{FEFF}R", "[R]", " [ R ] ", "[\nR\n]\n",
  ])
  func oneRecordInAnyLayout(text: String) throws {
    #expect(
      try tokens(text.replacing("R", with: Self.record)) == [7])
  }

  @Test(arguments: [
    "R\nR\nR\n", "[R,R,R]", "[R,\nR\n,R]", "R R R", "RRR", "R\n\nR\nR",
    "[R][R][R]", "[R,R,R,]",
  ])
  func severalRecordsInAnyLayout(text: String) throws {
    #expect(
      try tokens(text.replacing("R", with: Self.record)) == [7, 7, 7])
  }

  @Test func prettyPrintedRecordsAreRead() throws {
    let text = """
      {
        "input_length": 5,
        "note": "a } in \\" a string {",
        "output_length": 7
      }
      {
        "output_length": 8
      }

      """
    #expect(try tokens(text) == [7, 8])
  }

  @Test func recordsLargerThanTheBufferAreRead() throws {
    let filler = String(repeating: "x\\\\", count: 400_000)
    let long = #"{"note": "\#(filler)", "output_length": 3}"#
    #expect(try tokens(long + "\n" + Self.record) == [3, 7])
    #expect(try tokens("[" + long + "," + long + "]") == [3, 3])
  }

  @Test func manyRecordsCrossTheBuffer() throws {
    let records = (1...20_000).map { "{\"output_length\": \($0)}" }
    let expected = Array(1...20_000)
    #expect(try tokens(records.joined(separator: "\n")) == expected)
    #expect(
      try tokens("[" + records.joined(separator: ",") + "]") == expected)
  }

  @Test(arguments: [
    ("R\n{\"output_length\": }\nR\n", 2, "no JSON"),
    ("R\nR\n{\"output_length\": 3", 3, "no JSON"),
    ("R\nhello\n", 2, "found \"hello\""),
    ("[R,\n{\"output_length\": nope}]", 2, "no JSON"),
    ("R\n{\"output_length\": -3}\n", 2, "an integer of at least 0"),
    ("R\n{\"output_length\": \"many\"}\n", 2, "found \"many\""),
    ("R\n{\"output_length\": 1e300}\n", 2, "an integer"),
    ("R\n{\"output_length\": 4294967296}\n", 2, "at most 2147483647"),
  ])
  func faultsNameTheirLine(
    text: String, line: Int, essence: String
  ) throws {
    let error = try #require(throws: TraceError.self) {
      try tokens(text.replacing("R", with: Self.record))
    }
    #expect(error.line == line, "\(error)")
    #expect(error.description.contains(essence), "\(error)")
    #expect(error.category == .badData)
  }

  @Test func damagedLinesMayBeSkipped() throws {
    let text = "R\n{\"output_length\": }\nR\nhello\nR\n"
      .replacing("R", with: Self.record)
    #expect(try tokens(text, .init(skipInvalid: true)) == [7, 7, 7])
  }

  @Test(arguments: [
    (#"{"a": 1, "b": 2}"#, "with the keys \"a\", \"b\""),
    ("{}", "no kind that is read"),
    (#"{"format": "x", "tables": []}"#, "is a model"),
    ("[]", "holds no JSON object"), ("[1, 2]", "expected an object"),
  ])
  func otherJSONIsRefused(text: String, essence: String) throws {
    let error = try #require(throws: TraceError.self) { try tokens(text) }
    #expect(error.description.contains(essence), "\(error)")
  }

  @Test func nestingIsLimited() throws {
    let deep = String(repeating: "[", count: 100_000)
    let closed = deep + String(repeating: "]", count: 100_000)
    for nested in [deep, closed] {
      let error = try #require(throws: TraceError.self) {
        try tokens("{\"output_length\": 3, \"x\": \(nested)}")
      }
      #expect(error.code == .malformedJSON)
    }
    let shallow =
      String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
    #expect(try tokens("{\"output_length\": 3, \"x\": \(shallow)}") == [3])
  }

  /// Python writes NaN and Infinity, and cuts texts within an emoji.
  @Test func whatPythonWritesIsRead() throws {
    #expect(
      try tokens(
        #"{"a": NaN, "b": [-Infinity, Infinity], "c": "NaN \ud83d", "#
          + #""d": "\udc00\ud83d\ude00\\", "output_length": 4}"#) == [4])
  }

  @Test func textThatIsNotUTF8IsRefused() throws {
    let bytes =
      Array(#"{"output_length": 3, "x": ""#.utf8) + [0xC3, 0x28]
      + Array("\"}".utf8)
    let error = try #require(throws: TraceError.self) {
      try withFile(bytes) { try TraceReader().contents(of: [$0]) }
    }
    #expect(error.code == .malformedJSON)
  }
}
