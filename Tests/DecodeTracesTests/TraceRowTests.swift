import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Testing

@Suite("Trace rows")
struct TraceRowTests {
  @Test func countsByTaskLengthAndEnding() throws {
    let read = try tables(
      of: """
        task,output_tokens,ending
        chat,5,stopped
        vqa,2,stopped
        chat,5,capped
        chat,7,cancelled
        vqa,2,stopped
        """)
    #expect(read.tasks == ["chat", "vqa"])
    let chat = try lifeTable(
      (5, .stopped, 1), (5, .capped, 1), (7, .cancelled, 1))
    #expect(read["chat"] == chat)
    #expect(read["vqa"] == (try lifeTable((2, .stopped, 2))))
  }

  @Test(arguments: [
    ("stopped", Ending.stopped), ("STOP", .stopped), ("Capped", .capped),
    ("length", .capped), ("cancelled", .cancelled), ("canceled", .cancelled),
    ("abort", .cancelled), ("aborted", .cancelled), ("\" stop \"", .stopped),
  ])
  func acceptsFinishReasons(text: String, ending: Ending) throws {
    let read = try tables(of: "task,output_tokens,ending\nt,3,\(text)\n")
    #expect(read["t"] == (try lifeTable((3, ending, 1))))
  }

  @Test(arguments: ["", "done", "stoppe", "stopped!", "\u{13}top"])
  func refusesOtherEndings(text: String) throws {
    let error = try failure(of: "task,output_tokens,ending\nt,3,\(text)\n")
    #expect(error.code == .invalidValue)
    #expect(error.column == "ending")
    #expect(error.description.contains("expected stopped, capped or cancelled"))
  }

  @Test func messageNamesPlaceValueAndRemedy() throws {
    let error = try failure(of: "task,output_tokens\nt,3\nt,abc\n")
    #expect(
      error.description.hasSuffix(
        "/trace.csv:3: column output_tokens: found \"abc\", expected an "
          + "integer of at least 1"))
    #expect(error.line == 3)
    #expect(error.value == "abc")
    #expect(error.category == .badData)
  }

  @Test(arguments: [
    ("0", "an integer of at least 1"), ("-4", "an integer of at least 1"),
    ("3.0", "an integer of at least 1"), ("NaN", "an integer of at least 1"),
    ("1e3", "an integer of at least 1"), ("", "an integer of at least 1"),
    ("+", "an integer of at least 1"), ("-", "an integer of at least 1"),
    ("0x10", "an integer of at least 1"), ("٣", "an integer of at least 1"),
    ("2147483648", "an integer of at most 2147483647"),
    ("99999999999999999999", "an integer of at most 2147483647"),
    ("-99999999999999999999", "an integer of at least 1"),
  ])
  func refusesOtherLengths(text: String, expected: String) throws {
    let error = try failure(of: "task,output_tokens\nt,\(text)\n")
    #expect(error.code == .invalidValue)
    #expect(error.column == "output_tokens")
    #expect(error.expected == expected)
    if text.isEmpty { #expect(error.description.contains("found nothing")) }
  }

  @Test func mappedColumnIsNamedAsInTheFile() throws {
    let mapping = try ColumnMapping(parsing: "tokens=n,task=t")
    let error = try failure(of: "t,n\na,x\n", .init(columns: mapping))
    #expect(error.description.contains("column n: found \"x\""))
  }

  @Test func rowCapMarksAnswersAtTheCap() throws {
    let text = "task,output_tokens,cap\nt,3,8\nt,8,8\nt,8,\nt,8,9\n"
    let (read, report) = try read(Array(text.utf8))
    #expect(
      read["t"]
        == (try lifeTable((3, .stopped, 1), (8, .capped, 1), (8, .stopped, 2))))
    #expect(report.endingsAssumedStopped)
  }

  @Test func lengthAboveTheCapIsInvalid() throws {
    for header in ["task,output_tokens,cap", "task,output_tokens,cap,ending"] {
      let end = header.hasSuffix("ending") ? ",stopped" : ""
      let error = try failure(of: "\(header)\nt,9,8\(end)\n")
      #expect(error.description.contains("found \"9\""))
      #expect(error.description.contains("at most the cap of 8 tokens"))
    }
  }

  @Test func assumedCapMarksAnswersWithoutEnding() throws {
    let text = "task,output_tokens\nt,3\nt,8\n"
    let (read, report) = try read(Array(text.utf8), .init(assumedCap: 8))
    #expect(read["t"] == (try lifeTable((3, .stopped, 1), (8, .capped, 1))))
    #expect(!report.endingsAssumedStopped)
    let error = try failure(of: text, .init(assumedCap: 7))
    #expect(error.line == 3)
    #expect(error.description.contains("at most the cap of 7 tokens"))
  }

  @Test func assumedCapYieldsToWhatIsRecorded() throws {
    let ended = try tables(
      of: "task,output_tokens,ending\nt,9,stop\nt,8,stop\n",
      .init(assumedCap: 8))
    #expect(ended["t"] == (try lifeTable((8, .stopped, 1), (9, .stopped, 1))))
    let capped = try tables(
      of: "task,output_tokens,cap\nt,9,9\nt,8,\n", .init(assumedCap: 8))
    #expect(capped["t"] == (try lifeTable((8, .capped, 1), (9, .capped, 1))))
  }

  @Test func endingsAreReportedAsAssumed() throws {
    let plain = try read(Array("task,output_tokens\nt,3\n".utf8))
    #expect(plain.report.endingsAssumedStopped)
    let ended = try read(Array("task,output_tokens,ending\nt,3,stop\n".utf8))
    #expect(!ended.report.endingsAssumedStopped)
  }

  @Test func originZeroShiftsLengthsAndCaps() throws {
    let options = TraceReader.Options(origin: .zero)
    let text = "task,output_tokens,cap\nt,0,4\nt,4,4\n"
    #expect(
      try tables(of: text, options)["t"]
        == lifeTable((1, .stopped, 1), (5, .capped, 1)))
    #expect(try answers(of: text, options).map(\.request.cap) == [5, 5])
    let error = try failure(of: "task,output_tokens\nt,-1\n", options)
    #expect(error.expected == "an integer of at least 0")
    let extreme = TraceReader.Options(assumedCap: .max, origin: .zero)
    let plain = "task,output_tokens\nt,4\n"
    #expect(
      try answers(of: plain, extreme).map(\.request.cap)
        == [TotalDecodeTime.maximumCap])
  }

  @Test func countColumnMakesACountTable() throws {
    let read = try tables(
      of: """
        task,output_tokens,ending,count
        t,3,stopped,10
        t,3,capped,0
        t,4,capped,2
        u,4,capped,0
        """)
    #expect(read.tasks == ["t"])
    #expect(read["t"] == (try lifeTable((3, .stopped, 10), (4, .capped, 2))))
  }

  @Test(arguments: [
    ("-1", "an integer of at least 0"), ("", "an integer of at least 0"),
    ("1.5", "an integer of at least 0"),
    ("9007199254740993", "an integer of at most 9007199254740992"),
  ])
  func refusesOtherCounts(text: String, expected: String) throws {
    let error = try failure(of: "task,output_tokens,count\nt,3,\(text)\n")
    #expect(error.column == "count")
    #expect(error.expected == expected)
  }

  @Test func totalIsBoundedOverAllTasks() throws {
    let error = try failure(
      of: "task,output_tokens,count\nt,3,9007199254740992\nu,3,1\n")
    #expect(error.line == 3)
    #expect(error.description.contains("2^53"))
  }

  @Test(arguments: ["", "\"\"", "\"  \""])
  func blankTaskIsInvalid(task: String) throws {
    let error = try failure(of: "task,output_tokens\n\(task),3\n")
    #expect(error.code == .invalidValue)
    #expect(error.description.contains("the name of a task"))
  }

  @Test func taskThatIsNoTextIsInvalid() throws {
    let bytes =
      Array("task,output_tokens\n".utf8) + [0xFF, 0xC3]
      + Array(",3\n".utf8)
    let error = try #require(throws: TraceError.self) { try read(bytes) }
    #expect(error.description.contains("UTF-8"))
  }

  @Test func equivalentNamesAreOneTask() throws {
    let read = try tables(
      of: "task,output_tokens\ncaf\u{E9},1\ncafe\u{301},2\n")
    #expect(read.tasks.count == 1)
    #expect(read.count == 2)
  }

  @Test func controlCharactersInValuesAreEscaped() throws {
    let error = try failure(
      of: "task,output_tokens\nt,\"\u{1B}[2J\n\u{202E}x\"\n")
    #expect(error.value == "\\u{1B}[2J\\n\\u{202E}x")
    let long = String(repeating: "é", count: 500)
    let excerpt = try failure(of: "task,output_tokens\nt,\(long)\n")
    #expect(excerpt.value == String(repeating: "é", count: 60) + "…")
  }
}
