import DecodeEstimators
import DecodeStatistics
import Foundation
import QuantileAccuracy
import TestSupport
import Testing

@Suite("Backtest")
struct BacktestTests {
  @Test func rowsAreCountsOverTheJudgedAnswers() {
    property("every answer is counted once, by what happened") { choices in
      let drawn = BacktestCase(&choices)
      let backtest = try drawn.backtest()
      let estimator = try ConservativeEstimator(
        backtest.model, level: 0.7, confidence: 0.7)
      let budget = LatencyBudget(total: drawn.budget)
      let row = try backtest.row("3", estimator, within: budget)
      var naive = (over: 0, unknown: 0, violated: 0, refused: 0, falsely: 0)
      var (reserved, used, taken) = (0.0, 0.0, 0.0)
      for answer in drawn.answers.dropFirst(drawn.answers.count / 2) {
        let decision = try estimator.decide(answer.request, within: budget)
        let time =
          answer.decodeTime ?? .milliseconds(40) * answer.tokens
        let plan = decision.estimate.plannedTime
        for _ in 0..<answer.count {
          if let plan {
            naive.over += time > plan + .nanoseconds(1) ? 1 : 0
            naive.unknown +=
              time <= plan + .nanoseconds(1) && answer.ending == .cancelled
              ? 1 : 0
          }
          let isLate =
            answer.request.prefill + time > drawn.budget + .nanoseconds(1)
          if decision.isFeasible, let plan {
            naive.violated += isLate ? 1 : 0
            reserved += plan / .seconds(1)
            used += min(plan, time) / .seconds(1)
            taken += time / .seconds(1)
          } else {
            naive.refused += 1
            naive.falsely += !isLate && answer.ending != .cancelled ? 1 : 0
          }
        }
      }
      try requireEqual(row.overruns.events, naive.over, "overruns")
      try requireEqual(row.overruns.undetermined, naive.unknown, "unknown")
      try requireEqual(row.violations.events, naive.violated, "violations")
      try requireEqual(row.falseRejections.trials, naive.refused, "refused")
      try requireEqual(row.falseRejections.events, naive.falsely, "falsely")
      try requireClose(
        row.reservedSeconds, reserved, relative: 1e-12, absolute: 1e-12, "Σ")
      try requireClose(
        row.usedSeconds, used, relative: 1e-12, absolute: 1e-12, "used")
      try requireClose(
        row.usedSeconds + row.overrunSeconds, taken, relative: 1e-12,
        absolute: 1e-12, "taken")
    }
  }

  @Test func countsAddUp() {
    property("admitted and refused are all, shares are shares") { choices in
      let drawn = BacktestCase(&choices)
      let report = try drawn.report(
        choices.bool() ? .temporal() : .proportional())
      try requireEqual(
        report.trainCount + report.testCount,
        drawn.answers.reduce(0) { $0 + $1.count }, "answers")
      for row in report.rows {
        try requireEqual(
          row.admitted + row.falseRejections.trials, report.testCount,
          "admitted and refused")
        try requireEqual(
          row.overruns.trials + row.unplanned, report.testCount, "plans")
        try require(
          row.violations.events <= row.overruns.events,
          "what exceeds the budget exceeds its plan")
        if let used = row.utilization {
          try require(0...1 ~= used, "utilization of \(used)")
        }
        for rate in [row.overruns, row.violations, row.falseRejections] {
          let estimate = rate.estimate ?? rate.lower
          try require(
            0 <= rate.lower && rate.lower <= estimate
              && estimate <= rate.upper && rate.upper <= 1, "\(rate)")
        }
      }
    }
  }

  @Test func cautionReservesNoLess() {
    property("scheme 3 plans at least the time of scheme 2") { choices in
      let drawn = BacktestCase(&choices, endings: [.stopped])
      let rows = try drawn.report().rows
      guard rows[1].unplanned == 0, rows[2].unplanned == 0 else { return }
      try require(
        rows[2].plannedSeconds >= rows[1].plannedSeconds * (1 - 1e-12),
        "scheme 3 plans less")
      try require(
        rows[2].overruns.events <= rows[1].overruns.events,
        "scheme 3 is exceeded more often")
      try require(rows[3].admitted <= rows[2].admitted, "the screen admits")
    }
  }

  @Test func aProportionalSplitKeepsEveryCount() {
    property("each row gives its share, but for one answer") { choices in
      let drawn = BacktestCase(&choices)
      let share = choices.double(in: 0.3...0.7)
      let backtest = try drawn.backtest(.proportional(share))
      let all = drawn.answers.reduce(0) { $0 + $1.count }
      try requireEqual(backtest.trainCount + backtest.testCount, all, "all")
      try require(
        abs(Double(backtest.trainCount) - share * Double(all)) < 1 + 1e-9,
        "the share is \(backtest.trainCount) of \(all)")
    }
  }

  @Test func otherBoundsAreJudgedAlike() throws {
    let lengths = (0..<200).map { 1 + $0 * 37 % 61 }
    let backtest = try Backtest(
      AccuracySuite(stopped(lengths, cap: 100)), latency: BacktestCase.latency()
    )
    let table = try #require(backtest.model.model.tables[.vqa])
    let bound = BoundEstimator(
      backtest.model,
      bounds: [
        .vqa: try table.orderStatisticBound(level: 0.9, confidence: 0.95)
      ])
    let report = try backtest.report(
      budget: LatencyBudget(total: .seconds(5)), level: 0.9,
      others: [("other", bound)])
    var other = try #require(report.rows.first { $0.policy == "other" })
    other.policy = "3 conservative"
    #expect(other == report.rows[2])
    // Without a bound the plan is the cap, and without that there is none.
    let none = BoundEstimator(backtest.model, bounds: [:])
    let capped = try none.estimate(DecodeRequest(task: .vqa, cap: 30))
    #expect(capped.plannedTokens == 30)
    #expect(try none.estimate(DecodeRequest(task: .vqa)).plannedTime == nil)
  }

  @Test func reportsAreData() throws {
    let report = try Backtest(
      AccuracySuite(stopped(Array(1...40))), latency: BacktestCase.latency()
    ).report(budget: LatencyBudget(total: .seconds(1)), level: 0.5)
    let data = try JSONEncoder().encode(report)
    #expect(try JSONDecoder().decode(BacktestReport.self, from: data) == report)
  }

  @Test func nonsenseIsRefused() throws {
    let answers = stopped([1, 2, 3, 4])
    #expect(throws: AccuracyError.self) {
      try Backtest(
        AccuracySuite(
          answers + [RecordedAnswer(.init(), tokens: 1, ending: .stopped)],
          split: .leaveOneTaskOut))
    }
    let backtest = try Backtest(AccuracySuite(answers))
    for (budget, level, confidence) in [
      (Duration.zero, 0.9, 0.9), (.seconds(1), 1, 0.9),
      (.seconds(1), 0.9, .nan),
    ] {
      #expect(throws: EstimationError.self) {
        try backtest.report(
          budget: LatencyBudget(total: budget), level: level,
          confidence: confidence)
      }
    }
    var huge = answers
    huge[2].count = .max
    #expect(throws: (any Error).self) {
      try Backtest(AccuracySuite(huge))
    }
    huge[2].count = 1
    huge[2].request.cap = .max
    #expect(throws: EstimationError.self) {
      try Backtest(AccuracySuite(huge)).report(
        budget: LatencyBudget(total: .seconds(1)))
    }
  }
}
