import DecodeEstimators
import DecodeStatistics
import QuantileAccuracy

/// How right forecasts and plans were on the second half of a trace.
struct AccuracyCharts {
  private let suite: AccuracySuite
  private let source: ReportSource
  /// One for each method, the baseline first.
  let reports: [AccuracyReport]
  /// Where the answers of the default lie in their forecasts.
  private var places: [Int]
  private let testCount: Int

  /// By how much coverage may be off, in the picture and the verdict.
  private static let tolerance = 0.015
  private static let levels = [0.5, 0.9, 0.95, 0.99]
  /// The most answers that are looked at, the last ones.
  static let mostAnswers = 20_000

  /// Judges the default and its baselines; `nil` of answers that are too few
  /// or without an order.
  init?(_ source: ReportSource) throws {
    let answers = Array(source.answers.suffix(Self.mostAnswers))
    guard answers.count >= 200, answers.allSatisfy({ $0.count == 1 }) else {
      return nil
    }
    self.source = source
    suite = try AccuracySuite(
      answers, levels: Self.levels, delay: OutcomeDelay(for: answers),
      tolerance: Self.tolerance)
    testCount = suite.testCount
    let progress = ProgressLine("judging forecasts")
    var reports: [AccuracyReport] = []
    var places = [Int](repeating: 0, count: Self.levels.count + 1)
    let methods: [AccuracyMethod] = [
      .pooled, .perTask, .windowed, .conditional, .frozenConditional,
    ]
    for (place, method) in methods.enumerated() {
      progress.update(steps: place, of: methods.count)
      var above = 0
      reports.append(
        try suite.report(method) { judged in
          guard method == .conditional else { return }
          // The levels of an answer come in their order.
          if judged.level == Self.levels.first { above = 0 }
          if judged.actual > judged.tokens ?? .max { above += 1 }
          if judged.level == Self.levels.last { places[above] += 1 }
        })
    }
    progress.finish()
    self.reports = reports
    self.places = places
  }

  func charts() throws -> [Chart] {
    var charts = [try coverage(), transform(), loss()]
    if let chart = try utilization() { charts.append(chart) }
    return charts
  }

  private func coverage() throws -> Chart {
    var rows: [Spec] = []
    for report in reports {
      for level in report.levels {
        let share = try level.coverage.proportion()
        let limits = try share.clopperPearson()
        func off(_ value: Double) -> Spec {
          .rounded((value - level.level) * 100)
        }
        rows.append([
          "method": .string(report.method),
          "level": .string(Format.level(level.level)),
          "off": off(share.estimate), "lower": off(limits.lower),
          "upper": off(limits.upper ?? 1),
          "coverage": .rounded(share.estimate),
        ])
      }
    }
    let points = Self.tolerance * 100
    let title = "coverage less level, in points"
    let x: Spec = Plot.field(
      "level", "", type: "nominal", ["axis": ["labelAngle": 0]])
    let offset: Spec = ["field": "method", "type": "nominal"]
    let colour: Spec = [
      "field": "method", "type": "nominal", "legend": ["title": nil],
    ]
    return Chart(
      id: "coverage", title: "Are the quantiles right?",
      caption: "By how much the share of answers within their quantile differs "
        + "from its level, with exact 95 % limits, on \(testCount) answers that "
        + "were forecast before they were known; the band is the tolerance of "
        + "\(Format.number(points, 1)) points.",
      spec: Plot.layers([
        [
          "data": Plot.data([
            ["low": .number(-points), "high": .number(points)]
          ]),
          "mark": ["type": "rect", "opacity": 0.18],
          "encoding": [
            "y": Plot.field("low", title), "y2": ["field": "high"],
          ],
        ],
        [
          "data": Plot.data(rows), "mark": ["type": "rule", "strokeWidth": 2],
          "encoding": [
            "x": x, "xOffset": offset, "y": Plot.field("lower", title),
            "y2": ["field": "upper"], "color": colour,
          ],
        ],
        [
          "data": Plot.data(rows),
          "mark": [
            "type": "point", "filled": true, "size": 50, "tooltip": true,
          ],
          "encoding": [
            "x": x, "xOffset": offset, "y": Plot.field("off", title),
            "color": colour,
            "tooltip": [
              Plot.field("method", "method", type: "nominal"),
              Plot.field("level", "level", type: "nominal"),
              Plot.field("coverage", "coverage", ["format": ".2%"]),
              Plot.field("lower", "lower (points)"),
              Plot.field("upper", "upper (points)"),
            ],
          ],
        ],
      ]))
  }

  /// The probability integral transform, by the levels there are.
  private func transform() -> Chart {
    let bounds = [0] + Self.levels + [1]
    let total = Double(max(places.reduce(0, +), 1))
    let rows: [Spec] = places.enumerated().map { place, count in
      let share = bounds[place + 1] - bounds[place]
      return [
        "from": .number(bounds[place]), "to": .number(bounds[place + 1]),
        "density": .rounded(Double(count) / total / share),
        "share": .rounded(Double(count) / total), "expected": .rounded(share),
      ]
    }
    let y = Plot.field("density", "answers over expected")
    return Chart(
      id: "pit", title: "Where answers lie in their forecasts (PIT)",
      caption: "How many answers fall between two forecast quantiles of the "
        + "default, over how many should: right forecasts are at 1 "
        + "everywhere; ties of lengths put answers lower.",
      spec: Plot.layers(
        [
          [
            "data": Plot.data(rows),
            "mark": ["type": "rect", "tooltip": true, "opacity": 0.75],
            "encoding": [
              "x": Plot.field(
                "from", "level", ["scale": ["domain": [0, 1]]]),
              "x2": ["field": "to"], "y": y, "y2": ["datum": 0],
              "tooltip": [
                Plot.field("from", "from level"), Plot.field("to", "to level"),
                Plot.field("share", "answers", ["format": ".2%"]),
                Plot.field("expected", "expected", ["format": ".2%"]),
              ],
            ],
          ]
        ] + Plot.marks([("right", 1)], "y", "answers over expected")))
  }

  private func loss() -> Chart {
    let pooled = reports.first { $0.method == AccuracyMethod.pooled.name }
    let rows: [Spec] = reports.map { report in
      let paired = pooled.flatMap { try? report.compared(with: $0) }
      return [
        "method": .string(report.method),
        "loss": .rounded(report.meanPinball),
        "ratio": .rounded(paired?.ratio ?? 1),
        "lower": .rounded(paired?.lower ?? 1),
        "upper": .rounded(paired?.upper ?? 1),
      ]
    }
    let (x, y) = (
      Plot.field("ratio", "loss relative to pooled"),
      Plot.field("method", "", type: "nominal", ["sort": nil])
    )
    return Chart(
      id: "loss", title: "Loss against baselines",
      caption: "Mean pinball loss at P50, P90, P95 and P99 over that of the "
        + "pooled quantiles, with 95 % limits of Diebold and Mariano; less is "
        + "better.",
      spec: Plot.layers(
        [
          [
            "data": Plot.data(rows),
            "mark": ["type": "bar", "tooltip": true, "opacity": 0.75],
            "encoding": [
              "y": y, "x": x,
              "tooltip": [
                Plot.field("method", "method", type: "nominal"),
                Plot.field("ratio", "relative to pooled"),
                Plot.field("lower", "lower"), Plot.field("upper", "upper"),
                Plot.field("loss", "loss in tokens"),
              ],
            ],
          ],
          [
            "data": Plot.data(rows),
            "mark": ["type": "rule", "strokeWidth": 2],
            "encoding": [
              "y": y, "x": Plot.field("lower", "loss relative to pooled"),
              "x2": ["field": "upper"],
            ],
          ],
        ], height: 130))
  }

  /// What each scheme would have used and exceeded.
  private func utilization() throws -> Chart? {
    let backtest = try Backtest(
      suite, latency: source.model.model.latency,
      convention: source.model.model.convention)
    func judged(_ budget: LatencyBudget) throws -> BacktestReport {
      try backtest.report(
        budget: budget, level: source.level, confidence: source.confidence)
    }
    var report = try judged(source.budget)
    let isNoneAdmitted = report.rows.allSatisfy { $0.utilization == nil }
    if isNoneAdmitted {
      report = try judged(LatencyBudget(total: .seconds(1_000_000_000)))
    }
    let rows: [Spec] = report.rows.compactMap { row in
      guard let used = row.utilization, let over = row.overruns.estimate else {
        return nil
      }
      return [
        "policy": .string(row.policy), "used": .rounded(used),
        "over": .rounded(over), "lower": .rounded(row.overruns.lower),
        "upper": .rounded(row.overruns.upper),
        "admitted": .number(Double(row.admitted)),
      ]
    }
    guard !rows.isEmpty else { return nil }
    let (x, title) = (
      Plot.field("over", "plans exceeded", ["axis": ["format": ".0%"]]),
      "share of the planned time used"
    )
    let y = Plot.field(
      "used", title, ["axis": ["format": ".0%"], "scale": ["zero": true]])
    return Chart(
      id: "utilization", title: "Utilisation against violations",
      caption: (isNoneAdmitted
        ? "None is admitted to this budget, so plans are judged without one. "
        : "")
        + report.verdict.sentence
        + " Each point is a way to plan, judged by \(report.testCount) answers "
        + "that it did not know; right of the line more than the risk of "
        + "\(Format.percent(1 - source.level)) % exceeded the plan.",
      spec: Plot.layers(
        [
          [
            "data": Plot.data(rows), "mark": ["type": "rule"],
            "encoding": [
              "x": Plot.field("lower", "plans exceeded"),
              "x2": ["field": "upper"], "y": y,
              "color": [
                "field": "policy", "type": "nominal", "legend": ["title": nil],
              ],
            ],
          ],
          [
            "data": Plot.data(rows),
            "mark": [
              "type": "point", "filled": true, "size": 90, "tooltip": true,
            ],
            "encoding": [
              "x": x, "y": y,
              "color": [
                "field": "policy", "type": "nominal", "legend": ["title": nil],
              ],
              "tooltip": [
                Plot.field("policy", "policy", type: "nominal"),
                Plot.field("over", "exceeded", ["format": ".2%"]),
                Plot.field("used", "used", ["format": ".1%"]),
                Plot.field("admitted", "admitted"),
              ],
            ],
          ],
        ] + Plot.marks([("risk", 1 - source.level)], "x", "plans exceeded")))
  }
}
