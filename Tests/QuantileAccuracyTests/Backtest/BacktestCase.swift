import DecodeEstimators
import DecodeStatistics
import QuantileAccuracy
import TestSupport

/// A random trace of two tasks, and a budget to judge it under.
struct BacktestCase {
  var answers: [RecordedAnswer]
  var cap: Int?
  var budget: Duration

  init(_ choices: inout Choices, endings: [Ending] = Ending.allCases) {
    let cap = choices.bool() ? choices.int(20...50) : nil
    self.cap = cap
    answers = choices.answers(4...25, longest: 20, endings: endings).map {
      RecordedAnswer(
        DecodeRequest(
          task: choices.bool() ? .vqa : .docQA, cap: cap,
          prefill: .milliseconds(choices.int(0...300))),
        tokens: $0.length, ending: $0.ending,
        decodeTime: choices.int(0...4) == 4
          ? .milliseconds(choices.int(0...1500)) : nil,
        count: $0.count + 1)
    }
    budget = .milliseconds(choices.int(100...1500))
  }

  /// 40 ms a token.
  static func latency() throws -> LatencyModel {
    .constant(try ConstantLatency(secondsPerToken: 0.04))
  }

  func backtest(_ split: AccuracySplit = .temporal()) throws -> Backtest {
    try Backtest(
      AccuracySuite(answers, split: split), latency: Self.latency())
  }

  func report(
    _ split: AccuracySplit = .temporal(), level: Double = 0.8
  ) throws -> BacktestReport {
    try backtest(split).report(
      budget: LatencyBudget(total: budget), level: level, confidence: 0.8)
  }
}

/// Answers that stopped, one after the other.
func stopped(_ lengths: [Int], cap: Int? = nil) -> [RecordedAnswer] {
  lengths.map {
    RecordedAnswer(
      DecodeRequest(task: .vqa, cap: cap), tokens: $0, ending: .stopped)
  }
}
