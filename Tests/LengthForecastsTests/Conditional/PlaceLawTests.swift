import LengthLaws
import RealModule
import TestSupport
import Testing

@testable import LengthForecasts

/// The laws of the tree against a computation from all answers.
struct PlaceLawTests {
  private func settings(
    halfLives: [Double?], shrinkage: Double
  ) -> ConditionalLengthSettings {
    var settings = ConditionalLengthSettings()
    settings.halfLives = halfLives
    settings.shrinkages = [shrinkage]
    settings.cellBits = [0, 2]
    settings.levels = [0.5]
    return settings
  }

  /// Compares every law on the way to the last answer's cell.
  private func check(
    _ answers: [Answer], halfLife: Double?, shrinkage: Double,
    treatingCappedAsStopped isWrong: Bool = false
  ) throws {
    let settings = settings(halfLives: [halfLife], shrinkage: shrinkage)
    var tables = try ConditionalLifeTables(settings)
    for answer in answers {
      tables.record(
        try Outcome(length: answer.length, ending: answer.ending),
        answer.request)
    }
    let last = answers[answers.count - 1]
    // Down to the end of the first branch.
    let depth = last.promptTokens == nil ? 2 : 2 + settings.cellBits.count
    let keys = Array(keys(of: answers.count - 1, tables).prefix(depth))
    let groups = keys.enumerated().map { depth, key in
      answers.enumerated().compactMap { index, answer in
        let own = self.keys(of: index, tables)
        // All together fade by a clock of all, the others by their task's.
        let age = answers[index...].count {
          depth == 0 || $0.task == last.task
        }
        let weight = halfLife.map { Double.exp2(-Double(age) / $0) } ?? 1
        return own.contains(key) ? (answer, weight) : nil
      }
    }
    let found = survival(tables, last.request)
    for depth in keys.indices {
      let naive = naiveSurvival(
        Array(groups[...depth]), shrinkage: shrinkage, through: 30,
        treatingCappedAsStopped: isWrong)
      for length in 1...30 {
        try requireClose(
          found[depth][length - 1], naive[length - 1], relative: 1e-9,
          absolute: 1e-12)
      }
    }
  }

  /// The nodes in which an answer is counted.
  private func keys(
    of index: Int, _ tables: ConditionalLifeTables
  ) -> [UInt64] {
    var answers: [ConditionalAnswer] = []
    tables.journal.visit { answers.append($0) }
    var keys: [UInt64] = []
    tables.layout.forEachKey(answers[index]) { _, key in keys.append(key) }
    return keys
  }

  /// P(N > k) for k through 30 at every place, read from the quantiles that a
  /// walk finds at many levels: as it is handed out.
  private func survival(
    _ tables: ConditionalLifeTables, _ request: RequestFeatures
  ) -> [[Double]] {
    let answer = tables.journal.answer(request)
    let walk = StripWalk(tables, tables.path(answer))
    let count = walk.places.count
    return (0..<count).map { place in
      // The weight of one place alone makes a law of its own.
      let weights = (0..<count).map {
        SIMD4<Double>($0 == place ? 1 : 0, 0, 0, 0)
      }
      let laws = PieceLaws(
        walk, nil, weights: weights, levels: tables.settings.levels,
        quantiles: [.max], shape: tables.shape)
      return (1...30).map { laws.survival(of: 0, beyond: $0) }
    }
  }

  @Test func lawsAreThoseOfShrunkenHazards() {
    property("laws are those of shrunken hazards", cases: 150) { choices in
      let halfLife = choices.element(of: [nil, 3.0, 20])
      let shrinkage = choices.element(of: [0, 0.5, 7])
      try check(
        choices.traffic(), halfLife: halfLife, shrinkage: shrinkage)
    }
  }

  @Test func treatingCappedAnswersAsStoppedIsCaught() {
    let found = counterexample(to: "capped answers are stopped") { choices in
      try check(
        choices.traffic(), halfLife: nil, shrinkage: 5,
        treatingCappedAsStopped: true)
    }
    #expect(found != nil)
  }

  @Test func theRootIsKaplanMeier() {
    property("the root is Kaplan–Meier") { choices in
      let answers = choices.traffic(1...60)
      var table = LifeTable()
      var tables = try ConditionalLifeTables(
        settings(halfLives: [nil], shrinkage: 1))
      for answer in answers {
        try table.record(length: answer.length, ending: answer.ending)
        tables.record(
          try Outcome(length: answer.length, ending: answer.ending),
          answer.request)
      }
      let found = survival(tables, answers[0].request)[0]
      let reference = try KaplanMeier(table)
      for length in 1...30 {
        try requireClose(
          found[length - 1], reference.survival(at: length + 1),
          relative: 1e-12, absolute: 1e-13)
      }
    }
  }

  @Test func quantilesOfOneExpertAreThoseOfItsLaw() {
    property("the crossing is found from any guess") { choices in
      var settings = ConditionalLengthSettings()
      settings.features = []
      settings.halfLives = [nil]
      settings.shrinkages = [3]
      var model = try ConditionalLengthModel(settings)
      // A cell stands for the longest length in it; in which order answers
      // ended and were cut is told from strip to strip only.
      let isLong = choices.bool()
      let answers = choices.traffic(
        1...60, longest: isLong ? 3000 : LengthStrips.exact - 1,
        endings: isLong ? [.stopped] : Ending.allCases)
      var longest: [Int: Int] = [:]
      for answer in answers {
        let cell = LengthGrid.cell(of: answer.length)
        longest[cell] = max(longest[cell] ?? 0, answer.length)
      }
      var table = LifeTable()
      for answer in answers {
        try table.record(
          length: longest[LengthGrid.cell(of: answer.length)] ?? 0,
          ending: answer.ending)
        let request = RequestFeatures(task: "one")
        model.observe(
          try Outcome(length: answer.length, ending: answer.ending),
          of: model.forecast(request))
      }
      // One task: its law is that of all.
      let law = model.forecast(RequestFeatures(task: "one")).law
      let reference = try KaplanMeier(table)
      for level in settings.levels {
        let (own, expected) = (law.quantile(level), reference.quantile(level))
        try require(
          own == expected
            // A tie may go to either side of it.
            || own < .max
              && abs(reference.survival(at: own) - (1 - level)) < 1e-9
            || own == .max
              && LengthGrid.cell(of: expected)
                == LengthGrid.cell(of: table.maximum ?? 0),
          "the \(level)-quantile is \(own), expected \(expected)")
      }
    }
  }

  @Test func cellsOfLengthsAreNarrow() {
    property("cells of lengths ascend and are narrow") { choices in
      let length = choices.int(1...1 << 40)
      let cell = LengthGrid.cell(of: length)
      try require(LengthGrid.cell(of: length + 1) - cell <= 1, "ascending")
      try require(
        LengthGrid.cell(of: length + length / 200 + 1) > cell, "narrow")
      try require(
        length >= 512 || cell == length, "short lengths have their own")
    }
    #expect(LengthGrid.cell(of: .max) < 1 << 16)
  }

  @Test func cellsRefineAndHoldNumbersOfLikeSize() {
    property("cells refine") { choices in
      let a = choices.int(0...5000)
      let b = choices.int(0...5000)
      for bits in [0, 2, 4] {
        func cell(_ value: Int, _ bits: Int) -> Int {
          NumberCell.index(of: value, bits: bits, isShifted: false)
        }
        if cell(a, bits + 2) == cell(b, bits + 2) {
          try requireEqual(cell(a, bits), cell(b, bits), "the coarse cell")
        }
        try require(
          a > b || cell(a, bits) <= cell(b, bits), "cells are in order")
      }
    }
    for number in [Int.min, -1, 0, .max - 1, .max] {
      for bits in [0, 8, 16] {
        #expect(
          NumberCell.index(of: number, bits: bits, isShifted: true) >= 0)
      }
    }
  }
}
