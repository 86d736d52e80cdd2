import LengthLaws
import TestSupport
import Testing

/// Merging is a commutative monoid, and the same as recording everything.
struct LifeTableMergeTests {
  @Test func mergingIsRecordingEverything() {
    property("merging is recording everything") { choices in
      let (first, second) = (choices.answers(0...40), choices.answers(0...40))
      let sum = LifeTable(first) + LifeTable(second)
      try checkInvariants(sum)
      try requireEqual(sum, LifeTable(first + second), "sum")
      try requireEqual(
        NaiveTable(sum), NaiveTable(first + second), "sum as counts")
    }
  }

  @Test func mergingIsCommutative() {
    property("merging is commutative") { choices in
      let (a, b) = (choices.lifeTable(), choices.lifeTable())
      try requireEqual(a + b, b + a, "sum")
    }
  }

  @Test func mergingIsAssociative() {
    property("merging is associative") { choices in
      let a = choices.lifeTable()
      let b = choices.lifeTable()
      let c = choices.lifeTable()
      try requireEqual((a + b) + c, a + (b + c), "sum")
    }
  }

  @Test func theEmptyTableIsTheIdentity() {
    property("the empty table adds nothing") { choices in
      let table = choices.lifeTable()
      try requireEqual(table + LifeTable(), table, "table + empty")
      try requireEqual(LifeTable() + table, table, "empty + table")
    }
  }

  @Test func recordingGoesOnAfterAMerge() {
    property("a merged table goes on recording", cases: 50) { choices in
      // Wide, so that rows still wait in the buffer when tables merge.
      let parts = (0..<3).map { _ in choices.answers(0...300, longest: 900) }
      var table = LifeTable(parts[0])
      try table.merge(LifeTable(parts[1]))
      for some in parts[2] {
        try table.record(
          length: some.length, ending: some.ending, count: some.count)
      }
      try checkInvariants(table)
      try requireEqual(table, LifeTable(parts.flatMap(\.self)), "table")
    }
  }

  @Test func equalityIgnoresTheOrderOfRecording() {
    property("equality ignores the order of recording") { choices in
      let answers = choices.answers(0...60, longest: 500)
      let table = LifeTable(answers)
      try requireEqual(LifeTable(choices.shuffled(answers)), table, "shuffled")
      try requireEqual(LifeTable(answers.reversed()), table, "reversed")
    }
  }

  @Test func equalityTellsTheEndingsApart() {
    property("one answer's ending makes a difference") { choices in
      let answers = choices.answers()
      let length = choices.int(1...40)
      let all = Ending.allCases.map {
        LifeTable(answers + [RecordedAnswers(length: length, ending: $0)])
      }
      try require(
        all[0] != all[1] && all[1] != all[2] && all[0] != all[2],
        "tables with different endings are equal")
    }
  }
}
