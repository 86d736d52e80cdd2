import DecodeEstimators
import DecodeStatistics

/// Pictures of a task's times, and of what a budget makes of them.
struct TimeCharts {
  private let source: ReportSource
  private let id: TaskID
  private let task: CompiledTask
  private let decision: BudgetDecision

  init(_ source: ReportSource, _ id: TaskID) throws {
    self.source = source
    self.id = id
    task = try source.model[id, source.configuration]
    decision = try source.layered().decide(
      source.request(id), within: source.budget)
  }

  func charts(_ result: AnalysedTask) throws -> [Chart] {
    try [
      latency(), decodeTimes(),
      law(result.analysis.violationProbabilities.upperConfidenceBound),
      risk(), schemes(result),
    ]
  }

  private func chart(
    _ kind: String, _ title: String, _ caption: String, _ spec: Spec
  ) -> Chart {
    Chart(
      id: "\(kind)-\(id.rawValue)", task: id.rawValue, title: title,
      caption: caption, spec: spec)
  }

  private var longest: Int { max(decision.estimate.time.cap, 2) }

  private func latency() -> Chart {
    let latency = task.times.latency
    let positions = Set(
      ReportSource.thinned(longest, to: 160).map { $0 + 1 }
        + (1...min(longest, 60)))
    let rows: [Spec] = positions.sorted().map { position in
      [
        "position": .rounded(Double(position)),
        "milliseconds": .rounded(latency.latency(at: position) * 1000),
      ]
    }
    return chart(
      "latency", "Time of each token",
      source.model.model.isLatencyAssumed
        ? "The latency is assumed: nothing was measured. It is that of the "
          + "published vision-language model."
        : "The time that the token at a position takes.",
      Plot.layers([
        [
          "data": Plot.data(rows), "mark": Plot.line(steps: true),
          "encoding": [
            "x": Plot.field("position", "position"),
            "y": Plot.field("milliseconds", "milliseconds"),
          ],
        ]
      ]))
  }

  private func decodeTimes() -> Chart {
    let (latency, noise) = (task.times.latency, task.times.noise)
    let convention = task.time.convention
    let places = ReportSource.thinned(longest, to: 120).map { $0 + 1 }
    let rows: [Spec] = places.map { tokens in
      let seconds = convention.decodeTime(latency, tokens: tokens)
      return [
        "tokens": .rounded(Double(tokens)), "seconds": .rounded(seconds),
        "lower": .rounded(
          seconds * (noise?.quantile(0.05, tokens: tokens) ?? 1)),
        "upper": .rounded(
          seconds * (noise?.quantile(0.95, tokens: tokens) ?? 1)),
      ]
    }
    let x = Plot.field("tokens", "output tokens")
    let title = "decode time in seconds"
    var layers: [Spec] = []
    if noise != nil {
      layers.append([
        "data": Plot.data(rows), "mark": ["type": "area", "opacity": 0.2],
        "encoding": [
          "x": x, "y": Plot.field("lower", title), "y2": ["field": "upper"],
          "color": Plot.named("P5 to P95"),
        ],
      ])
    }
    let timed = source.answers.filter {
      $0.decodeTime != nil && ($0.request.task ?? "all") == id
    }
    if !timed.isEmpty {
      let points: [Spec] = ReportSource.thinned(timed.count, to: 800).map {
        let answer = timed[$0]
        return [
          "tokens": .rounded(Double(answer.tokens)),
          "seconds": .rounded(answer.decodeTime?.inSeconds),
          "ending": .string(answer.ending.rawValue),
          "configuration": .string(
            answer.request.configuration?.description ?? ""),
        ]
      }
      layers.append([
        "data": Plot.data(points),
        "mark": ["type": "point", "tooltip": true, "opacity": 0.5, "size": 18],
        "encoding": [
          "x": x, "y": Plot.field("seconds", title),
          "color": Plot.named("measured"),
          "tooltip": [
            Plot.field("tokens", "tokens"), Plot.field("seconds", "seconds"),
            Plot.field("ending", "ending", type: "nominal"),
            Plot.field("configuration", "configuration", type: "nominal"),
          ],
        ],
      ])
    }
    layers.append([
      "data": Plot.data(rows), "mark": Plot.line(),
      "encoding": [
        "x": x, "y": Plot.field("seconds", title), "color": Plot.named("model"),
      ],
    ])
    return chart(
      "decode", "Decode time by length",
      "What answers of a length take by the model"
        + (timed.isEmpty
          ? "; no measured times are in the report."
          : ", and what \(timed.count) measured ones took."),
      Plot.layers(layers))
  }
}

// MARK: - The budget

extension TimeCharts {
  private var budget: Double { source.budget.total.inSeconds }

  private func law(_ promised: Double?) throws -> Chart {
    let time = decision.estimate.time
    let prefill = decision.prefill.inSeconds
    let top = max(time.quantile(0.999), (budget - prefill) * 1.1, 1e-9)
    let grid = (0...200).map { top * Double($0) / 200 }
    func rows(_ shift: Double, _ survival: (Double) -> Double?) -> [Spec] {
      grid.map { seconds in
        [
          "seconds": .rounded(seconds + shift),
          "share": .rounded(survival(seconds)),
        ]
      }
    }
    let x = Plot.field("seconds", "seconds")
    func curve(_ rows: [Spec], _ name: String, dashed: Bool = false) -> Spec {
      [
        "data": Plot.data(rows), "mark": Plot.line(steps: true, dashed: dashed),
        "encoding": [
          "x": x, "y": Plot.share("share", "probability to take longer"),
          "color": Plot.named(name),
        ],
      ]
    }
    var layers = [curve(rows(0, time.probability(exceeding:)), "decode")]
    if prefill > 0 {
      layers.append(
        curve(
          rows(prefill, time.probability(exceeding:)), "prefill + decode"))
    }
    let measured = try source.model.model.measured.pooled(
      task: id, configuration: source.configuration
    ).decode
    if !measured.isEmpty {
      layers.append(
        curve(
          rows(0) {
            (try? measured.probability(
              exceeding: $0, underCap: decision.estimate.cap)).flatMap { $0 }
          }, "measured decode", dashed: true))
    }
    layers += Plot.marks([("budget", budget)], "x", "seconds", dashed: false)
    return chart(
      "law", "How long it takes",
      "The probability that a request takes longer than so many seconds. With "
        + "a budget of \(Format.time(budget)) P(over) is "
        + "\(Format.percent(decision.violationProbability)) % by the law"
        + (promised.map {
          ", and at most \(Format.percent($0)) % with "
            + "\(Format.percent(source.confidence)) % confidence by the answers "
            + "alone."
        } ?? "."),
      Plot.layers(layers))
  }

  private func risk() throws -> Chart {
    let layered = try source.layered()
    let time = decision.estimate.time
    let prefill = decision.prefill.inSeconds
    let top = max(time.quantile(0.999) + prefill, budget) * 1.15
    let low = max(prefill, top / 60)
    var rows: [Spec] = []
    for step in 0...48 {
      let seconds = low + (top - low) * Double(step) / 48
      let limit = LatencyBudget(total: .clamped(seconds: seconds))
      let analysis = try BudgetAnalysis(
        layered.decide(source.request(id), within: limit),
        for: source.request(id), within: limit, model: source.model,
        risk: 1 - source.level, confidence: source.confidence)
      let kinds: [(String, Double?)] = [
        ("estimate", analysis.violationProbability),
        (
          "with \(Format.percent(source.confidence)) % confidence",
          analysis.violationProbability(.upperConfidenceBound)
        ),
        (
          "for the next answer",
          analysis.violationProbability(.conformalBound)
        ),
      ]
      for (kind, share) in kinds {
        guard let share else { continue }
        rows.append([
          "budget": .rounded(seconds), "over": .rounded(share),
          "promise": .string(kind),
        ])
      }
    }
    let x = Plot.field("budget", "budget in seconds")
    return chart(
      "risk", "Which budget keeps which promise",
      "P(over) by budget: the estimate, and what the answers alone promise it "
        + "to be at most. "
        + "Where a line is below the risk of "
        + "\(Format.percent(1 - source.level)) %, that budget keeps that "
        + "promise.",
      Plot.layers(
        [
          [
            "data": Plot.data(rows), "mark": Plot.line(steps: true),
            "encoding": [
              "x": x, "y": Plot.share("over", "P(over)"),
              "color": [
                "field": "promise", "type": "nominal",
                "legend": ["title": nil],
              ],
              "tooltip": [
                Plot.field("promise", "promise", type: "nominal"),
                Plot.field("budget", "budget (s)"),
                Plot.field("over", "P(over)", ["format": ".2%"]),
              ],
            ],
          ]
        ] + Plot.marks([("budget", budget)], "x", "budget in seconds")
          + Plot.marks([("risk", 1 - source.level)], "y", "P(over)")))
  }

  private func schemes(_ result: AnalysedTask) -> Chart {
    let prefill = decision.prefill.inSeconds
    let names = [
      1: "1 point", 2: "2 quantile", 3: "3 conservative", 4: "4 layered",
    ]
    let rows: [Spec] = result.task.schemes.map { scheme in
      [
        "scheme": .string(
          scheme.scheme.flatMap { names[$0] } ?? "\(scheme.scheme ?? 0)"),
        "seconds": .rounded(scheme.plannedSeconds.map { $0 + prefill }),
        "verdict": .string(scheme.feasible ? "fits" : "does not fit"),
        "reason": .string(scheme.reason),
      ]
    }
    return chart(
      "schemes", "What each scheme plans",
      "Prefill and planned decode time by scheme, beside the budget; a scheme "
        + "without a bar promises nothing finite.",
      Plot.layers(
        [
          [
            "data": Plot.data(rows), "mark": ["type": "bar", "tooltip": true],
            "encoding": [
              "y": Plot.field("scheme", "", type: "nominal"),
              "x": Plot.field("seconds", "seconds"),
              "color": [
                "field": "verdict", "type": "nominal", "legend": ["title": nil],
                "scale": [
                  "domain": ["fits", "does not fit", "budget"],
                  "range": ["#2b8250", "#c2521b", "#6f8fb8"],
                ],
              ],
              "tooltip": [
                Plot.field("scheme", "scheme", type: "nominal"),
                Plot.field("seconds", "planned (s)"),
                Plot.field("verdict", "verdict", type: "nominal"),
                Plot.field("reason", "reason", type: "nominal"),
              ],
            ],
          ]
        ] + Plot.marks([("budget", budget)], "x", "seconds", dashed: false),
        height: 110))
  }
}
