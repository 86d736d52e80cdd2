import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import TestSupport
import Testing

@Suite("Merging models")
struct ModelMergeTests {
  /// Answers with measured times, of two tasks and two configurations.
  private static func answers(_ choices: inout Choices) -> [RecordedAnswer] {
    (0..<choices.int(1...40)).map { _ in
      RecordedAnswer(
        DecodeRequest(
          task: choices.bool() ? "vqa" : "chat",
          configuration: ServingConfiguration([
            "gpu": choices.bool() ? "a" : "b"
          ])
        ),
        tokens: choices.int(1...60),
        ending: choices.bool() ? .stopped : .cancelled,
        decodeTime: .milliseconds(choices.int(1...2000)))
    }
  }

  /// A model of answers under a latency that is given, as all parts have it.
  private static func model(_ answers: [RecordedAnswer]) throws -> DecodeModel {
    var model = DecodeModel(
      tables: try LifeTables(answers),
      latency: try ConstantLatency(secondsPerToken: 0.03))
    model.measured = try TimeTables(answers)
    for (place, answer) in answers.enumerated() {
      model.provenance.add(
        ModelProvenance.Source(
          name: "\(place % 3)", format: "csv", answers: answer.tokens))
    }
    return model
  }

  @Test func theSumIsThatOfAllAnswersWhateverTheOrder() {
    property("models merge exactly") { choices in
      let parts = (0..<choices.int(2...5)).map { _ in
        Self.answers(&choices)
      }
      let models = try parts.map(Self.model)
      var forwards = models[0]
      for model in models.dropFirst() { try forwards.merge(model) }
      var backwards = models[models.count - 1]
      for model in models.dropLast().reversed() { try backwards.merge(model) }
      try requireEqual(
        try ModelFile.bytes(of: forwards), try ModelFile.bytes(of: backwards),
        "bytes of both orders")
      let whole = try Self.model(parts.flatMap { $0 })
      try requireEqual(forwards.tables, whole.tables, "tables")
      try requireEqual(forwards.measured, whole.measured, "measured times")
    }
  }

  @Test func aFamilyIsFittedToTheAnswersOfBoth() throws {
    func model(_ lengths: ClosedRange<Int>) throws -> DecodeModel {
      var tables = LifeTables()
      for length in lengths {
        try tables.record(task: "vqa", length: length, ending: .stopped)
      }
      var model = DecodeModel(tables: tables)
      // p of a geometric law is 1 over the mean.
      let mean = Double(lengths.lowerBound + lengths.upperBound) / 2
      model.lengthModels["vqa"] = .parametric(
        .geometric, parameters: [1 / mean])
      return model
    }
    var sum = try model(1...9)
    try sum.merge(model(11...29))
    guard
      case .parametric(.geometric, let parameters)? = sum.lengthModels["vqa"]
    else {
      Issue.record("no geometric law")
      return
    }
    // 9 answers of mean 5 and 19 of mean 20.
    #expect(abs(parameters[0] - 28 / (9 * 5 + 19 * 20)) < 1e-12)
  }

  @Test func whatHasNoExactSumIsRefused() throws {
    let answers = (1...30).map {
      RecordedAnswer(
        DecodeRequest(task: "vqa"), tokens: $0, ending: .stopped,
        decodeTime: .milliseconds(30 * $0))
    }
    let plain = try Self.model(answers)
    var conditional = plain
    conditional.conditional = try ConditionalLengthModel()
    var slower = plain
    slower.latency = LatencyModel(try ConstantLatency(secondsPerToken: 0.04))
    var other = plain
    other.convention = .firstTokenInPrefill
    var family = plain
    family.lengthModels["vqa"] = .parametric(.geometric, parameters: [0.1])
    var spline = plain
    spline.lengthModels["vqa"] = .hazardSpline
    var (first, second) = (plain, plain)
    first.extensions["x"] = .integer(1)
    second.extensions["x"] = .integer(2)
    let cases: [(DecodeModel, DecodeModel, ModelPart?)] = [
      (plain, conditional, .conditional), (plain, slower, .times),
      (plain, other, nil), (plain, family, .lengthModels),
      (family, spline, .lengthModels), (first, second, .extensions),
    ]
    for (first, second, part) in cases {
      for (a, b) in [(first, second), (second, first)] {
        var sum = a
        let error = #expect(throws: EstimationError.self) {
          try sum.merge(b)
        }
        #expect(error?.conflictingPart == part)
        let isUnchanged = sum == a
        #expect(isUnchanged)
        guard let part else { continue }
        var (left, right) = (a, b)
        left.remove(part)
        right.remove(part)
        try left.merge(right)
        #expect(left.tables["vqa"]?.count == 60)
      }
    }
    var withoutTimes = DecodeModel(tables: plain.tables)
    try withoutTimes.merge(slower)
    #expect(withoutTimes.latency == slower.latency)
    #expect(!withoutTimes.isLatencyAssumed)
  }

  @Test func sourcesInBothAreTold() throws {
    var model = DecodeModel(tables: LifeTables())
    try model.tables.record(task: "a", length: 1, ending: .stopped)
    model.provenance.add(
      ModelProvenance.Source(
        name: "x.csv", format: "csv", answers: 1, bytes: 9,
        digest: "crc32:00000001"))
    var sum = model
    #expect(try sum.merge(model).map(\.name) == ["x.csv"])
  }
}

@Suite("Models that go on learning")
struct ModelLearningTests {
  private func answers(_ lengths: ClosedRange<Int>, seconds: Double)
    -> [RecordedAnswer]
  {
    lengths.map {
      RecordedAnswer(
        DecodeRequest(task: "vqa", promptTokens: 10 + $0), tokens: $0,
        ending: .stopped, decodeTime: .seconds(seconds * Double($0)))
    }
  }

  @Test func allThatCountsGrowsAndLatencyIsTheNewOne() throws {
    let (old, new) = (
      answers(1...40, seconds: 0.02), answers(5...60, seconds: 0.05)
    )
    var model = DecodeModel(tables: try LifeTables(old))
    _ = try model.fitTimes(old)
    var conditional = try ConditionalLengthModel()
    for answer in old {
      conditional.observe(
        try answer.outcome(), of: conditional.forecast(answer.request.features))
    }
    model.conditional = conditional
    model.lengthModels["vqa"] = .parametric(.geometric, parameters: [1 / 20.5])
    _ = try model.learn(
      LifeTables(new), new, convention: .everyTokenIsAStep)
    #expect(try model.tables == LifeTables(old + new))
    #expect(try model.measured == TimeTables(old + new))
    #expect(abs(model.latency.latency(at: 9) - 0.05) < 1e-9)
    for answer in new {
      conditional.observe(
        try answer.outcome(), of: conditional.forecast(answer.request.features))
    }
    let hasGoneOn = model.conditional == conditional
    #expect(hasGoneOn)
    let mean =
      Double((1...40).reduce(0, +) + (5...60).reduce(0, +)) / Double(40 + 56)
    guard case .parametric(_, let parameters)? = model.lengthModels["vqa"]
    else {
      Issue.record("no family")
      return
    }
    #expect(abs(parameters[0] - 1 / mean) < 1e-12)
  }

  @Test func aCountTableHasNoOrderToLearnFrom() throws {
    var model = DecodeModel(tables: try LifeTables(answers(1...4, seconds: 1)))
    model.conditional = try ConditionalLengthModel()
    let before = model
    let counted = RecordedAnswer(
      DecodeRequest(task: "vqa"), tokens: 3, ending: .stopped, count: 2)
    #expect(throws: EstimationError.merge(.answersWithoutOrder)) {
      try model.learn(LifeTables([counted]), [counted], convention: nil)
    }
    let isUnchanged = model == before
    #expect(isUnchanged)
  }
}
