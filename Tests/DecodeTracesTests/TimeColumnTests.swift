import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Testing

/// Seconds, rounded to nanoseconds.
private func seconds(_ time: Duration?) -> Double? {
  time.map { ($0 / .nanoseconds(1)).rounded() / 1e9 }
}

@Suite("Time columns")
struct TimeColumnTests {
  private func read(
    _ text: String, columns: String = "",
    convention: DecodeStepConvention? = nil
  ) throws -> TraceContents {
    var options = TraceReader.Options(convention: convention)
    if !columns.isEmpty {
      options.columns = try ColumnMapping(parsing: columns)
    }
    return try withFile(Array(text.utf8)) {
      try TraceReader(options).contents(of: [$0], keeping: .all)
    }
  }

  private func decode(
    _ text: String, columns: String = "",
    convention: DecodeStepConvention? = nil
  ) throws -> [Double?] {
    try read(text, columns: columns, convention: convention).answers
      .map { seconds($0.decodeTime) }
  }

  @Test(arguments: [
    ("decode_s", "0.5"), ("decode_ms", "500"), ("decode_us", "5e5"),
    ("decode_ns", "500000000"), ("decode", "500"), ("Decode Time ms", "500"),
    ("decode_latency_seconds", "0.5"),
  ])
  func namesStateUnits(name: String, value: String) throws {
    #expect(try decode("output_tokens,\(name)\n20,\(value)\n") == [0.5])
  }

  @Test(arguments: [
    ("took:s", "0.5"), ("took:ms", "500"), ("took:us", "500000"),
    ("took:ns", "5e8"), ("took", "500"),
  ])
  func mappingsStateUnits(source: String, value: String) throws {
    #expect(
      try decode(
        "output_tokens,took\n20,\(value)\n", columns: "decode=\(source)")
        == [0.5])
    // A unit in the mapping is believed before one in the name.
    #expect(
      try decode(
        "output_tokens,x_ms\n20,0.5\n", columns: "decode=x_ms:s") == [0.5])
  }

  /// What is five in the evening at Greenwich.
  @Test(arguments: [
    "2026-03-01T17:00:00Z", "2026-03-01 12:00:00-05:00",
    "2026-03-01T22:30:00+05:30",
  ])
  func timeZonesAreTakenOff(_ text: String) throws {
    let rows = try withFile(
      Array("output_tokens,timestamp\n5,\(text)\n".utf8)
    ) {
      try TraceReader().recordedAnswers(in: $0).answers
    }
    #expect(rows.map(\.timestamp) == [1_772_384_400])
  }

  @Test func timestampsHaveUnitsToo() throws {
    let contents = try read(
      "output_tokens,t\n1,1500\n2,2026-03-01T12:00:00+01:00\n",
      columns: "timestamp=t:ms")
    #expect(contents.answers.map(\.timestamp) == [1.5, 1_772_362_800])
    let error = try #require(throws: TraceError.self) {
      try read("output_tokens,timestamp\n1,yesterday\n")
    }
    #expect(error.description.contains("or a date such as"))
  }

  @Test(arguments: [
    ("0.000004", "below 10 µs"), ("900000", "above 10 s"),
  ])
  func impossibleTimesAreRefusedWhereNoUnitIsStated(
    perRow: String, essence: String
  ) throws {
    let rows = String(repeating: "20,\(perRow)\n", count: 5) + "20,500\n"
    let error = try #require(throws: TraceError.self) {
      try read("output_tokens,decode\n" + rows)
    }
    #expect(error.code == .implausibleTimes)
    #expect(error.description.contains(essence))
    #expect(error.description.contains("--columns decode="))
    // Whoever states a unit is believed.
    let stated = try read(
      "output_tokens,decode\n" + rows, columns: "decode=decode:ms")
    #expect(stated.answers.count == 6)
  }

  @Test func otherTimesStandInForDecode() throws {
    let head = "output_tokens,"
    #expect(try decode(head + "prefill_ms,e2e_ms\n5,50,150\n") == [0.1])
    #expect(
      try decode(head + "queue_ms,prefill_ms,e2e_ms\n5,10,50,150\n") == [0.09])
    #expect(try decode(head + "tpot_ms\n5,25\n1,25\n") == [0.1, 0])
    #expect(try decode(head + "e2e_ms\n5,150\n") == [0.15])
    #expect(
      try decode(head + "itl_ms\n5,\"[20, 30.5,50]\"\n3,20;20\n1,[]\n")
        == [0.1005, 0.04, 0])
    // What is measured itself comes first.
    #expect(
      try decode(head + "decode_ms,prefill_ms,e2e_ms\n5,99,50,150\n")
        == [0.099])
  }

  /// A time per token averaged over n − 1 steps, over n, and over chunks.
  @Test func threeTimesPerTokenAreThreeThings() throws {
    let tpot = "output_tokens,tpot_ms\n5,20\n"
    #expect(try decode(tpot) == [0.08])
    #expect(try read(tpot).convention == .firstTokenInPrefill)
    #expect(try decode(tpot, convention: .everyTokenIsAStep) == [0.1])
    #expect(
      try read(tpot, convention: .everyTokenIsAStep).convention
        == .everyTokenIsAStep)
    let chunks = try read("output_tokens,itl_ms\n5,\"[20, 20]\"\n")
    #expect(chunks.answers.map { seconds($0.decodeTime) } == [0.04])
    #expect(chunks.reports[0].assumes(.tokensInChunks))
  }

  @Test func conventionIsThatOfOneTokenAnswers() throws {
    let head = "output_tokens,decode_ms\n"
    #expect(
      try read(head + "1,0\n5,100\n").convention == .firstTokenInPrefill)
    #expect(try read(head + "1,25\n5,100\n").convention == .everyTokenIsAStep)
    #expect(try read(head + "2,25\n5,100\n").convention == .everyTokenIsAStep)
    #expect(
      try read("output_tokens,e2e_ms\n5,100\n").convention
        == .everyTokenIsAStep)
    #expect(try read("output_tokens\n5\n").convention == nil)
    #expect(
      try read(
        "output_tokens,decode_ms,convention\n5,9,first-token-in-prefill\n"
      ).convention == .firstTokenInPrefill)
  }

  @Test func conventionsAreNotMixed() throws {
    try withDirectory { directory in
      let paths = ["a", "b"].map { directory + "/\($0).csv" }
      try AtomicFile.write("output_tokens,decode_ms\n5,9\n", to: paths[0])
      try AtomicFile.write("output_tokens,tpot_ms\n5,9\n", to: paths[1])
      let error = try #require(throws: TraceError.self) {
        try TraceReader().contents(of: paths, keeping: .all)
      }
      #expect(error.category == .usage)
      #expect(error.description.contains("--convention"))
      let told = try TraceReader(.init(convention: .firstTokenInPrefill))
        .contents(of: paths, keeping: .all)
      #expect(told.answers.count == 2)
      #expect(told.answers.map(\.id) == [0, 1])
    }
  }

  @Test func totalsAreAsLoggedElseASum() throws {
    let logged = try read("output_tokens,prefill_ms,e2e_ms\n5,50,150\n")
    #expect(logged.answers.map { seconds($0.totalTime) } == [0.15])
    let sum = try read(
      "output_tokens,queue_ms,prefill_ms,decode_ms\n5,5,50,100\n")
    #expect(sum.answers.map { seconds($0.totalTime) } == [0.155])
    let partial = try read("output_tokens,decode_ms\n5,100\n")
    #expect(partial.answers.map { seconds($0.totalTime) } == [nil])
  }

  @Test func keptAnswersAreTheLastTimedOnes() throws {
    let text = "output_tokens,decode_ms\n1,10\n2,\n3,30\n4,40\n5,\n"
    let contents = try withFile(Array(text.utf8)) {
      try TraceReader().contents(of: [$0], keeping: .timed(last: 2))
    }
    #expect(contents.answers.map(\.tokens) == [3, 4])
    #expect(contents.dropped == 1)
    #expect(contents.tables.count == 5)
    let last = try withFile(Array(text.utf8)) {
      try TraceReader().contents(of: [$0], keeping: .last(3))
    }
    #expect(last.answers.map(\.tokens) == [3, 4, 5])
    #expect(last.answers.map(\.id) == [2, 3, 4])
  }
}
