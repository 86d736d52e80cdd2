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
          tables.record(
            try Outcome(length: answer.length, ending: answer.ending),
            answer.request)
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
      let answers = choices.traffic(endings: [.stopped])
      let model = try model(answers)
      let lengths = answers.map(\.length)
      let levels = [0.05, 0.3, 0.5, 0.8, 0.9, 0.97, 0.999]
      for prompt in [nil, 0, 7, Int.max] {
        for task in ["task 0", "unknown"] as [TaskID] {
          let found = model.quantiles(
            levels, request: .init(task: task, promptTokens: prompt))
          try requireEqual(found, found.sorted(), "ascending")
          try require(
            found.allSatisfy {
              (lengths.min() ?? 0)...(lengths.max() ?? 0) ~= $0
            }, "\(found) are within what was seen")
        }
      }
    }
  }

  @Test func lawsAreLaws() {
    property("laws are laws", cases: 30) { choices in
      let answers = choices.traffic()
      let law = try model(answers).forecast(answers[0].request).law
      try checkLengthDistribution(
        law, name: "conditional law", through: 40)
    }
  }

  /// The quantiles handed out against those that the survival function has.
  private func checkCoherence(
    _ choices: inout Choices, offBy error: Int = 0
  ) throws {
    let answers = choices.traffic(1...60, longest: 700)
    let model = try model(answers)
    let forecast = model.forecast(answers[0].request)
    for level in Self.levels + [0.2, 0.75, 0.97, 0.995] {
      let searched = QuantileSearch.smallestLength(reaching: level) {
        forecast.law.survival(at: $0)
      }
      try requireEqual(
        forecast.quantile(level), searched == .max ? .max : searched + error,
        "the \(level)-quantile of the survival function")
    }
    for cap in [1, 300, 900] {
      let curve = forecast.law.survivalCurve(through: cap)
      for length in [1, 2, cap / 2 + 1, cap] where length <= cap {
        try requireEqual(
          curve[length - 1], forecast.law.survival(at: length), "the curve")
      }
      try requireClose(
        forecast.law.restrictedMean(through: cap), curve.reduce(0, +),
        relative: 1e-12, absolute: 1e-12, "the restricted mean")
    }
  }

  @Test func quantilesAreThoseOfTheLaw() {
    property("quantiles are those of the law", cases: 60) { choices in
      try checkCoherence(&choices)
    }
    let planted = counterexample(to: "quantiles are one too many") { choices in
      try checkCoherence(&choices, offBy: 1)
    }
    #expect(planted != nil)
  }

  @Test func laterAnswersDoNotChangeWhatWasForecast() {
    property("a forecast stays what it was", cases: 30) { choices in
      let answers = choices.traffic()
      var model = try model(answers)
      let (asked, kept) = (
        model.forecast(answers[0].request), model.forecast(answers[0].request)
      )
      let before = asked.law.survivalCurve(through: 40)
      for answer in choices.traffic() {
        try model.observe(
          length: answer.length, ending: answer.ending,
          request: answer.request)
      }
      try requireEqual(
        kept.law.survivalCurve(through: 40), before, "the curve asked later")
    }
  }

  @Test func theFirstAnswersAreEnough() throws {
    var model = try ConditionalLengthModel()
    let request = RequestFeatures(task: "t", promptTokens: 3)
    let nothing = model.forecast(request)
    #expect(nothing.quantile(0.5) == .max && nothing.law.mean == .infinity)
    #expect(nothing.identifiedThrough == 0)
    try model.observe(length: 9, ending: .stopped, request: request)
    for length in 2...8 {
      try model.observe(
        length: length, ending: .stopped, task: "t", promptTokens: nil)
    }
    let found = model.quantiles(
      [0.5, 0.99], request: .init(task: "u", promptTokens: 1))
    #expect(found.count == 2 && (2...9).contains(found[0]) && found[1] <= 9)
    #expect(model.forecast(request).identifiedThrough == 9)
  }

  @Test func badLengthsAndSettingsAreRefused() throws {
    #expect(throws: LengthLawError.lengthOutOfRange(0)) {
      try Outcome(length: 0)
    }
    var settings = ConditionalLengthSettings()
    settings.halfLives = [0.5]
    #expect(throws: LengthLawError.self) {
      try ConditionalLengthModel(settings)
    }
    for levels in [[0], [1], [.nan], [0.9, 0.5], [0.5, 0.5 + 1e-9]]
      as [[Double]]
    {
      var settings = ConditionalLengthSettings()
      settings.levels = levels
      #expect(throws: LengthLawError.self) {
        try ConditionalLengthModel(settings)
      }
    }
    // The longest lengths there are.
    var model = try ConditionalLengthModel()
    for length in [Int.max, .max - 1, 1] {
      try model.observe(
        length: length, ending: .stopped, task: "t", promptTokens: .max)
    }
    let request = RequestFeatures(task: "t", promptTokens: .min)
    #expect(model.quantiles([0.5, 0.7], request: request).count == 2)
  }

  @Test(arguments: [
    (#""count":2,"#, #""count":1,"#),
    (#""count":2,"#, #""count":3,"#),
    (#""count":2,"#, #""count":-1,"#),
    (#""rows":""#, #""rows":"!"#),
    (#""rows":""#, #""rows":"////"#),
    (#""rows":""#, #""rows":"AAA"#),
    (#""expertCount":"#, #""expertCount":1"#),
    (#""tasks":["t"]"#, #""tasks":["t","t"]"#),
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
          task: "t", promptTokens: index * 7 % 50,
          values: ["user": .category(user)]))
    }
    for (user, length) in [("a", 10), ("b", 100)] {
      let found = model.quantiles(
        [0.5], request: .init(task: "t", values: ["user": .category(user)]))
      #expect(abs(found[0] - length) <= 5)
    }
  }
}
