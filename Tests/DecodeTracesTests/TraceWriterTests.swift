import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Testing

@Suite("Writing traces")
struct TraceWriterTests {
  private func reread(_ contents: TraceContents) throws -> TraceContents {
    let bytes = try TraceWriter().contents(of: contents)
    return try withFile(bytes) {
      try TraceReader().contents(of: [$0], keeping: .all)
    }
  }

  /// An answer without what a file of its own gives: its line, and the links
  /// of conversations that fork.
  private func comparable(_ answer: RecordedAnswer) -> RecordedAnswer {
    var answer = answer
    answer.line = 0
    answer.continues = nil
    answer.request.previousTokens = nil
    return answer
  }

  @Test(arguments: FormatCase.all)
  func everyFormatComesBackTheSame(_ format: FormatCase) throws {
    let before = try fixture(format.file)
    let after = try reread(before)
    #expect(after.tables == before.tables)
    #expect(after.answers.map(comparable) == before.answers.map(comparable))
    #expect(after.convention == before.convention)
    // What was not recorded does not become recorded by being written, and
    // writing twice changes nothing.
    #expect(
      try TraceWriter().contents(of: reread(after))
        == TraceWriter().contents(of: after))
  }

  @Test func endingsThatNobodyRecordedAreNotInvented() throws {
    let after = try reread(try fixture("mooncake.jsonl"))
    #expect(after.reports[0].endingsAssumedStopped)
  }

  @Test func countTablesComeBackTheSame() throws {
    let text =
      "task,output_tokens,ending,count\na,3,stopped,1\na,4,capped,20\n"
    let before = try withFile(Array(text.utf8)) {
      try TraceReader().contents(of: [$0], keeping: .all)
    }
    #expect(before.reports[0].format == .countTable)
    #expect(try reread(before).tables == before.tables)
    #expect(before.tables.count == 21)
  }

  /// `Duration` is exact to an attosecond, and a product to 2⁻⁵³.
  @Test func timesComeBack() throws {
    var generator = SplitMix64(state: 5)
    var text = "output_tokens,decode_s\n"
    var times: [Double] = []
    for _ in 0..<2000 {
      let time = Double.random(in: 1e-4...100, using: &generator)
      times.append(time)
      text += "9,\(time)\n"
    }
    let before = try withFile(Array(text.utf8)) {
      try TraceReader().contents(of: [$0], keeping: .all)
    }
    let after = try reread(before)
    for contents in [before, after] {
      let read = contents.answers.compactMap {
        $0.decodeTime.map { $0 / .seconds(1) }
      }
      #expect(read.count == times.count)
      for (found, time) in zip(read, times) {
        #expect(abs(found - time) <= 4 * time.ulp)
      }
    }
  }

  @Test func whatCannotBeReadBackIsNotWritten() throws {
    let before = try withFile(
      Array("{\"output_length\": 3, \"hash_ids\": []}".utf8)
    ) { try TraceReader().contents(of: [$0], keeping: .all) }
    #expect(try reread(before).answers.count == 1)
    let session =
      #"{"session_id": "a\u0000b", "turns": [{"llm_calls": [{"result": "#
      + #""Success", "tokens": {"completion": 3}}]}]}"#
    let odd = try withFile(Array(session.utf8)) {
      try TraceReader().contents(of: [$0], keeping: .all)
    }
    let error = try #require(throws: TraceError.self) {
      try TraceWriter().contents(of: odd)
    }
    #expect(error.code == .unwritableFile)
    #expect(error.column == "conversation")
  }
}
