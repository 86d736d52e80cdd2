import DecodeTimes
import Foundation
import LengthBounds
import LengthLaws
import TestSupport
import Testing

@Suite("Tables of measured times")
struct TimeTableTests {
  /// One answer as it was measured.
  struct Answer {
    var seconds: Double
    var ending: Ending
    var tokens: Int
  }

  static func answers(
    _ choices: inout Choices, _ counts: ClosedRange<Int> = 0...40
  ) -> [Answer] {
    choices.array(counts) { choices in
      Answer(
        seconds: Double(choices.int(0...12)) / 4,
        ending: choices.element(of: [.stopped, .stopped, .capped, .cancelled]),
        tokens: choices.int(1...6))
    }
  }

  static func table(_ answers: [Answer]) throws -> TimeTable {
    var table = TimeTable()
    for answer in answers {
      try table.record(
        seconds: answer.seconds, ending: answer.ending, tokens: answer.tokens)
    }
    return table
  }

  @Test func tablesAreTheUnionOfTheirAnswers() {
    property("order, merging and encoding change nothing") { choices in
      let answers = Self.answers(&choices)
      let whole = try Self.table(answers)
      let shuffled = try Self.table(choices.shuffled(answers))
      try requireEqual(shuffled, whole, "another order")
      let cut = choices.int(0...answers.count)
      var merged = try Self.table(Array(answers[..<cut]))
      try merged.merge(Self.table(Array(answers[cut...])))
      try requireEqual(merged, whole, "two parts")
      try requireEqual(merged.count, answers.count, "the count")
      try requireEqual(
        merged.cutCount, answers.count { $0.ending != .stopped }, "the cut")
      try requireEqual(
        merged.cancelledCount, answers.count { $0.ending == .cancelled },
        "the cancelled")
      let read = try JSONDecoder().decode(
        TimeTable.self, from: JSONEncoder().encode(whole))
      try requireEqual(read, whole, "encoded and read")
    }
  }

  @Test func manyTimesAreRecordedInAnyOrder() throws {
    var table = TimeTable()
    for place in 0..<5000 {
      try table.record(seconds: Double((place * 1237) % 4999) / 1000)
    }
    #expect(table.count == 5000)
    #expect(table.minimum == 0 && table.maximum == 4.998)
    #expect(try table.quantile(0.5) == 2.498)
  }

  /// Kaplan–Meier by its definition, over the answers themselves.
  @Test func theLawIsKaplanMeier() {
    property("survival by the product over times") { choices in
      let answers = Self.answers(&choices, 1...40)
      let cap = choices.bool() ? choices.int(1...7) : nil
      let table = try Self.table(answers)
      func isComplete(_ answer: Answer) -> Bool {
        answer.ending == .stopped || cap.map { answer.tokens >= $0 } ?? false
      }
      let limit = Double(choices.int(0...13)) / 4
      var survival = 1.0
      for time in Set(answers.map(\.seconds)).sorted() where time <= limit {
        let atRisk = answers.count { $0.seconds >= time }
        let ended = answers.count { $0.seconds == time && isComplete($0) }
        survival *= 1 - Double(ended) / Double(atRisk)
      }
      let found = try table.probability(exceeding: limit, underCap: cap)
      let longest = answers.map(\.seconds).max() ?? 0
      if limit >= longest, survival > 1e-12 {
        try requireEqual(found, nil, "beyond the data")
      } else {
        try requireClose(found ?? .nan, survival, absolute: 1e-12)
      }
    }
  }

  /// Without cuts a bound is an order statistic, found by sorting.
  @Test func boundsAreOrderStatistics() {
    property("the r-th smallest time") { choices in
      let times = choices.array(1...120) { $0.double(in: 0...9) }
      var table = TimeTable()
      for time in times { try table.record(seconds: time) }
      let level = choices.element(of: [0.5, 0.9, 0.95])
      let confidence = choices.element(of: [0.5, 0.9, 0.95])
      let bound = try table.upperBound(level: level, confidence: confidence)
      try requireEqual(bound.kind, .upperConfidenceBound, "the kind")
      let needed = try BinomialRank.requiredObservations(
        level: level, confidence: confidence)
      try requireEqual(bound.requiredObservations, needed, "the n needed")
      guard
        let rank = BinomialRank.rank(
          observations: times.count, level: level, confidence: confidence)
      else {
        try requireEqual(bound.limit, .unbounded, "too few")
        try require(times.count < needed, "\(times.count) should be enough")
        return
      }
      let expected = times.sorted()[rank - 1]
      try requireEqual(bound.limit, .seconds(expected), "the limit")
      // By probability and by quantile alike.
      let share = try table.exceedanceBound(
        seconds: expected, confidence: confidence
      ).probability
      try require(share <= (1 - level) * (1 + 1e-9), "\(share) is too much")
      let less = try table.exceedanceBound(
        seconds: expected.nextDown, confidence: confidence
      ).probability
      try require(less > (1 - level), "a smaller time would do")
    }
  }

  @Test func fiftyNineTimesBoundTheirNinetyFifthPercentile() throws {
    var table = TimeTable()
    for place in 1...58 { try table.record(seconds: Double(place)) }
    let few = try table.upperBound(level: 0.95, confidence: 0.95)
    #expect(few.limit == .unbounded && few.requiredObservations == 59)
    #expect(few.reasonForNone?.contains("59 are needed") == true)
    try table.record(seconds: 59)
    let enough = try table.upperBound(level: 0.95, confidence: 0.95)
    #expect(enough.limit == .seconds(59) && enough.reasonForNone == nil)
  }

  /// A capped answer is complete under the same or a smaller cap.
  @Test func capsCompleteTheirAnswers() throws {
    var table = TimeTable()
    for place in 1...60 { try table.record(seconds: Double(place)) }
    for _ in 1...40 {
      try table.record(seconds: 100, ending: .capped, tokens: 256)
    }
    let same = try table.upperBound(
      level: 0.95, confidence: 0.95, underCap: 256)
    #expect(same.limit == .seconds(100))
    #expect(same.kind == .upperConfidenceBound)
    #expect(
      try table.upperBound(level: 0.95, confidence: 0.95, underCap: 100).limit
        == .seconds(100))
    for cap in [257, nil] {
      let larger = try table.upperBound(
        level: 0.95, confidence: 0.95, underCap: cap)
      #expect(larger.limit == .unbounded)
      #expect(larger.reasonForNone?.contains("cut") == true)
    }
    #expect(try table.quantile(0.95, underCap: nil) == nil)
    #expect(try table.quantile(0.95, underCap: 256) == 100)
  }

  /// P(bound ≥ quantile) over 400 tables, with a planted bug: a rank too low.
  @Test func measuredBoundsKeepTheirConfidence() throws {
    let truth = -log(0.1)
    for cut in [0.0, 0.2] {
      var (missed, planted) = (0, 0)
      let trials = 400
      for seed in 1...trials {
        var random = SplitMix64(seed: UInt64(seed))
        var table = TimeTable()
        for _ in 0..<80 {
          let (life, leave) = (
            -log(1 - random.unit()), -log(1 - random.unit())
          )
          if random.unit() < cut * 2, leave < life {
            try table.record(seconds: leave, ending: .cancelled, tokens: 1)
          } else {
            try table.record(seconds: life)
          }
        }
        let bound = try table.upperBound(level: 0.9, confidence: 0.9)
        if bound.limit.seconds ?? .infinity < truth { missed += 1 }
        let low = try table.upperBound(level: 0.86, confidence: 0.9)
        if low.limit.seconds ?? .infinity < truth { planted += 1 }
      }
      let tail = BinomialTail(trials: trials, probability: 0.1)
      let most = tail.largestPlausibleCount(falseAlarm: 1e-9)
      #expect(missed <= most)
      #expect(planted > most)
    }
  }

  @Test func cancelledAnswersAreAsQuickOrAsSlowAsTheyCanBe() {
    property("the bound lies between") { choices in
      let answers = Self.answers(&choices, 1...60)
      let table = try Self.table(answers)
      let bound = try table.upperBound(level: 0.5, confidence: 0.8)
      guard
        let sides = try table.cancellationSensitivity(
          level: 0.5, confidence: 0.8)
      else {
        try requireEqual(table.cancelledCount, 0, "cancelled")
        return
      }
      func reach(_ bound: Bound) -> Double { bound.limit.seconds ?? .infinity }
      try require(
        reach(sides.ifStopped) <= reach(bound)
          && reach(bound) <= reach(sides.ifEndless),
        "\(sides) around \(bound.limit)")
    }
  }

  @Test func whatIsNoTimeIsRefused() throws {
    var table = TimeTable()
    for seconds in [-1, .nan, .infinity, 1e101] {
      #expect(throws: DecodeTimeError.self) {
        try table.record(seconds: seconds)
      }
    }
    #expect(throws: DecodeTimeError.self) {
      try table.record(seconds: 1, ending: .capped, tokens: 0)
    }
    try table.record(seconds: 0)
    #expect(throws: DecodeTimeError.tooManyTimes) {
      try table.record(seconds: 1, count: TimeTable.maximumCount)
    }
    #expect(table.count == 1)
    #expect(throws: BoundError.noAnswers) {
      try TimeTable().upperBound(level: 0.9, confidence: 0.9)
    }
    #expect(throws: BoundError.self) {
      try table.bound(.bootstrap, level: 0.9, confidence: 0.9)
    }
    for text in [
      #"{"seconds": [1, 2], "counts": [1]}"#, #"{"seconds": [-1]}"#,
      #"{"seconds": [], "capped": {"seconds": [1]}}"#,
    ] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(TimeTable.self, from: Data(text.utf8))
      }
    }
  }

  @Test func groupsArePooled() throws {
    var tables = TimeTables()
    let fast = TimeTables.Group(
      task: "a", configuration: ServingConfiguration(["gpu": "fast"]))
    let slow = TimeTables.Group(
      task: "a", configuration: ServingConfiguration(["gpu": "slow"]))
    let other = TimeTables.Group(task: "b")
    for (group, seconds) in [(fast, 1.0), (slow, 2), (other, 3)] {
      try tables[group].decode.record(seconds: seconds)
      try tables[group].total.record(seconds: 2 * seconds)
    }
    #expect(tables.groups == [fast, slow, other])
    #expect(try tables.pooled().decode.count == 3)
    #expect(try tables.pooled(task: "a").decode.maximum == 2)
    #expect(
      try tables.pooled(configuration: fast.configuration).total.maximum == 2)
    let text = try JSONEncoder().encode(tables)
    #expect(try JSONDecoder().decode(TimeTables.self, from: text) == tables)
    var twice = tables
    try twice.merge(tables)
    #expect(try twice.pooled().decode.count == 6)
  }
}
