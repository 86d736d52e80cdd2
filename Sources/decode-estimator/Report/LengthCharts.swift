import DecodeEstimators
import DecodeStatistics

/// Pictures of a task's lengths.
struct LengthCharts {
  private let id: TaskID
  private let table: LifeTable
  private let inference: KaplanMeierInference
  private let fit: LengthFit<any LengthDistribution>?
  private let level: Double
  private let confidence: Double
  /// Lengths at which curves are drawn.
  private let lengths: [Int]

  private var curve: KaplanMeier { inference.estimate }

  init(_ source: ReportSource, _ id: TaskID, _ table: LifeTable) throws {
    self.id = id
    self.table = table
    level = source.level
    confidence = source.confidence
    inference = try KaplanMeierInference(table)
    fit = table.rankFamilies(Family.allCases, by: .aic).bestFit
    let atoms = inference.estimate.lengths
    lengths = ReportSource.thinned(atoms.count, to: 250).map { atoms[$0] }
  }

  func charts() throws -> [Chart] {
    try [survival(), hazard()]
      + (fit.map { [agreement($0), residuals($0)] } ?? [])
  }

  private func chart(
    _ kind: String, _ title: String, _ caption: String, _ spec: Spec
  ) -> Chart {
    Chart(
      id: "\(kind)-\(id.rawValue)", task: id.rawValue, title: title,
      caption: caption, spec: spec)
  }

  // MARK: - Survival

  private func survival() throws -> Chart {
    var rows: [Spec] = [
      ["tokens": 0, "share": 1, "lower": 1, "upper": 1]
    ]
    for length in lengths {
      let interval = try inference.survivalInterval(
        at: length + 1, level: confidence, method: .betaProduct)
      rows.append([
        "tokens": .rounded(Double(length)),
        "share": .rounded(curve.survival(at: length + 1)),
        "lower": .rounded(interval.lower),
        "upper": .rounded(interval.upper ?? 1),
      ])
    }
    let percent = Format.percent(confidence)
    let x = Plot.field("tokens", "output tokens")
    var layers: [Spec] = [
      [
        "data": Plot.data(rows),
        "mark": [
          "type": "area", "interpolate": "step-after", "opacity": 0.22,
          "tooltip": true,
        ],
        "encoding": [
          "x": x, "y": Plot.share("lower", "share of answers longer"),
          "y2": ["field": "upper"],
          "color": Plot.named("\(percent) % band, pointwise"),
        ],
      ],
      [
        "data": Plot.data(rows), "mark": Plot.line(steps: true),
        "encoding": [
          "x": x, "y": Plot.share("share", "share of answers longer"),
          "color": Plot.named("Kaplan–Meier"),
        ],
      ],
    ]
    if let fit {
      layers.append([
        "data": Plot.data(
          ([0] + lengths).map { length in
            [
              "tokens": .rounded(Double(length)),
              "share": .rounded(fit.distribution.survival(at: length + 1)),
            ]
          }),
        "mark": Plot.line(steps: true, dashed: true),
        "encoding": [
          "x": x, "y": Plot.share("share", "share of answers longer"),
          "color": Plot.named(fit.family.rawValue),
        ],
      ])
    }
    let quantile = curve.quantile(level)
    let bound = try? table.upperBound(level: level, confidence: confidence)
    layers += Plot.marks(
      [
        (
          Format.level(level), quantile == .max ? nil : Double(quantile)
        ),
        (
          "\(Format.level(level)) bound",
          bound?.limit.tokens.map(Double.init)
        ),
        ("cap", table.largestCap.map(Double.init)),
      ], "x", "output tokens")
    return chart(
      "survival", "How long answers are",
      "The share of answers that are longer than so many tokens, with its "
        + "band; upright lines are the quantile, its upper bound with "
        + "\(percent) % confidence, and the cap.",
      Plot.layers(layers))
  }

  // MARK: - Hazard

  private func hazard() -> Chart {
    let bins = HazardBins(table, most: 40)
    let x = Plot.field("tokens", "output tokens")
    let title = "ends per token"
    var layers: [Spec] = [
      [
        "data": Plot.data(bins.rows), "mark": ["type": "rule", "opacity": 0.6],
        "encoding": [
          "x": x, "y": Plot.field("lower", title), "y2": ["field": "upper"],
          "color": Plot.named("answers, with 95 % limits"),
        ],
      ],
      [
        "data": Plot.data(bins.rows),
        "mark": ["type": "point", "filled": true, "tooltip": true],
        "encoding": [
          "x": x, "y": Plot.field("hazard", title),
          "color": Plot.named("answers, with 95 % limits"),
        ],
      ],
    ]
    if let fit {
      let law = fit.distribution
      layers.append([
        "data": Plot.data(
          bins.groups.map { group in
            // Ends over tokens at which answers still run, as in the data.
            let (first, last) = (group.lowerBound, group.upperBound)
            let exposure =
              law.restrictedMean(through: last)
              - law.restrictedMean(through: first - 1)
            let ends = law.survival(at: first) - law.survival(at: last + 1)
            return [
              "tokens": .rounded(HazardBins.centre(group)),
              "hazard": .rounded(exposure > 0 ? ends / exposure : nil),
            ]
          }),
        "mark": Plot.line(dashed: true),
        "encoding": [
          "x": x, "y": Plot.field("hazard", title),
          "color": Plot.named(fit.family.rawValue),
        ],
      ])
    }
    return chart(
      "hazard", "Where answers end",
      "The probability to end at a token for those that came so far, in "
        + "groups of about as many ends each.", Plot.layers(layers))
  }

  // MARK: - Goodness of fit

  private func agreement(_ fit: LengthFit<any LengthDistribution>) -> Chart {
    let rows: [Spec] = lengths.map { length in
      [
        "tokens": .rounded(Double(length)),
        "answers": .rounded(1 - curve.survival(at: length + 1)),
        "family": .rounded(1 - fit.distribution.survival(at: length + 1)),
      ]
    }
    return chart(
      "agreement", "Does \(fit.family.rawValue) fit? P–P",
      "Each point is a length: the share of answers up to it by the best "
        + "family and by Kaplan–Meier. A right law is on the diagonal.",
      Plot.layers([
        Self.diagonal(0, 1),
        [
          "data": Plot.data(rows),
          "mark": ["type": "point", "filled": true, "tooltip": true],
          "encoding": [
            "x": Plot.share("family", "by \(fit.family.rawValue)"),
            "y": Plot.share("answers", "by Kaplan–Meier"),
            "tooltip": [
              Plot.field("tokens", "tokens"), Plot.field("family", "family"),
              Plot.field("answers", "answers"),
            ],
          ],
        ],
      ]))
  }

  private func residuals(_ fit: LengthFit<any LengthDistribution>) -> Chart {
    let law = fit.distribution
    func middle(_ survival: (Int) -> Double, _ length: Int) -> Double {
      1 - (survival(length) + survival(length + 1)) / 2
    }
    let rows: [Spec] = lengths.compactMap { length in
      let (a, b) = (
        middle(law.survival, length), middle(curve.survival, length)
      )
      guard a > 1e-6, a < 1 - 1e-6, b > 1e-6, b < 1 - 1e-6 else { return nil }
      return [
        "tokens": .rounded(Double(length)), "family": .rounded(a),
        "answers": .rounded(b),
      ]
    }
    return chart(
      "residuals", "Quantile residuals of \(fit.family.rawValue)",
      "The same in normal scores, middle of each step, which shows the tails: "
        + "points above the diagonal at the right are answers longer than the "
        + "family has them.",
      Plot.layers([
        Self.diagonal(-4, 4),
        [
          "data": Plot.data(rows),
          "transform": [
            ["calculate": "quantileNormal(datum.family)", "as": "residual"],
            ["calculate": "quantileNormal(datum.answers)", "as": "expected"],
          ],
          "mark": [
            "type": "point", "filled": true, "tooltip": true, "clip": true,
          ],
          "encoding": [
            "x": Plot.field("expected", "normal score of the answers"),
            "y": Plot.field("residual", "quantile residual"),
            "tooltip": [
              Plot.field("tokens", "tokens"), Plot.field("expected", "score"),
              Plot.field("residual", "residual"),
            ],
          ],
        ],
      ]))
  }

  private static func diagonal(_ low: Spec, _ high: Spec) -> Spec {
    [
      "data": Plot.data([["a": low], ["a": high]]),
      "mark": [
        "type": "line", "strokeDash": [4, 4], "opacity": 0.6, "clip": true,
      ],
      "encoding": [
        "x": ["field": "a", "type": "quantitative"],
        "y": ["field": "a", "type": "quantitative"],
      ],
    ]
  }
}
