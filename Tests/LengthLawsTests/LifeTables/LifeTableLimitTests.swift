import LengthLaws
import TestSupport
import Testing

/// What a table refuses, and that it is unchanged then.
struct LifeTableLimitTests {
  private static let limit = 1 << 53

  @Test func theLimitItselfIsReached() throws {
    var table = LifeTable()
    try table.record(length: 3, ending: .stopped, count: Self.limit - 1)
    try table.record(length: 5, ending: .capped)
    #expect(table.count == Self.limit)
    #expect(LifeTable.maximumCount == Self.limit)
    try table.record(length: 7, ending: .capped, count: 0)
    #expect(table.rows.count == 2)
    #expect(table.recordedMedian == 3)
  }

  @Test func oneAnswerTooManyIsRefused() throws {
    var table = LifeTable()
    try table.record(length: 3, ending: .stopped, count: Self.limit)
    let before = table
    #expect(throws: LengthLawError.tooManyAnswers) {
      try table.record(length: 3, ending: .stopped)
    }
    #expect(throws: LengthLawError.tooManyAnswers) {
      try table.record(length: 4, ending: .cancelled, count: .max)
    }
    var other = LifeTable()
    try other.record(length: 9, ending: .stopped)
    #expect(throws: LengthLawError.tooManyAnswers) { try table.merge(other) }
    #expect(throws: LengthLawError.tooManyAnswers) { try other.merge(before) }
    #expect(table == before)
    #expect(other.count == 1)
    try checkInvariants(table)
  }

  @Test func whatIsRefusedLeavesTheTableUnchanged() {
    property("what is refused changes nothing") { choices in
      let answers = choices.answers()
      var table = LifeTable(answers)
      let ending = choices.element(of: Ending.allCases)
      let length = choices.int(-3...3)
      let count = choices.element(of: [-1, .min, .max, Self.limit + 1, -7])
      do throws(LengthLawError) {
        try table.record(length: length, ending: ending, count: count)
        throw .tooManyAnswers
      } catch {
        let expected: LengthLawError =
          length < 1
          ? .lengthOutOfRange(length)
          : count < 0 ? .negativeCount(count) : .tooManyAnswers
        try requireEqual(error, expected, "the error")
      }
      try checkInvariants(table)
      try requireEqual(table, LifeTable(answers), "the table")
    }
  }

  @Test func theLongestLengthIsRecorded() throws {
    var table = LifeTable()
    try table.record(length: .max, ending: .stopped, count: 2)
    try table.record(length: 1, ending: .stopped)
    #expect(table.maximum == .max)
    #expect(table.atRisk(at: .max) == 2)
    #expect(table.running(after: .max).isEmpty)
    #expect(table.recordedMedian == Double(Int.max))
    let mean = try #require(table.recordedMean)
    try requireClose(mean, Double(Int.max) / 3 * 2)
  }

  @Test func errorsSayWhatWouldBeAccepted() {
    #expect(
      LengthLawError.lengthOutOfRange(0).description
        == "a length should be at least 1 token, but is 0")
    #expect(
      LengthLawError.negativeCount(-4).description.contains("but is -4"))
    #expect(LengthLawError.tooManyAnswers.description.contains("2^53"))
  }
}
