import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Testing

@Suite("Trace answers")
struct TraceAnswerTests {
  @Test func everyColumnIsRead() throws {
    let rows = try answers(
      of: """
        task,output_tokens,ending,cap,prompt_tokens,prefill_ms,decode_ms,\
        timestamp,config.model,config.tp,extra
        chat,5,length,5,100,12.5,2e2,2024-01-01,llama,,x
        vqa,2,stop,,,,,,,4,

        """)
    #expect(
      rows == [
        RecordedAnswer(
          DecodeRequest(
            task: "chat", cap: 5, promptTokens: 100,
            configuration: ServingConfiguration(["model": "llama"]),
            prefill: .seconds(0.0125)),
          tokens: 5, ending: .capped, decodeTime: .seconds(0.2),
          prefillTime: .seconds(0.0125), timestamp: 1_704_067_200, line: 2),
        RecordedAnswer(
          DecodeRequest(
            task: "vqa", configuration: ServingConfiguration(["tp": "4"])),
          tokens: 2, ending: .stopped, id: 1, line: 3),
      ])
  }

  @Test(arguments: ["nan", "inf", "-1", "1e999", "0x1p3", "ten", "1,"])
  func durationsAreFiniteAndNotNegative(text: String) throws {
    let text = "task,output_tokens,decode_ms\nt,3,\"\(text)\"\n"
    let error = try answerFailure(of: text)
    #expect(error.column == "decode_ms")
    #expect(error.expected == "a number of milliseconds, at least 0")
    // The life tables have no use for the column.
    #expect(try tables(of: text).count == 1)
  }

  @Test func promptTokensAreIntegers() throws {
    let error = try answerFailure(
      of: "task,output_tokens,prompt_tokens\nt,3,-1\n")
    #expect(error.column == "prompt_tokens")
    #expect(error.expected == "an integer of at least 0")
  }

  @Test func skippingLeavesOutRowsAndSaysWhy() throws {
    let text = """
      task,output_tokens,prompt_tokens
      t,3,1
      t,x,1
      t,4
      t,4,y
      ,4,1
      t,0,1
      t,0,1
      t,0,1
      """
    let options = TraceReader.Options(skipInvalid: true)
    let (tables, report) = try read(Array(text.utf8), options)
    #expect(tables.count == 2)
    #expect(report.rowsRead == 8)
    #expect(report.rowsSkipped == 6)
    #expect(report.skippedReasons.map(\.line) == [3, 4, 6, 7, 8])
    #expect(try answers(of: text, options).map(\.line) == [2])
  }

  @Test func headerWithoutRowsHasNoAnswers() throws {
    let text = "task,output_tokens\n"
    let none = try withFile(Array(text.utf8)) {
      try TraceReader().contents(of: [$0], keeping: .all)
    }
    #expect(none.answers.isEmpty)
    let error = try failure(of: text)
    #expect(error.code == .noAnswers)
    #expect(error.description.contains("has no answers"))
  }

  @Test func rowsAllSkippedAreNoAnswers() throws {
    let error = try failure(
      of: "task,output_tokens\nt,x\n", .init(skipInvalid: true))
    #expect(error.description.contains("1 invalid row was skipped"))
    #expect(error.description.contains("found \"x\""))
  }

  @Test func progressReachesTheSizeOfTheFile() throws {
    let text =
      "task,output_tokens\n" + String(repeating: "t,1\n", count: 50_000)
    try withFile(Array(text.utf8)) { path in
      var latest = 0
      var total: Int?
      _ = try TraceReader().lifeTables(in: path) { read, size in
        #expect(read >= latest)
        (latest, total) = (read, size)
      }
      #expect(latest == text.utf8.count)
      #expect(total == text.utf8.count)
    }
  }
}
