import LengthLaws
import TestSupport
import Testing

/// A life table against a naive one.
struct LifeTableModelTests {
  @Test func recordingCountsLikeADictionary() {
    property("a life table counts like a dictionary") { choices in
      let answers = choices.answers(0...40, longest: 30)
      let (table, model) = (LifeTable(answers), NaiveTable(answers))
      try checkInvariants(table)
      try requireEqual(NaiveTable(table), model, "table")
      try requireEqual(table.count, model.lengths.count, "count")
      try requireEqual(table.stoppedCount, model.total(.stopped), "stopped")
      try requireEqual(table.cappedCount, model.total(.capped), "capped")
      try requireEqual(
        table.cancelledCount, model.total(.cancelled), "cancelled")
    }
  }

  @Test func manyLengthsInRandomOrderStaySorted() {
    property("many lengths stay sorted", cases: 20) { choices in
      // More distinct lengths than are buffered before a merge.
      let lengths = choices.shuffled(Array(1...choices.int(1...900)))
      let repeated = lengths + choices.shuffled(lengths).prefix(50)
      let answers = repeated.map {
        RecordedAnswers(
          length: $0, ending: choices.element(of: Ending.allCases))
      }
      let table = LifeTable(answers)
      try checkInvariants(table)
      try requireEqual(NaiveTable(table), NaiveTable(answers), "table")
      try requireEqual(table.rows.map(\.length), lengths.sorted(), "lengths")
    }
  }

  @Test func rowsAreFoundByTheirLength() {
    property("row(at:) is the row of that length") { choices in
      let answers = choices.answers(longest: 15)
      let (table, model) = (LifeTable(answers), NaiveTable(answers))
      for length in -1...17 {
        let row = table.row(at: length)
        let alone = model.filter { $0 == length }
        try requireEqual(row.length, length, "length")
        try requireEqual(row.stopped, alone.total(.stopped), "stopped")
        try requireEqual(row.capped, alone.total(.capped), "capped")
        try requireEqual(row.cancelled, alone.total(.cancelled), "cancelled")
      }
    }
  }

  @Test func atRiskAreThoseThatReachedThePosition() {
    property("at risk are answers of at least that length") { choices in
      let answers = choices.answers(longest: 15)
      let (table, lengths) = (LifeTable(answers), NaiveTable(answers).lengths)
      for position in -1...17 {
        try requireEqual(
          table.atRisk(at: position), lengths.count { $0 >= position },
          "at risk at \(position)")
      }
    }
  }

  @Test func runningAreThoseLongerThanGenerated() {
    property("running are answers longer than generated") { choices in
      let answers = choices.answers(longest: 15)
      let (table, model) = (LifeTable(answers), NaiveTable(answers))
      for generated in -1...17 {
        let running = table.running(after: generated)
        try checkInvariants(running)
        try requireEqual(
          NaiveTable(running), model.filter { $0 > generated },
          "running after \(generated)")
        try requireEqual(
          running.count, table.atRisk(at: generated + 1), "count")
      }
    }
  }

  @Test func momentsAreThoseOfTheListedLengths() {
    property("moments are those of the listed lengths") { choices in
      let answers = choices.answers(longest: 60)
      let (table, lengths) = (LifeTable(answers), NaiveTable(answers).lengths)
      try requireEqual(table.minimum, lengths.first, "minimum")
      try requireEqual(table.maximum, lengths.last, "maximum")
      try requireEqual(table.recordedMedian, Self.median(lengths), "median")
      guard let mean = table.recordedMean else {
        return try require(lengths.isEmpty, "no mean of \(lengths)")
      }
      let n = Double(lengths.count)
      let exact = Double(lengths.reduce(0, +)) / n
      try requireClose(mean, exact, "mean")
      guard let deviation = table.recordedStandardDeviation else {
        return try requireEqual(lengths.count, 1, "answers of no deviation")
      }
      let squares = lengths.map { (Double($0) - exact) * (Double($0) - exact) }
      let expected = (squares.reduce(0, +) / (n - 1)).squareRoot()
      try requireClose(deviation, expected, absolute: 1e-12, "deviation")
      try requireEqual(
        table.recordedCoefficientOfVariation, deviation / mean, "variation")
    }
  }

  @Test func theLargestCapIsTheLongestCappedLength() {
    property("the largest cap is the longest capped length") { choices in
      let answers = choices.answers(0...8, longest: 15)
      let capped = answers.filter { $0.ending == .capped }.map(\.length)
      try requireEqual(LifeTable(answers).largestCap, capped.max(), "cap")
    }
  }

  private static func median(_ sorted: [Int]) -> Double? {
    guard !sorted.isEmpty else { return nil }
    let sum = sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]
    return Double(sum) / 2
  }
}
