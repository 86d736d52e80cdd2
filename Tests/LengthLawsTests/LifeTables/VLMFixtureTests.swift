import LengthLaws
import TestSupport
import Testing

/// The constructed answers have the published figures.
struct VLMFixtureTests {
  /// A row of the published table.
  struct Published: Sendable {
    var task: TaskID
    var mean: Double
    var median: Double
    /// Standard deviation over mean.
    var variation: Double
    var range: ClosedRange<Int>
  }

  static let published = [
    Published(
      task: "vqa", mean: 2.22, median: 2, variation: 0.27, range: 2...6),
    Published(
      task: "captioning", mean: 54.67, median: 64, variation: 0.18,
      range: 30...64),
    Published(
      task: "doc_qa", mean: 5.51, median: 5, variation: 0.54, range: 2...28),
    Published(
      task: "text_vqa", mean: 3.44, median: 3, variation: 0.58, range: 2...15),
  ]

  @Test func theFourTasksAreThere() throws {
    let tables = try Self.tables()
    #expect(tables.tasks == ["captioning", "doc_qa", "text_vqa", "vqa"])
    for task in tables.tasks {
      let table = try #require(tables[task])
      try checkInvariants(table)
      #expect(table.count >= 2000)
    }
  }

  @Test(arguments: published)
  func theFiguresAreThePublishedOnes(_ row: Published) throws {
    let table = try #require(try Self.tables()[row.task])
    try requireClose(
      try #require(table.recordedMean), row.mean, relative: 0, absolute: 0.005)
    #expect(table.recordedMedian == row.median)
    #expect(table.minimum == row.range.lowerBound)
    #expect(table.maximum == row.range.upperBound)
    try requireClose(
      try #require(table.recordedCoefficientOfVariation), row.variation,
      relative: 0, absolute: 0.01)
  }

  @Test func captionsOf64TokensWereCutAndNothingElse() throws {
    let tables = try Self.tables()
    let captions = try #require(tables["captioning"])
    #expect(captions.largestCap == 64)
    #expect(captions.cappedCount == captions.row(at: 64).total)
    #expect(captions.cappedCount * 2 > captions.count)
    #expect(try tables.pooled().censoredCount == captions.cappedCount)
  }

  @Test func theLatencyBucketsAreThePublishedOnes() throws {
    let lines = try Fixtures.text("vlm-latency.csv").split(separator: "\n")
    #expect(
      lines == [
        "first_tokens,last_tokens,milliseconds_per_token",
        "2,2,24.6", "3,5,34.4", "6,10,41.1", "11,20,41.5", "21,,45.2",
      ])
  }

  /// The count table; it has no quotes.
  private static func tables() throws -> LifeTables {
    var tables = LifeTables()
    let lines = try Fixtures.text("vlm-tasks.csv").split(separator: "\n")
    #expect(lines.first == "task,output_tokens,ending,count")
    for line in lines.dropFirst() {
      let cells = line.split(separator: ",").map(String.init)
      try #require(cells.count == 4)
      try tables.record(
        task: TaskID(cells[0]), length: try #require(Int(cells[1])),
        ending: try #require(Ending(rawValue: cells[2])),
        count: try #require(Int(cells[3])))
    }
    return tables
  }
}
