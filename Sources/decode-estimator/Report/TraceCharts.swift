import DecodeEstimators
import DecodeStatistics

/// Pictures of all tasks together: plans, configurations, drift.
struct TraceCharts {
  let source: ReportSource

  /// Every task's plan by every scheme.
  func overview(_ report: ReportedBudget) -> Chart {
    let names = [
      1: "1 point", 2: "2 quantile", 3: "3 conservative", 4: "4 layered",
    ]
    let drawn = Set(source.tasks.map(\.rawValue))
    let rows: [Spec] = report.tasks.map(\.task)
      .filter { drawn.contains($0.task) }
      .flatMap { task in
        task.schemes.compactMap { scheme -> Spec? in
          guard let seconds = scheme.plannedSeconds else { return nil }
          return [
            "task": .string(task.task),
            "scheme": .string(scheme.scheme.flatMap { names[$0] } ?? ""),
            "seconds": .rounded(seconds + report.head.prefillSeconds),
            "verdict": .string(scheme.feasible ? "fits" : "does not fit"),
          ]
        }
      }
    return Chart(
      id: "overview", title: "Plans of all tasks, by scheme",
      caption: "Prefill and planned decode time; what is right of the budget "
        + "does not fit.",
      spec: Plot.layers(
        [
          [
            "data": Plot.data(rows),
            "mark": [
              "type": "point", "filled": true, "size": 90, "tooltip": true,
            ],
            "encoding": [
              "y": Plot.field("task", "", type: "nominal"),
              "x": Plot.field("seconds", "seconds"),
              "color": [
                "field": "scheme", "type": "nominal", "legend": ["title": nil],
              ],
              "tooltip": [
                Plot.field("task", "task", type: "nominal"),
                Plot.field("scheme", "scheme", type: "nominal"),
                Plot.field("seconds", "planned (s)"),
                Plot.field("verdict", "verdict", type: "nominal"),
              ],
            ],
          ]
        ]
          + Plot.marks(
            [("budget", report.head.budgetSeconds)], "x", "seconds",
            dashed: false),
        height: .number(Double(26 * max(drawn.count, 2)))))
  }

  /// Plans under each configuration; `nil` without any.
  func configurations() throws -> Chart? {
    let configurations = source.model.configurations
    guard configurations.count > 1 else { return nil }
    let layered = try source.layered()
    let shown = ReportSource.thinned(configurations.count, to: 40)
      .map { configurations[$0] }
    var rows: [Spec] = []
    for task in source.tasks {
      for choice in try layered.decisions(
        source.request(task), among: shown, within: source.budget)
      {
        for (what, time) in [
          ("expected", choice.expectedTime),
          ("planned", choice.plannedTime),
        ] {
          guard let time else { continue }
          rows.append([
            "task": .string(task.rawValue),
            "configuration": .string("\(choice.configuration)"),
            "what": .string(what), "seconds": .rounded(time.inSeconds),
            "over": .rounded(choice.violationProbability),
          ])
        }
      }
    }
    return Chart(
      id: "configurations", title: "Configurations",
      caption:
        "Prefill and decode time, expected and planned (scheme 4), under "
        + "each configuration that was measured.",
      spec: Plot.layers(
        [
          [
            "data": Plot.data(rows),
            "mark": [
              "type": "point", "filled": true, "size": 70, "tooltip": true,
            ],
            "encoding": [
              "y": Plot.field("configuration", "", type: "nominal"),
              "x": Plot.field("seconds", "seconds"),
              "color": [
                "field": "what", "type": "nominal", "legend": ["title": nil],
              ],
              "tooltip": [
                Plot.field("task", "task", type: "nominal"),
                Plot.field("configuration", "configuration", type: "nominal"),
                Plot.field("what", "what", type: "nominal"),
                Plot.field("seconds", "seconds"),
                Plot.field("over", "P(over)", ["format": ".2%"]),
              ],
            ],
          ]
        ]
          + Plot.marks(
            [("budget", source.budget.total.inSeconds)], "x", "seconds",
            dashed: false),
        height: .number(Double(24 * shown.count))))
  }

  /// Median and P95 of consecutive parts of each task; `nil` of too few
  /// answers.
  func drift() -> Chart? {
    var rows: [Spec] = []
    for task in source.tasks {
      let lengths = source.answers.filter {
        ($0.request.task ?? "all") == task && $0.count == 1
      }.map(\.tokens)
      guard lengths.count >= 100 else { continue }
      let parts = min(lengths.count / 25, 40)
      for part in 0..<parts {
        let range =
          part * lengths.count / parts..<(part + 1) * lengths.count / parts
        let sorted = lengths[range].sorted()
        for (name, level) in [("median", 0.5), ("P95", 0.95)] {
          let place = min(
            Int((level * Double(sorted.count)).rounded(.up)), sorted.count)
          rows.append([
            "answer": .rounded(Double(range.upperBound)),
            "tokens": .rounded(Double(sorted[max(place, 1) - 1])),
            "what": .string(name), "task": .string(task.rawValue),
          ])
        }
      }
    }
    guard !rows.isEmpty else { return nil }
    let isOne = source.tasks.count == 1
    return Chart(
      id: "drift", title: "Drift over time",
      caption: "Median and P95 of recorded lengths in consecutive parts of the "
        + "trace. Where they wander, what was learnt first says less of what "
        + "comes later.",
      spec: Plot.layers([
        [
          "data": Plot.data(rows), "mark": Plot.line(),
          "encoding": .object([
            "x": Plot.field("answer", "answer of its task"),
            "y": Plot.field("tokens", "output tokens"),
            "color": [
              "field": .string(isOne ? "what" : "task"), "type": "nominal",
              "legend": ["title": nil],
            ],
            "strokeDash": [
              "field": "what", "type": "nominal", "legend": ["title": nil],
            ],
            "tooltip": [
              Plot.field("task", "task", type: "nominal"),
              Plot.field("what", "what", type: "nominal"),
              Plot.field("answer", "answer"), Plot.field("tokens", "tokens"),
            ],
          ]),
        ]
      ]))
  }
}
