import Foundation
import LengthForecasts
import LengthLaws
import TestSupport
import Testing

/// The model as a whole: what a replay, a file or a merge must not change, and
/// what its quantiles must be.
struct ConditionalLengthModelTests {
  private static let levels = ConditionalLengthSettings().levels

  private func model(
    _ answers: [Answer], _ settings: ConditionalLengthSettings = .init()
  ) throws -> ConditionalLengthModel {
    var model = try ConditionalLengthModel(settings)
    for answer in answers {
      try model.observe(
        length: answer.length, ending: answer.ending, request: answer.request)
    }
    return model
  }

  @Test func replayAndEncodingKeepEveryBit() {
    property("replay and encoding keep every bit", cases: 25) { choices in
      let answers = choices.traffic()
      let first = try model(answers)
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      let data = try encoder.encode(first)
      try requireEqual(try model(answers), first, "the replay")
      try requireEqual(
        try encoder.encode(try model(answers)), data, "the replay's encoding")
      var read = try JSONDecoder().decode(
        ConditionalLengthModel.self, from: data)
      try requireEqual(read, first, "the decoded model")
      // Also what is learnt afterwards is the same.
      var (whole, more) = (first, choices.traffic(1...5))
      more.append(answers[0])
      for answer in more {
        let a = try whole.observe(
          length: answer.length, ending: answer.ending,
          request: answer.request)
        let b = try read.observe(
          length: answer.length, ending: answer.ending,
          request: answer.request)
        try requireEqual(a, b, "predictions")
      }
      try requireEqual(read, whole, "the continued model")
    }
  }

  @Test func tablesMergeToTheSameBitsInAnyOrder() {
    var settings = ConditionalLengthSettings()
    settings.halfLives = [nil]
    property("tables merge in any order", cases: 50) { [settings] choices in
      func tables(_ answers: [Answer]) throws -> ConditionalLifeTables {
        var tables = try ConditionalLifeTables(settings)
        for answer in answers {
          try tables.record(
            length: answer.length, ending: answer.ending,
            request: answer.request)
        }
        return tables
      }
      let parts = (0..<3).map { _ in choices.traffic(0...20) }
      let whole = try tables(Array(parts.joined()))
      let order = choices.shuffled([0, 1, 2])
      var merged = try ConditionalLifeTables(settings)
      for index in order { try merged.merge(try tables(parts[index])) }
      try requireEqual(merged, whole, "the merged tables")
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      try requireEqual(
        try encoder.encode(merged), try encoder.encode(whole), "the encoding")
    }
  }

  @Test func fadingTablesAreNotMerged() throws {
    var tables = try ConditionalLifeTables()
    #expect(throws: ConditionalMergeError.fading) { try tables.merge(tables) }
  }

  @Test func quantilesAscendAndAreRecordedRanges() {
    property("quantiles ascend", cases: 40) { choices in
      let answers = choices.traffic()
      let model = try model(answers)
      let lengths = answers.map(\.length)
      let levels = [0.05, 0.3, 0.5, 0.8, 0.9, 0.97, 0.999]
      for prompt in [nil, 0, 7, Int.max] {
        for task in ["task 0", "unknown"] as [TaskID] {
          let found = try model.quantiles(
            levels, task: task, promptTokens: prompt)
          try requireEqual(found, found.sorted(), "ascending")
          try require(
            found.allSatisfy {
              (lengths.min() ?? 0)...(lengths.max() ?? 0) ~= $0
            }, "within what was seen")
        }
      }
    }
  }

  @Test func lawsAreLaws() {
    property("laws are laws", cases: 20) { choices in
      let answers = choices.traffic()
      let law = try #require(
        try model(answers).law(for: answers[0].request))
      try checkLengthDistribution(
        law, name: "conditional law", through: 40)
    }
  }

  @Test func theFirstAnswersAreEnough() throws {
    var model = try ConditionalLengthModel()
    #expect(try model.quantiles([0.5], task: "t", promptTokens: 3).isEmpty)
    #expect(model.law(for: .init(task: "t", promptTokens: 3)) == nil)
    let first = try model.observe(
      length: 9, ending: .stopped, task: "t", promptTokens: 3)
    #expect(first.isEmpty)
    for length in 2...8 {
      try model.observe(
        length: length, ending: .stopped, task: "t", promptTokens: nil)
    }
    let found = try model.quantiles([0.5, 0.99], task: "u", promptTokens: 1)
    #expect(found.count == 2 && (2...9).contains(found[0]) && found[1] <= 9)
  }

  @Test func badLevelsAndLengthsAreRefused() throws {
    var model = try ConditionalLengthModel()
    #expect(throws: LifeTableError.lengthOutOfRange(0)) {
      try model.observe(
        length: 0, ending: .stopped, task: "t", promptTokens: nil)
    }
    #expect(model.count == 0)
    for levels in [[0], [1], [.nan], [0.9, 0.5]] as [[Double]] {
      #expect(throws: ParameterError.self) {
        try model.quantiles(levels, task: "t", promptTokens: nil)
      }
    }
    var settings = ConditionalLengthSettings()
    settings.halfLives = [0.5]
    #expect(throws: ParameterError.self) {
      try ConditionalLengthModel(settings)
    }
    // The longest lengths there are.
    for length in [Int.max, .max - 1, 1] {
      try model.observe(
        length: length, ending: .stopped, task: "t", promptTokens: .max)
    }
    #expect(
      try model.quantiles([0.5], task: "t", promptTokens: .min).count == 1)
  }

  @Test(arguments: [
    (#""count":2"#, #""count":0"#), (#""count":2"#, #""count":-1"#),
    (#""expertCount":84"#, #""expertCount":83"#),
    (#""lengths":[5,7]"#, #""lengths":[7,5]"#),
    (#""lengths":[5,7]"#, #""lengths":[5]"#),
    (#""units":[1,"#, #""units":[0,"#),
    (#""levels":[0.5,"#, #""levels":[1.5,"#),
  ])
  func filesThatContradictThemselvesAreRefused(
    _ found: String, _ planted: String
  ) throws {
    let answers = [
      Answer(length: 5, ending: .stopped, task: "t", promptTokens: nil),
      Answer(length: 7, ending: .capped, task: "t", promptTokens: 3),
    ]
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(
      decoding: try encoder.encode(try model(answers)), as: UTF8.self)
    #expect(text.contains(found))
    let changed = text.replacingOccurrences(of: found, with: planted)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(
        ConditionalLengthModel.self, from: Data(changed.utf8))
    }
  }

  @Test func furtherFeaturesHaveTheirOwnBranches() throws {
    var settings = ConditionalLengthSettings()
    settings.features = [.number("promptTokens"), .category("user")]
    var model = try ConditionalLengthModel(settings)
    // Only the user tells the length.
    for index in 0..<200 {
      let user = index.isMultiple(of: 2) ? "a" : "b"
      try model.observe(
        length: user == "a" ? 10 : 100, ending: .stopped,
        request: RequestFeatures(
          task: "t", values: [.number(index * 7 % 50), .category(user)]))
    }
    for (user, length) in [("a", 10), ("b", 100)] {
      let found = try model.quantiles(
        [0.5], request: .init(task: "t", values: [nil, .category(user)]))
      #expect(abs(found[0] - length) <= 5)
    }
  }
}
