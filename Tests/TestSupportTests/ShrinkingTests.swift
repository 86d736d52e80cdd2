import DecodeStatistics
import TestSupport
import Testing

/// Properties that fail, with the simplest case in which they do.
struct ShrinkingTests {
  @Test func theSmallestFailingNumberIsFound() throws {
    let found = counterexample(to: "all are below 1000", environment: [:]) {
      let number = $0.int(0...1_000_000)
      try require(number < 1000, "\(number)")
    }
    #expect(found?.failure == "1000")
    #expect(found?.choices == [1000])
  }

  @Test func negativeNumbersShrinkTowardsZero() throws {
    let found = counterexample(to: "none is below -40", environment: [:]) {
      let number = $0.int(-5000...3000)
      try require(number >= -40, "\(number)")
    }
    #expect(found?.failure == "-41")
  }

  @Test func aSumIsMovedIntoOneElement() throws {
    let found = counterexample(to: "no sum is over 100", environment: [:]) {
      let numbers = $0.array(0...50) { $0.int(0...1000) }
      try require(numbers.reduce(0, +) <= 100, "\(numbers)")
    }
    #expect(found?.failure == "[101]")
  }

  @Test func elementsThatDoNotMatterAreDeleted() throws {
    let found = counterexample(to: "no 7 is there", environment: [:]) {
      let numbers = $0.array(0...50) { $0.int(0...9) }
      try require(!numbers.contains(7), "\(numbers)")
    }
    #expect(found?.failure == "[7]")
  }

  @Test func unorderedPairsShrinkToTwoNeighbours() throws {
    let found = counterexample(to: "all are sorted", environment: [:]) {
      let numbers = $0.array(0...30) { $0.int(0...99) }
      try require(numbers == numbers.sorted(), "\(numbers)")
    }
    #expect(found?.failure == "[1, 0]")
  }

  @Test func fractionsShrinkToTheirThreshold() throws {
    let found = counterexample(to: "all are below 1/4", environment: [:]) {
      let number = $0.unit()
      try require(number < 0.25, "\(number)")
    }
    #expect(found?.failure == "0.25")
  }

  @Test func elementsShrinkToTheFirstThatFails() throws {
    let words = ["a", "bb", "ccc", "dddd"]
    let found = counterexample(to: "words are short", environment: [:]) {
      let word = $0.element(of: words)
      try require(word.count < 3, word)
    }
    #expect(found?.failure == "ccc")
  }

  @Test func lifeTablesShrinkToFewShortAnswers() throws {
    let found = counterexample(to: "no answer is capped", environment: [:]) {
      let table = $0.lifeTable(0...30)
      try require(table.cappedCount == 0, "\(table.rows)")
      try require(table.count < 500, "\(table.rows)")
    }
    let choices = try #require(found?.choices)
    var replay = Choices(replaying: choices)
    let table = replay.lifeTable(0...30)
    #expect(table.count == 1)
    #expect(table.rows.first?.length == 1)
    #expect(table.cappedCount == 1)
  }

  @Test func shrinkingStopsAfterItsSteps() throws {
    let counter = Counter()
    let found = counterexample(
      to: "everything fails", shrinkSteps: 10, environment: [:]
    ) { choices in
      _ = choices.array(20...40) { $0.int(0...1000) }
      counter.value += 1
      throw Falsified("always")
    }
    #expect(found?.failure == "always")
    #expect(counter.value <= 11)
  }
}

private final class Counter {
  var value = 0
}
