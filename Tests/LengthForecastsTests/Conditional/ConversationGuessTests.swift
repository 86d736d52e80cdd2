import Foundation
import LengthLaws
import TestSupport
import Testing

@testable import LengthForecasts

@Suite("Conversations guessed from lengths")
struct ConversationGuessTests {
  private static func memory(size: Int, gap: Int) -> ConversationGuess {
    ConversationGuess(size: size, gap: gap)
  }

  @Test func theAnswerFoundIsTheOneOfASearchThroughAll() {
    property("least left over, the last of those") { choices in
      let (size, gap) = (choices.int(1...6), choices.int(0...4))
      var memory = Self.memory(size: size, gap: gap)
      var past: [TaskID: [(prompt: Int, length: Int)]] = [:]
      for _ in 0..<choices.int(0...25) {
        let task = TaskID("\(choices.int(0...1))")
        let prompt = choices.int(0...20)
        var best: (left: Int, length: Int) = (.max, 0)
        for answer in (past[task] ?? []).suffix(size) {
          let left = prompt - answer.prompt - answer.length
          if left >= 0, left <= gap, left <= best.left {
            best = (left, answer.length)
          }
        }
        try requireEqual(
          memory.continuedLength(task: task, promptTokens: prompt),
          best.length, "prompt \(prompt) after \(past)")
        let length = choices.int(1...8)
        memory.record(task: task, promptTokens: prompt, length: length)
        past[task, default: []].append((prompt, length))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(memory)
        let decoded = try JSONDecoder().decode(
          ConversationGuess.self, from: data)
        for prompt in 0...30 {
          try requireEqual(
            decoded.continuedLength(task: task, promptTokens: prompt),
            memory.continuedLength(task: task, promptTokens: prompt),
            "decoded, prompt \(prompt)")
        }
        try requireEqual(
          try encoder.encode(decoded), data, "encoded again")
        try requireEqual(decoded, memory, "decoded")
      }
    }
  }

  @Test func lengthsBeyondAllNumbersAreForgotten() {
    var memory = Self.memory(size: 3, gap: 5)
    memory.record(task: "a", promptTokens: .max, length: 2)
    #expect(memory.continuedLength(task: "a", promptTokens: .max) == 0)
  }

  @Test func aModelLearnsHowConversationsGoOn() throws {
    // A long answer is followed by a long one, a short one by a short one.
    var random = SplitMix64(seed: 5)
    var settings = ConditionalLengthSettings()
    settings.levels = [0.5]
    var blind = settings
    blind.continuation = nil
    var models = [
      try ConditionalLengthModel(settings), try ConditionalLengthModel(blind),
    ]
    var losses = [0.0, 0]
    for round in 0..<150 {
      let isLong = random.unit() < 0.5
      var prompt = 10 + Int(4000 * random.unit())
      for _ in 0..<3 {
        let length = (isLong ? 300 : 50) + Int(20 * random.unit())
        for index in models.indices {
          let predicted = try models[index].observe(
            length: length, ending: .stopped, task: "chat",
            promptTokens: prompt)
          if round > 75 {
            losses[index] += abs(Double(length - (predicted.first ?? 0)))
          }
        }
        prompt += length + Int(20 * random.unit())
      }
    }
    #expect(losses[0] < 0.8 * losses[1])
  }

  @Test func callersMayKnowBetter() throws {
    var model = try ConditionalLengthModel()
    for place in 0..<60 {
      let isLong = place.isMultiple(of: 2)
      try model.observe(
        length: isLong ? 400 : 20, ending: .stopped,
        request: RequestFeatures(
          task: "a", promptTokens: 1000,
          continuedLength: isLong ? 400 : 20))
    }
    func median(_ continued: Int) -> Int? {
      model.quantiles(
        [0.5],
        request: RequestFeatures(
          task: "a", promptTokens: 1000, continuedLength: continued)
      ).first
    }
    #expect(median(400) ?? 0 > 2 * (median(20) ?? .max / 2))
  }
}
