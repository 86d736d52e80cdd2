import DecodeEstimators
import DecodeStatistics
import QuantileAccuracy
import TestSupport
import Testing

@Suite("Predictor experiment")
struct PredictorExperimentTests {
  /// Lengths that the embedding tells, the prompt's length, or nothing.
  private enum Source { case embedding, prompt, nothing }

  private static func answers(_ source: Source) -> [RecordedAnswer] {
    var random = SplitMix64(seed: 11)
    return (0..<400).map { _ in
      let embedding = [random.unit() - 0.5, random.unit() - 0.5]
      let prompt = 1 + Int(999 * random.unit())
      let isLong =
        switch source {
        case .embedding: embedding[0] > 0
        case .prompt: prompt > 500
        case .nothing: random.unit() > 0.5
        }
      return RecordedAnswer(
        DecodeRequest(
          task: "a", cap: 400, promptTokens: prompt, embedding: embedding),
        tokens: (isLong ? 150 : 50) + Int(40 * random.unit()),
        ending: .stopped)
    }
  }

  @Test func theVerdictSaysWhereTheInformationIs() throws {
    for (source, advice) in [
      (Source.embedding, "worth considering"), (.prompt, "worth considering"),
      (.nothing, "not worth it"),
    ] {
      let experiment = try PredictorExperiment(
        Self.answers(source),
        budget: LatencyBudget(total: .seconds(4)), latency: .publishedVLM)
      #expect(experiment.trainCount == 200 && experiment.testCount == 200)
      #expect(experiment.rows.count == 9)
      #expect(experiment.verdict.contains(advice), "\(experiment.verdict)")
      let best = try #require(
        experiment.rows.min { $0.meanAbsoluteError < $1.meanAbsoluteError })
      switch source {
      case .embedding: #expect(best.predictor.contains("embedding"))
      case .prompt: #expect(!best.predictor.contains("task"))
      case .nothing: #expect(best.advice != .worthConsidering)
      }
      for row in experiment.rows {
        #expect(row.budget?.admitted ?? -1 >= 0)
        #expect(row.meanAbsoluteError.isFinite && row.bias.isFinite)
        if row.predictor == best.predictor, source != .nothing {
          #expect(row.rankCorrelation.tau > 0.3)
        }
      }
    }
  }

  @Test func countTablesAndTooFewAnswersAreRefused() {
    var answers = Self.answers(.nothing)
    answers[2].count = 3
    #expect(throws: AccuracyError.counted(answer: 2, count: 3)) {
      try PredictorExperiment(answers)
    }
    #expect(throws: (any Error).self) { try PredictorExperiment([]) }
    #expect(throws: (any Error).self) {
      try PredictorExperiment(Array(Self.answers(.nothing)[..<3]))
    }
  }
}
