import DecodeEstimators
import DecodeStatistics
import DecodeTraces

/// What `experiment classifier` finds, as JSON that other programs rely on.
struct ClassifierOutput: Encodable {
  struct Share: Encodable {
    var correct: Int
    var trials: Int
    var estimate: Double
    var lower: Double
    var upper: Double

    init(_ share: BinomialProportion, confidence: Double) throws {
      let limits = try share.clopperPearson(confidence: confidence)
      correct = share.successes
      trials = share.trials
      estimate = share.estimate
      lower = limits.lower
      upper = limits.upper ?? 1
    }
  }

  struct Class: Encodable {
    var task: String
    @Nullable var recall: Share?
    @Nullable var precision: Share?
  }

  struct Cell: Encodable {
    var truth: String
    var predicted: String
    var count: Int
  }

  struct Classifier: Encodable {
    var name: String
    var accuracy: Share
    var classes: [Class]
    var confusion: [Cell]
    var cost: LabelCostOutput?
    /// The same as `confusion`, for what is computed from it.
    let counts: TaskConfusion

    private enum CodingKeys: String, CodingKey {
      case name, accuracy, classes, confusion, cost
    }

    init(
      _ name: String, _ counts: TaskConfusion, confidence: Double
    ) throws {
      self.name = name
      self.counts = counts
      accuracy = try Share(
        BinomialProportion(successes: counts.correct, trials: counts.total),
        confidence: confidence)
      classes = try counts.tasks.map { task in
        Class(
          task: task.rawValue,
          recall: try counts.recall(of: task).map {
            try Share($0, confidence: confidence)
          },
          precision: try counts.precision(of: task).map {
            try Share($0, confidence: confidence)
          })
      }
      confusion = counts.pairs.map {
        Cell(
          truth: $0.truth.rawValue, predicted: $0.predicted.rawValue,
          count: $0.count)
      }
    }
  }

  struct Comparison: Encodable {
    var onlyStandardRight: Int
    var onlyPublishedRight: Int
    @Nullable var better: String?
    var sentence: String
  }

  /// The learnt classifier against the better key words.
  struct LearntComparison: Encodable {
    var onlyLearntRight: Int
    var onlyKeywordsRight: Int
    var keywords: String
    /// The mean of −log of the probability that the right task was given.
    var logLoss: Double
    var sentence: String
  }

  var prompts: Int
  var confidence: Double
  var tasks: [String]
  var classifiers: [Classifier]
  var comparison: Comparison
  /// `nil` where the prompts are of one task, or of too many.
  @Nullable var learnt: LearntComparison?
  var caveats: [String] = []

  init(_ rows: [LabelledPrompt], confidence: Double) throws {
    let (published, standard) = (
      KeywordTaskClassifier.published, KeywordTaskClassifier.standard
    )
    prompts = rows.count
    self.confidence = confidence
    tasks = Set(rows.map(\.task)).sorted().map(\.rawValue)
    classifiers = try [("published", published), ("standard", standard)].map {
      name, classifier in
      try Classifier(
        name,
        TaskConfusion(
          of: classifier, on: rows.lazy.map { ($0.task, $0.prompt) }),
        confidence: confidence)
    }
    comparison = try Comparison(
      rows, published, standard, confidence: confidence)
    try learn(rows)
    let named = Set(
      standard.rules.map(\.task.rawValue) + [standard.fallback.rawValue])
    let foreign = tasks.filter { !named.contains($0) }
    if !foreign.isEmpty {
      caveats.append(
        "no rule tells " + foreign.joined(separator: ", ")
          + ", so none of those prompts is told right; the rules tell "
          + named.sorted().joined(separator: ", "))
    }
  }

  /// Adds what wrong labels cost.
  mutating func price(
    _ model: CompiledModel, level: Double, confidence: Double,
    budget: LatencyBudget, prefill: Duration, cap: Int?
  ) throws {
    let estimator = try ConservativeEstimator(
      model, level: level, confidence: confidence)
    for place in classifiers.indices {
      let cost = try MislabellingCost(
        classifiers[place].counts, estimator: estimator, model: model,
        budget: budget, prefill: prefill, cap: cap)
      classifiers[place].cost = LabelCostOutput(
        cost, risk: 1 - level, name: classifiers[place].name)
      for caveat in cost.caveats.map(\.description)
      where !caveats.contains(caveat) {
        caveats.append(caveat)
      }
    }
  }
}

extension ClassifierOutput.Comparison {
  fileprivate init(
    _ rows: [LabelledPrompt], _ published: KeywordTaskClassifier,
    _ standard: KeywordTaskClassifier, confidence: Double
  ) throws {
    var (ours, theirs) = (0, 0)
    for row in rows {
      switch (
        standard.classify(row.prompt) == row.task,
        published.classify(row.prompt) == row.task
      ) {
      case (true, false): ours += 1
      case (false, true): theirs += 1
      default: break
      }
    }
    onlyStandardRight = ours
    onlyPublishedRight = theirs
    let counts =
      "\(ours) prompts only the standard rules tell right, \(theirs) only "
      + "the published ones"
    guard ours + theirs > 0 else {
      better = nil
      sentence = "Both classifiers are right on the same prompts."
      return
    }
    let share = try BinomialProportion(successes: ours, trials: ours + theirs)
    let limits = try share.clopperPearson(confidence: confidence)
    if limits.lower > 0.5 {
      better = "standard"
      sentence = "The standard rules are better: \(counts)."
    } else if limits.upper ?? 1 < 0.5 {
      better = "published"
      sentence = "The published rules are better: \(counts)."
    } else {
      better = nil
      sentence = "Which rules are better is undecided: \(counts)."
    }
  }
}
