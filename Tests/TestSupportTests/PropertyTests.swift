import TestSupport
import Testing

struct PropertyTests {
  @Test func truthsHaveNoCounterexample() {
    let found = counterexample(to: "reversing twice changes nothing") {
      let numbers = $0.array(0...20) { $0.int(-9...9) }
      try requireEqual(numbers.reversed().reversed(), numbers)
    }
    #expect(found == nil)
  }

  @Test func aRareFalsehoodIsFound() {
    let found = counterexample(
      to: "no number is 77", cases: 2000, environment: [:]
    ) {
      let number = $0.int(0...200)
      try require(number != 77, "\(number)")
    }
    #expect(found?.failure == "77")
  }

  @Test func aFalsehoodIsRecordedWithItsReplay() {
    withKnownIssue {
      property("all numbers are negative") {
        let number = $0.int(3...9)
        try require(number < 0, "\(number) is not negative")
      }
    } matching: { issue in
      let text = issue.comments.map(\.rawValue).joined()
      return text.contains("3 is not negative") && text.contains("PROP_SEED=")
        && text.contains("aFalsehoodIsRecordedWithItsReplay")
    }
  }

  @Test func theSameNameGivesTheSameCases() {
    #expect(cases(of: "one name") == cases(of: "one name"))
    #expect(cases(of: "one name") != cases(of: "another name"))
  }

  @Test func casesDiffer() {
    #expect(Set(cases(of: "many cases")).count == 50)
  }

  @Test func theVariableSetsTheNumberOfCases() {
    #expect(cases(of: "few", environment: ["PROP_CASES": "7"]).count == 7)
    #expect(cases(of: "none", environment: ["PROP_CASES": "0"]).isEmpty)
  }

  @Test func aReplayStartsWithTheFailingCase() throws {
    let body = { (choices: inout Choices) throws -> Void in
      let numbers = choices.array(0...30) { $0.int(0...500) }
      try require(!numbers.contains { $0 % 97 == 3 }, "\(numbers)")
    }
    let found = try #require(
      counterexample(to: "the first run", environment: [:], body))
    let again = try #require(
      counterexample(to: "a replay", environment: found.replay, body))
    #expect(again.firstFailure == found.firstFailure)
    #expect(again.failure == found.failure)
    #expect(again.choices == found.choices)
    #expect(again.seed == found.seed)
  }

  @Test func theFoundChoicesReplayTheSimplestCase() throws {
    let found = try #require(
      counterexample(to: "nothing is over 20", environment: [:]) {
        let number = $0.int(0...1000)
        try require(number <= 20, "\(number)")
      })
    var choices = Choices(replaying: found.choices)
    #expect(choices.int(0...1000) == 21)
  }

  /// The first numbers of all cases.
  private func cases(
    of name: String, environment: [String: String] = [:]
  ) -> [Int] {
    let seen = Seen()
    let found = counterexample(
      to: name, cases: 50, environment: environment
    ) { seen.numbers.append($0.int(0...(1 << 60))) }
    #expect(found == nil)
    return seen.numbers
  }
}

private final class Seen {
  var numbers: [Int] = []
}
