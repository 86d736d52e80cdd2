import DecodeEstimators
import DecodeStatistics
import QuantileAccuracy

/// What `experiment utilization` finds, as JSON that other programs rely on.
struct UtilizationOutput: Encodable {
  struct Rate: Encodable {
    var events: Int
    var undetermined: Int
    var trials: Int
    @Nullable var estimate: Double?
    var lower: Double
    var upper: Double

    init(_ rate: BacktestRate) {
      events = rate.events
      undetermined = rate.undetermined
      trials = rate.trials
      estimate = rate.estimate
      lower = rate.lower
      upper = rate.upper
    }

    /// The share in percent with its limits; `—` without trials.
    var text: String {
      guard let estimate else { return "—" }
      return "\(Format.number(estimate * 100)) "
        + "[\(Format.number(lower * 100)), \(Format.number(upper * 100))]"
    }
  }

  struct Row: Encodable {
    var policy: String
    @Nullable var kind: String?
    var admitted: Int
    var unplanned: Int
    var overruns: Rate
    var violations: Rate
    var falseRejections: Rate
    var plannedSeconds: Double
    var reservedSeconds: Double
    var usedSeconds: Double
    var overrunSeconds: Double
    var wastedSeconds: Double
    @Nullable var utilization: Double?

    init(_ row: BacktestRow) {
      policy = row.policy
      kind = row.kind?.rawValue
      admitted = row.admitted
      unplanned = row.unplanned
      overruns = Rate(row.overruns)
      violations = Rate(row.violations)
      falseRejections = Rate(row.falseRejections)
      plannedSeconds = row.plannedSeconds
      reservedSeconds = row.reservedSeconds
      usedSeconds = row.usedSeconds
      overrunSeconds = row.overrunSeconds
      wastedSeconds = row.wastedSeconds
      utilization = row.utilization
    }
  }

  struct Verdict: Encodable {
    var answer: String
    @Nullable var excess: Double?
    var sentence: String
  }

  var budgetSeconds: Double
  var level: Double
  var confidence: Double
  var split: String
  var trainCount: Int
  var testCount: Int
  var rows: [Row]
  var verdict: Verdict
  /// What a plan gains from knowing the request.
  @Nullable var conditional: ConditionalVerdict?

  init(_ report: BacktestReport, split: String) {
    budgetSeconds = report.budgetSeconds
    level = report.level
    confidence = report.confidence
    self.split = split
    trainCount = report.trainCount
    testCount = report.testCount
    rows = report.rows.map(Row.init)
    verdict = Verdict(
      answer: report.verdict.answer.rawValue, excess: report.verdict.excess,
      sentence: report.verdict.sentence)
    conditional = report.conditional
  }
}

extension UtilizationOutput {
  /// Prints the report for people.
  func print() {
    StandardOutput.print(
      "budget \(Format.milliseconds(budgetSeconds)) ms; \(trainCount) answers "
        + "made the model, \(testCount) judge it\n")
    var table = TextTable(
      "policy", "admitted", "over plan %", "over budget %", "used %",
      "wasted s", "falsely refused %")
    for row in rows {
      table.add([
        row.policy, "\(row.admitted)", row.overruns.text, row.violations.text,
        Format.number(row.utilization.map { $0 * 100 }, 1),
        Format.number(row.wastedSeconds, 1), row.falseRejections.text,
      ])
    }
    table.print()
    StandardOutput.print(
      """

      over plan: of all answers, \(Format.percent(1 - level)) % may; over \
      budget: of admitted ones; used: of the
      time reserved for them; falsely refused: of refused ones. In brackets \
      exact limits
      (\(Format.percent(confidence)) %). hindsight plans with the quantile of \
      the judged answers themselves.

      \(verdict.sentence)
      """)
    if let conditional { StandardOutput.print(conditional.sentence) }
  }
}
