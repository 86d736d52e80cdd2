import DecodeStatistics
import DecodeTraces
import Testing

@Suite("Latency tables")
struct LatencyTableTests {
  private static let average = "first_tokens,last_tokens,milliseconds_per_token"

  private func table(_ text: String, chunkSize: Int = 1 << 16) throws
    -> LatencyTableFile
  {
    var reader = LatencyTableReader()
    reader.chunkSize = chunkSize
    return try withFile(Array(text.utf8), name: "latency.csv") {
      try reader.table(at: $0)
    }
  }

  @Test func rowsAreBucketsInSeconds() throws {
    let rows = "\n2,2,24.6\n3,5,34.4\n6,,41.1\n"
    let expected = [
      LatencyBucket(first: 2, last: 2, secondsPerToken: 24.6 / 1000),
      LatencyBucket(first: 3, last: 5, secondsPerToken: 34.4 / 1000),
      LatencyBucket(first: 6, last: nil, secondsPerToken: 41.1 / 1000),
    ]
    for chunkSize in [1, 3, 1 << 16] {
      let read = try table(Self.average + rows, chunkSize: chunkSize)
      #expect(read.reading == .averageOverAnswer)
      #expect(read.buckets == expected)
    }
    let step = try table(
      "note,milliseconds_at_position,last_tokens,first_tokens\nx,30,9,1\n")
    #expect(step.reading == .atPosition)
    #expect(step.buckets == [.init(first: 1, last: 9, secondsPerToken: 0.03)])
  }

  @Test(arguments: [
    ("0,2,1", 2, "first_tokens", "an integer from 1"),
    ("x,2,1", 2, "first_tokens", "an integer from 1"),
    ("4,3,1", 2, "last_tokens", "an integer from 4"),
    ("1,x,1", 2, "last_tokens", "nothing in the last row"),
    ("1,2,1\n4,,1", 3, "first_tokens", "3, one more than"),
    ("1,2,1\n2,,1", 3, "first_tokens", "3, one more than"),
    ("1,2,0", 2, "milliseconds_per_token", "above 0"),
    ("1,2,-1", 2, "milliseconds_per_token", "above 0"),
    ("1,2,nan", 2, "milliseconds_per_token", "above 0"),
    ("1,2,1e-323", 2, "milliseconds_per_token", "above 0"),
    ("1,2,1e400", 2, "milliseconds_per_token", "above 0"),
    ("1,2,", 2, "milliseconds_per_token", "above 0"),
    ("1,,1\n3,,1", 3, nil, "expected only the last row"),
    ("1,2", 2, nil, "found 2 fields, expected 3"),
  ])
  func refusesOtherRows(
    rows: String, line: Int, column: String?, essence: String
  ) throws {
    let error = try #require(throws: TraceError.self) {
      try table(Self.average + "\n" + rows + "\n")
    }
    #expect(error.line == line)
    #expect(error.column == column)
    #expect(error.description.contains(essence))
    #expect(error.category == .badData)
  }

  @Test(arguments: [
    ("", "is empty: a header line was expected"),
    ("first_tokens,last_tokens\n1,2\n", "milliseconds_at_position"),
    ("first_tokens,milliseconds_per_token\n1,2\n", "last_tokens"),
    (
      "first_tokens,last_tokens,milliseconds_per_token,"
        + "milliseconds_at_position\n1,2,3,4\n", "found both"
    ),
    ("first_tokens,first_tokens,last_tokens\n", "twice"),
    ("first_tokens,last_tokens,milliseconds_per_token\n", "has no rows"),
  ])
  func refusesOtherHeaders(text: String, essence: String) throws {
    let error = try #require(throws: TraceError.self) { try table(text) }
    #expect(error.description.contains(essence))
  }
}
