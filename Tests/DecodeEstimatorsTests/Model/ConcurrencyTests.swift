import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Foundation
import TestSupport
import Testing

/// What many tasks share gives each the answer that one alone would get; the
/// thread sanitizer watches.
@Suite("Concurrent use")
struct ConcurrencyTests {
  private static let requests: [DecodeRequest] = [
    TaskID.vqa, .docQA, .textVQA, .captioning, "unknown",
  ].flatMap { task in
    [nil, 3, 40].flatMap { cap in
      [0, 2].map {
        DecodeRequest(
          task: task, cap: cap, generatedTokens: $0,
          prefill: .milliseconds(50))
      }
    }
  }

  /// What a request is answered, in a form that can be compared.
  private static func answer(
    _ estimator: any DecodeEstimator, _ request: DecodeRequest
  ) throws -> String {
    let decision = try estimator.decide(
      request, within: LatencyBudget(total: .milliseconds(400)))
    let estimate = decision.estimate
    let quantiles = [0.5, 0.95].map { estimate.quantile($0)?.time }
    return "\(decision) \(quantiles) \(estimate.caveats)"
  }

  /// Asks for all requests from many tasks at once, each in its own order.
  private static func checkShared(_ make: () throws -> any DecodeEstimator)
    async throws
  {
    let expected = try requests.map { try answer(make(), $0) }
    let shared = try make()
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for worker in 0..<16 {
        group.addTask {
          var random = SplitMix64(seed: UInt64(worker))
          return try requests.indices.shuffled(using: &random).allSatisfy {
            try answer(shared, requests[$0]) == expected[$0]
          }
        }
      }
      for try await isSame in group { #expect(isSame) }
    }
  }

  @Test func oneModelServesManyTasks() async throws {
    let tables = try VLMModel.tables()
    try await Self.checkShared {
      try LayeredEstimator(
        DecodeModel(tables: tables, latency: .publishedVLM))
    }
    try await Self.checkShared {
      try PointEstimator(DecodeModel(tables: tables, latency: .publishedVLM))
    }
  }

  /// The atoms of a noisy time are made when they are first asked for.
  @Test func noiseIsSharedBetweenTasks() async throws {
    let tables = try VLMModel.tables()
    var random = SplitMix64(seed: 5)
    let answers = (0..<200).map { index in
      let tokens = 1 + Int(60 * random.unit())
      return RecordedAnswer(
        DecodeRequest(task: .docQA, promptTokens: 10 + index % 50),
        tokens: tokens, ending: .stopped,
        decodeTime: .seconds(
          0.02 * Double(tokens) * (0.8 + 0.4 * random.unit())),
        prefillTime: .seconds(0.05 + 0.001 * Double(index % 50)))
    }
    var model = DecodeModel(tables: tables)
    _ = try model.fitTimes(answers)
    #expect(model.times.noise != nil)
    try await Self.checkShared { try DistributionalEstimator(model) }
  }

  /// An estimator that learns, as a server keeps it.
  private actor Learner {
    private(set) var estimator: ConditionalEstimator<ConditionalLengthModel>

    init(_ estimator: ConditionalEstimator<ConditionalLengthModel>) {
      self.estimator = estimator
    }

    func learn(_ answer: RecordedAnswer) throws {
      let forecast = estimator.forecast(answer.request)
      try estimator.observe(answer, of: forecast)
    }
  }

  private static func answer(_ index: Int) -> RecordedAnswer {
    RecordedAnswer(
      DecodeRequest(
        task: index % 2 == 0 ? "a" : "b", promptTokens: 10 + index * 7 % 300),
      tokens: 1 + index * 13 % 90, ending: .stopped)
  }

  @Test func manyTasksTeachAndAskOneEstimator() async throws {
    var lengths = try ConditionalLengthModel()
    for index in 0..<50 {
      let answer = Self.answer(index)
      lengths.observe(
        try answer.outcome(), of: lengths.forecast(answer.request.features))
    }
    let learner = Learner(
      try ConditionalEstimator(
        lengths, latency: ConstantLatency(secondsPerToken: 0.02)))
    let copy = await learner.estimator
    let request = DecodeRequest(task: "a", promptTokens: 100)
    let before = try Self.answer(copy, request)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<8 {
        group.addTask {
          for step in 0..<25 {
            try await learner.learn(Self.answer(50 + worker * 25 + step))
          }
        }
        group.addTask {
          for _ in 0..<10 {
            let now = await learner.estimator
            _ = try Self.answer(now, request)
          }
          // What others learn meanwhile changes no copy.
          #expect(try Self.answer(copy, request) == before)
        }
      }
      try await group.waitForAll()
    }
    let learnt = await learner.estimator.lengths.count
    #expect(learnt == 250)
  }

  @Test func oneFileIsReadByManyTasks() async throws {
    let path = Fixtures.url("chat.csv").path()
    let expected = try TraceReader().lifeTables(in: path).tables
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try TraceReader().lifeTables(in: path).tables == expected
        }
      }
      for try await isSame in group { #expect(isSame) }
    }
  }
}
