import Foundation
import LengthForecasts
import LengthLaws
import TestSupport
import Testing

/// What a request tells is used, what it does not tell costs nothing, and all
/// of it survives a file.
struct KnowledgeTests {
  private static let short = 20...40
  private static let long = 300...500

  /// Half of the answers are long, which only `tell` says of a request.
  private func model(
    answers: Int = 400, _ tell: (Bool, Int, inout RequestFeatures) -> Void
  ) throws -> ConditionalLengthModel {
    var generator = SplitMix64(seed: 11)
    var replay = ForecastReplay(try ConditionalLengthModel())
    for index in 0..<answers {
      let isLong = Bool.random(using: &generator)
      var request = RequestFeatures(
        task: "chat", promptTokens: Int.random(in: 1...900, using: &generator))
      tell(isLong, index, &request)
      let length = Int.random(
        in: isLong ? Self.long : Self.short, using: &generator)
      replay.observe(try Outcome(length: length), request)
    }
    return replay.finish()
  }

  /// The medians of a request that tells a long answer and of one that tells a
  /// short one are within their ranges, also after a file.
  private func check(
    _ model: ConditionalLengthModel,
    _ tell: (Bool, Int, inout RequestFeatures) -> Void
  ) throws {
    let read = try JSONDecoder().decode(
      ConditionalLengthModel.self, from: JSONEncoder().encode(model))
    #expect(read == model)
    for isLong in [false, true] {
      var request = RequestFeatures(task: "chat", promptTokens: 400)
      tell(isLong, 999_999, &request)
      let (own, same) = (model.forecast(request), read.forecast(request))
      for level in [0.5, 0.9, 0.97] {
        #expect(own.quantile(level) == same.quantile(level))
      }
      #expect((isLong ? Self.long : Self.short).contains(own.quantile(0.5)))
    }
  }

  @Test(arguments: [
    "label", "number", "quantiles", "text", "feature", "embedding",
  ])
  func whatIsToldIsUsed(_ kind: String) throws {
    func tell(_ isLong: Bool, _ index: Int, _ request: inout RequestFeatures) {
      switch kind {
      case "label": request.prediction = .label(isLong ? "2" : "0")
      case "number":
        request.prediction = .number(
          (isLong ? 0.8 : 0.1) + Double(index % 7) / 100)
      case "quantiles":
        request.prediction = .quantiles(isLong ? [90, 100, 200] : [9, 10, 20])
      case "text":
        request.text =
          "Question \(index): what is seen? "
          + (isLong ? "Describe it in detail." : "Answer with a single word.")
      case "feature":
        request.values["mode"] = .category(isLong ? "essay" : "chat")
      default: request.embedding = [isLong ? 1 : -1, Double(index % 5) / 5]
      }
    }
    try check(try model(tell), tell)
  }

  @Test func conversationsGoOnAsTheyWere() throws {
    // Each conversation is of one kind; its first answer tells which.
    var model = try ConditionalLengthModel()
    var generator = SplitMix64(seed: 5)
    var error = (first: 0, later: 0)
    for round in 0..<150 {
      let isLong = Bool.random(using: &generator)
      for turn in 0..<3 {
        let request = RequestFeatures(
          task: "chat",
          promptTokens: Int.random(in: 1...900, using: &generator),
          conversation: "c\(round)")
        let length = Int.random(
          in: isLong ? Self.long : Self.short, using: &generator)
        let forecast = model.forecast(request)
        if round > 75 {
          let miss = abs(forecast.quantile(0.5) - length)
          if turn == 0 { error.first += miss } else { error.later += miss }
        }
        model.observe(try Outcome(length: length), of: forecast)
      }
    }
    #expect(error.later < error.first / 2)
    let read = try JSONDecoder().decode(
      ConditionalLengthModel.self, from: JSONEncoder().encode(model))
    let request = RequestFeatures(
      task: "chat", promptTokens: 10, conversation: "c149")
    #expect(
      read.forecast(request).quantile(0.5)
        == model.forecast(request).quantile(0.5))
  }

  @Test func answersToOnePromptDoNotTellOfEachOther() throws {
    // Ten answers to each prompt are alike; prompts tell nothing of others.
    func loss(deferring: Bool) throws -> Double {
      var generator = SplitMix64(seed: 3)
      var replay = ForecastReplay(try ConditionalLengthModel())
      for prompt in 0..<120 {
        let length = Int.random(in: 1...400, using: &generator)
        for answer in 0..<10 {
          replay.observe(
            try Outcome(length: length),
            RequestFeatures(task: "chat", text: "prompt number \(prompt)"),
            prompt: deferring ? nil : "\(prompt) \(answer)")
        }
      }
      let model = replay.finish()
      var sum = 0.0
      for prompt in 500..<700 {
        let length = Int.random(in: 1...400, using: &generator)
        let median = model.forecast(
          RequestFeatures(task: "chat", text: "prompt number \(prompt)")
        ).quantile(0.5)
        sum += abs(Double(length - median))
      }
      return sum / 200
    }
    // The median of a uniform law is off by a quarter of its range.
    #expect(try loss(deferring: true) < 115)
  }

  @Test func packedFilesAreSmall() throws {
    let model = try model(answers: 2000) { _, _, _ in }
    let size = try JSONEncoder().encode(model).count
    #expect(size < 2000 * 20 + 60_000)
  }
}
