import DecodeEstimators
import DecodeStatistics
import Foundation
import Testing

@testable import DecodeTraces

@Suite("The model file")
struct ModelFileTests {
  /// A model that has every part.
  static func model() throws -> DecodeModel {
    var answers: [RecordedAnswer] = []
    for index in 0..<40 {
      let tokens = 3 + index * 7 % 50
      answers.append(
        RecordedAnswer(
          DecodeRequest(
            task: index % 3 == 0 ? "vqa" : "chat \"a\"\u{1B}",
            promptTokens: 20 + index * 13 % 90,
            configuration: ServingConfiguration([
              "gpu": index % 2 == 0 ? "a" : "b"
            ])),
          tokens: tokens, ending: index % 9 == 0 ? .capped : .stopped,
          decodeTime: .seconds(
            0.03 * Double(tokens) * (1 + 0.01 * Double(index % 7))),
          prefillTime: .seconds(0.1 + 0.001 * Double(index * 13 % 90))))
    }
    var tables = LifeTables()
    for answer in answers {
      try tables.record(
        task: answer.request.task ?? "all", length: answer.tokens,
        ending: answer.ending)
    }
    var model = DecodeModel(tables: tables)
    _ = try model.fitTimes(answers)
    model.lengthModels["vqa"] = .parametric(
      .negativeBinomial, parameters: [4.5, .infinity])
    var conditional = try ConditionalLengthModel()
    for answer in answers {
      conditional.observe(
        try answer.outcome(), of: conditional.forecast(answer.request.features))
    }
    model.conditional = conditional
    model.provenance.add(
      ModelProvenance.Source(
        name: "a.csv", format: "csv", answers: 40, bytes: 1234,
        digest: "crc32:0badcafe", read: "2026-01-02T03:04:05Z",
        assumptions: ["no ending"]))
    model.extensions = [
      "com.example": .object([
        "list": .array([.null, .bool(true), .integer(-7), .number(0.1)]),
        "text": .string("é\u{202E}\n\"\\"),
      ])
    ]
    return model
  }

  @Test(arguments: ["model.json", "model.json.gz"])
  func whatIsWrittenIsReadBack(_ name: String) throws {
    let model = try Self.model()
    try withDirectory { directory in
      let path = "\(directory)/\(name)"
      try ModelFile.write(model, to: path)
      let read = try ModelFile.read(path)
      let isSame = read.model == model
      #expect(isSame)
      #expect(read.notes.isEmpty)
      let start = try Data(contentsOf: URL(filePath: path)).prefix(2)
      #expect(
        Array(start)
          == (name.hasSuffix("gz") ? [0x1F, 0x8B] : Array("{\"".utf8))
      )
    }
  }

  @Test func theTextIsJSONOnOneLine() throws {
    let model = try Self.model()
    let text = try ModelFile.bytes(of: model)
    let decoded = try JSONDecoder().decode(
      DecodeModel.self, from: Data(text))
    let isSame = decoded == model
    #expect(isSame)
    #expect(!text.contains(0x1B))
    #expect(text.count(where: { $0 == 10 }) == 1)
  }

  /// The text of a model with a change and without a checksum.
  private func changed(_ old: String, _ new: String) throws -> [UInt8] {
    let text = String(
      decoding: try ModelFile.bytes(of: Self.model()), as: UTF8.self)
    let tail = try #require(
      text.range(of: ",\"checksum\":", options: .backwards))
    let open = text[..<tail.lowerBound] + ",\"checksum\":\"none\"}"
    #expect(open.contains(old))
    return Array(open.replacingOccurrences(of: old, with: new).utf8)
  }

  private func failure(_ bytes: [UInt8]) throws -> TraceError {
    try #require(throws: TraceError.self) {
      try withFile(bytes, name: "model.json") { try ModelFile.read($0) }
    }
  }

  @Test(arguments: [
    ("\"convention\":", "\"conventoin\":", "convention"),
    ("\"isLatencyAssumed\":", "\"isLatencyasumed\":", "isLatencyAssumed?"),
    ("\"lengthModels\":", "\"lengthModls\":", "lengthModels?"),
    ("\"provenance\":", "\"provenence\":", "provenance?"),
    ("\"measuredTimes\":", "\"measured\":", "measured"),
    (
      "\"answers\":40", "\"answers\":40,\"lines\":41",
      "provenance.sources.0.lines"
    ),
    ("\"growth\":", "\"grwth\":", "growth"),
    (
      "\"byTask\":{", "\"byTask\":{\" \":{\"length\":[1],\"stopped\":[1]},",
      "blank"
    ),
    (
      "\"byTask\":{", "\"byTask\":{\"vqa\":{\"length\":[1],\"stopped\":[1]},",
      "twice"
    ),
    ("\"version\":2", "\"version\":2,\"version\":2", "twice"),
    (
      "\"byTask\":{", "\"byTask\":{\"b\":{\"length\":[1,1],\"stopped\":[1,1]},",
      "1 twice"
    ),
    ("\"version\":2", "\"version\":2.0", "2.0"),
    ("\"version\":2", "\"version\":0", "found 0"),
    ("\"minorVersion\":0", "\"minorVersion\":\"0\"", "minorVersion"),
    ("\"minorVersion\":0,", "", "minorVersion"),
    ("\"version\":2", "\"formt\":1,\"version\":2", "formt"),
    ("\"answers\":40", "\"answers\":4e1", "whole number"),
    ("\"mean\":4.5", "\"mean\":\"4.5\"", "a number"),
  ])
  func whatNoModelSaysIsRefused(
    _ old: String, _ new: String, _ word: String
  ) throws {
    let error = try failure(changed(old, new))
    #expect([.invalidModel, .notAModel].contains(error.code))
    #expect("\(error)".contains(word), "\(error)")
    #expect("\(error)".contains("model.json"))
  }

  @Test func olderFilesAreReadAsStrictly() throws {
    let tables =
      "\"tables\":{\"byTask\":{\"a\":{\"length\":[3],\"stopped\":[2]}}}"
    func file(_ more: String = "") -> [UInt8] {
      Array(
        ("{\"convention\":\"everyTokenIsAStep\",\"format\":\"decode-model\","
          + "\"isLatencyAssumed\":false,\"latency\":{\"form\":\"constant\","
          + "\"secondsPerToken\":0.03},\"lengthModels\":{}," + more + tables
          + ",\"version\":1}").utf8)
    }
    let read = try withFile(file()) { try ModelFile.read($0) }
    #expect(read.model.tables["a"]?.count == 2)
    #expect(read.model.provenance.isEmpty)
    for more in ["\"extensions\":{},", "\"checksum\":\"none\",", "\"x\":1,"] {
      #expect(try failure(file(more)).code == .invalidModel)
    }
  }

  @Test func whatANewerMinorVersionAddsIsLeftAside() throws {
    let bytes = try changed(
      "\"minorVersion\":0", "\"minorVersion\":1,\"load\":{\"slope\":[1,2]}")
    let read = try withFile(bytes) { try ModelFile.read($0) }
    #expect(read.notes.contains { $0.contains("load") })
    let isSame = try read.model == Self.model()
    #expect(isSame)
    let newer = try failure(changed("\"version\":2", "\"version\":3"))
    #expect(newer.code == .newerModel)
    #expect("\(newer)".contains("newer release"))
  }

  @Test func everyFlippedBitIsSeen() throws {
    var model = DecodeModel(tables: LifeTables())
    try model.tables.record(task: "a", length: 3, ending: .stopped, count: 9)
    let bytes = try ModelFile.bytes(of: model)
    for place in bytes.indices.dropLast() {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[place] ^= 1 << bit
        // A blank for a blank after the end is no damage.
        let error = try #require(throws: TraceError.self) {
          try ModelText(bytes: damaged, name: "model.json").contents()
        }
        #expect(error.category == .badData)
      }
    }
  }

  @Test func everyTruncationIsSeen() throws {
    let bytes = try ModelFile.bytes(of: Self.model())
    for count in stride(from: 0, to: bytes.count - 1, by: 37) {
      #expect(throws: TraceError.self) {
        try ModelText(bytes: Array(bytes[..<count]), name: "m").contents()
      }
    }
  }

  @Test func aTraceIsCalledOne() throws {
    let error = try failure(Array("task,output_tokens\na,3\n".utf8))
    #expect(error.code == .notAModel)
    #expect("\(error)".contains("is a trace (CSV trace)"))
    #expect("\(error)".contains("decode-estimator fit"))
    for text in ["", "[]", "{}", "{\"format\":\"other\"}", "\u{0}\u{1}"] {
      let error = try failure(Array(text.utf8))
      #expect(error.code == .notAModel, "\(error)")
    }
  }

  @Test func sourcesComeInOneOrder() {
    var (first, second) = (ModelProvenance(), ModelProvenance())
    let sources = (0..<5).map {
      ModelProvenance.Source(
        name: "\($0 % 3)", format: "csv", answers: $0, bytes: 7,
        digest: "crc32:0000000\($0)")
    }
    for source in sources { first.add(source) }
    for source in sources.reversed() { second.add(source) }
    #expect(first == second)
    #expect(first.merge(second).count == 5)
    #expect(first.sources.count == 10)
  }
}
