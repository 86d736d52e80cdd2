import LengthLaws
import RealModule
import TestSupport
import Testing

@testable import LengthForecasts

/// The laws of the tree against a computation from all answers.
struct ShrunkenChainTests {
  private func settings(
    halfLives: [Double?], shrinkage: Double
  ) -> ConditionalLengthSettings {
    var settings = ConditionalLengthSettings()
    settings.halfLives = halfLives
    settings.shrinkages = [shrinkage]
    settings.cellBits = [0, 2]
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
      try tables.record(
        length: answer.length, ending: answer.ending, request: answer.request)
    }
    let last = answers[answers.count - 1]
    let keys =
      [NodeKey(), NodeKey(task: last.task)]
      + (settings.chains(last.request).first ?? [])
    let chain = NodeChain(keys.map { tables.nodes[$0] ?? .init(halfLives: 1) })
    let law = ShrunkenChain(
      chain, halfLife: 0, unit: tables.units[0], shrinkage: shrinkage)
    let groups = keys.map { key in
      answers.enumerated().compactMap { index, answer in
        let own =
          [NodeKey(), NodeKey(task: answer.task)]
          + settings.chains(answer.request).joined()
        let age = Double(answers.count - index)
        let weight = halfLife.map { Double.exp2(-age / $0) } ?? 1
        return own.contains(key) ? (answer, weight) : nil
      }
    }
    for depth in keys.indices {
      let naive = naiveSurvival(
        Array(groups[...depth]), shrinkage: shrinkage, through: 30,
        treatingCappedAsStopped: isWrong)
      for (index, length) in chain.lengths.enumerated() {
        try requireClose(
          law.survival(beyond: index + 1, depth: depth), naive[length - 1],
          relative: 1e-9, absolute: 1e-12)
      }
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
      var tables = try ConditionalLifeTables()
      for answer in answers {
        try table.record(length: answer.length, ending: answer.ending)
        try tables.record(
          length: answer.length, ending: answer.ending,
          request: answer.request)
      }
      let law = ShrunkenChain(
        NodeChain([try #require(tables.nodes[NodeKey()])]), halfLife: 0,
        unit: 1, shrinkage: 30)
      let reference = try KaplanMeier(table)
      for (index, length) in law.chain.lengths.enumerated() {
        try requireClose(
          law.survival(beyond: index + 1, depth: 0),
          reference.survival(at: length + 1), relative: 1e-12, absolute: 1e-13)
      }
      for level in [0.1, 0.5, 0.9, 0.99] {
        let rank = law.rank(level: level, depth: 0)
        let expected = reference.quantile(level)
        try requireEqual(
          law.chain.lengths[rank - 1],
          expected == .max ? table.maximum : expected, "the quantile")
        for guess in 1...law.chain.lengths.count {
          try requireEqual(
            law.rank(level: level, depth: 0, near: guess), rank,
            "the rank, looked for near \(guess)")
        }
      }
    }
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
