import DecodeStatistics
import DecodeTraces
import Testing

@Suite("Prefills of a trace")
struct PrefillRowTests {
  private func rows(
    _ text: String, _ options: TraceReader.Options = .init(),
    unit: TimeUnit = .milliseconds, chunkSize: Int = 1 << 16
  ) throws -> (rows: [PrefillRow], report: ReadingReport) {
    var reader = TraceReader(options)
    reader.chunkSize = chunkSize
    return try withFile(Array(text.utf8)) {
      try reader.prefills(in: $0, unit: unit)
    }
  }

  @Test func rowsNeedNoOutputTokens() throws {
    let text = """
      config.gpu,prefill_ms,note,prompt_tokens,decode_ms
      a,150,x,512,broken

      b,0.5,"y
      z",1,
      ,7,,2,
      """
    let expected = [
      PrefillRow(
        PrefillObservation(
          promptTokens: 512, prefillSeconds: 0.15,
          configuration: ServingConfiguration(["gpu": "a"])), index: 0, line: 2),
      PrefillRow(
        PrefillObservation(
          promptTokens: 1, prefillSeconds: 0.0005,
          configuration: ServingConfiguration(["gpu": "b"])), index: 1, line: 4),
      PrefillRow(
        PrefillObservation(promptTokens: 2, prefillSeconds: 0.007),
        index: 2, line: 6),
    ]
    for chunkSize in [1, 3, 1 << 16] {
      #expect(try rows(text, chunkSize: chunkSize).rows == expected)
    }
  }

  @Test func unitsScaleTimes() throws {
    let text = "prompt_tokens,prefill_ms\n8,250\n"
    for (unit, seconds) in [
      (TimeUnit.seconds, 250.0), (.milliseconds, 0.25), (.microseconds, 2.5e-4),
    ] {
      let read = try rows(text, unit: unit).rows[0].observation
      #expect(read.prefillSeconds == seconds)
    }
  }

  @Test func columnsMayBeMapped() throws {
    let mapping = try ColumnMapping(
      parsing: "prompt=in,prefill=ttft,config.gpu=device")
    let read = try rows(
      "device,in,ttft\nh100,9,3\n", .init(columns: mapping)
    ).rows[0].observation
    #expect(read.promptTokens == 9)
    #expect(read.configuration == ServingConfiguration(["gpu": "h100"]))
  }

  @Test func skippedRowsKeepTheirPlaces() throws {
    let text = "task,prompt_tokens,prefill_ms\na,1,1\nb,2,2\na,0,3\na,4,4\n"
    let read = try rows(text, .init(task: "a", skipInvalid: true))
    #expect(read.rows.map(\.index) == [0, 3])
    #expect(read.report.rowsRead == 4)
    #expect(read.report.rowsSkipped == 1)
    #expect(read.report.rowsOfOtherTasks == 1)
  }

  @Test(arguments: [
    ("", "is empty"),
    ("prompt_tokens,prefill_ms\n", "has no rows"),
    ("inputs_n,ttft_ms\n1,2\n", "--columns prompt=inputs_n"),
    ("prompt_tokens,my_ttft\n1,2\n", "--columns prefill=my_ttft"),
    ("prompt_tokens,prefill_ms\n5,1\n0,1\n", ":3: column prompt_tokens"),
    ("prompt_tokens,prefill_ms\n5.5,1\n", "an integer from 1"),
    ("prompt_tokens,prefill_ms\n,1\n", "found nothing"),
    ("prompt_tokens,prefill_ms\n5,0\n", "milliseconds above 0"),
    ("prompt_tokens,prefill_ms\n5,-1\n", "milliseconds above 0"),
    ("prompt_tokens,prefill_ms\n5,nan\n", "\"nan\""),
    ("prompt_tokens,prefill_ms\n5,1e200\n", "\"1e200\""),
    ("prompt_tokens,prefill_ms\n5,1e-323\n", "above 0"),
    ("prompt_tokens,prefill_ms\n5\n", "found 1 field, expected 2"),
    ("task,prompt_tokens,prefill_ms\nb,5,1\n", "no row is of the task \"a\""),
  ])
  func errorsSayWhatWouldDo(_ text: String, _ message: String) throws {
    let error = try #require(throws: TraceError.self) {
      try rows(text, .init(task: "a"))
    }
    #expect(error.category == .badData)
    #expect("\(error)".contains(message), "\(error)")
  }
}

@Suite("Embeddings")
struct EmbeddingTests {
  private func embeddings(
    _ text: String, chunkSize: Int = 1 << 16
  ) throws -> Embeddings {
    var reader = EmbeddingReader()
    reader.chunkSize = chunkSize
    return try withFile(Array(text.utf8)) { try reader.embeddings(at: $0) }
  }

  @Test func rowsAreVectors() throws {
    for chunkSize in [1, 4, 1 << 16] {
      let found = try embeddings(
        "1,-2e3\n\n\"0.5\",+7\n", chunkSize: chunkSize)
      #expect(found.ids == nil)
      #expect(found.vectors == [[1, -2000], [0.5, 7]])
    }
  }

  @Test func aHeaderMeansThatPromptsHaveNames() throws {
    for chunkSize in [1, 4, 1 << 16] {
      let found = try embeddings(
        "prompt_id,e0,e1\n7,1,-2e3\n\"a,b\",0.5,7\n", chunkSize: chunkSize)
      #expect(found.ids == ["7", "a,b"])
      #expect(found.vectors == [[1, -2000], [0.5, 7]])
    }
  }

  @Test(arguments: [
    ("", "is empty"), ("a,b\n", "is empty"), ("a\n1\n", "is empty"),
    ("a,b\n1,2\n1,3\n", ":3: column 1: found \"1\", expected each prompt"),
    ("a,b\n1,x\n", ":2: column 2: found \"x\""),
    ("1,2\n1\n", ":2: found 1 field, expected 2 as in the first row"),
    ("1,2\n1,2,3\n", "found 3 fields"), ("1,2\n1,nan\n", ":2: column 2"),
    ("1,2\n1,\n", "found nothing"), ("1,1e101\n", "expected a number"),
    ("1,\"2\n", "quote"),
  ])
  func errorsNameTheirPlace(_ text: String, _ message: String) throws {
    let error = try #require(throws: TraceError.self) { try embeddings(text) }
    #expect("\(error)".contains(message), "\(error)")
  }
}
