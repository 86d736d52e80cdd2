import DecodeEstimators
import DecodeStatistics
import Testing

@testable import DecodeTraces

/// The limits that `Docs/Reliability.md` lists: at each a file is read, past
/// it there is an error that says so.
@Suite("Limits")
struct LimitTests {
  private static func row(_ tokens: String, count: String = "1") -> String {
    "task,output_tokens,ending,count\na,\(tokens),stopped,\(count)\n"
  }

  @Test func columns() throws {
    func text(_ columns: Int) -> String {
      let names = (1..<columns).map { "c\($0)" }.joined(separator: ",")
      let values = [String](repeating: "1", count: columns)
      return "output_tokens,\(names)\n\(values.joined(separator: ","))\n"
    }
    let most = CSVBatch.maximumColumns
    #expect(try tables(of: text(most)).count == 1)
    let error = try failure(of: text(most + 1))
    #expect(error.description.contains("\(most)"), "\(error)")
  }

  @Test func bytesOfARow() throws {
    let field = [UInt8](repeating: 97, count: CSVBatch.maximumFieldBytes)
    let most = CSVBatch.maximumRowBytes / field.count
    func file(_ fields: Int) -> [UInt8] {
      var bytes = Array("output_tokens".utf8)
      for column in 0..<fields { bytes += ",feature.c\(column)".utf8 }
      bytes += "\n3".utf8
      for _ in 0..<fields { bytes += [44] + field }
      return bytes + [10]
    }
    #expect(try read(file(most - 1)).tables.count == 1)
    let error = try #require(throws: TraceError.self) {
      try read(file(most + 1))
    }
    #expect(error.code == .malformedCSV)
    #expect(error.line == 2)
  }

  @Test func tokensOfAnAnswer() throws {
    let most = TraceReader.maximumTokens
    #expect(try tables(of: Self.row("\(most)"))["a"]?.maximum == most)
    let error = try failure(of: Self.row("\(most + 1)"))
    #expect(error.expected == "an integer of at most \(most)")
  }

  @Test func answersOfAFile() throws {
    let most = LifeTable.maximumCount
    #expect(try tables(of: Self.row("3", count: "\(most)")).count == most)
    let error = try failure(
      of: Self.row("3", count: "\(most)") + "b,1,capped,1")
    #expect(error.description.contains("2^53"), "\(error)")
    #expect(error.line == 3)
  }

  @Test func rowsOfALatencyTable() throws {
    func text(_ rows: Int) -> String {
      "first_tokens,last_tokens,milliseconds_at_position\n"
        + (1...rows).map { "\($0),\($0),1\n" }.joined()
    }
    let most = LatencyTableReader.maximumRows
    let error = try #require(throws: TraceError.self) {
      try withFile(Array(text(most + 1).utf8)) {
        try LatencyTableReader().table(at: $0)
      }
    }
    #expect(error.description.contains("\(most)"))
  }

  @Test func positionsOfARequest() throws {
    let most = TotalDecodeTime.maximumCap
    let model = DecodeModel(tables: try tables(of: Self.row("3")))
    let estimator = try DistributionalEstimator(model)
    #expect(
      try estimator.estimate(DecodeRequest(task: "a", cap: most)).cap == most)
    #expect(throws: EstimationError.self) {
      try estimator.estimate(DecodeRequest(task: "a", cap: most + 1))
    }
    // Files may say more: it is cut there.
    let long = DecodeModel(
      tables: try tables(
        of: "task,output_tokens,ending\na,2147483647,capped\na,4,stopped\n"))
    let estimate = try DistributionalEstimator(long).estimate(
      DecodeRequest(task: "a"))
    #expect(estimate.cap == most)
  }
}
