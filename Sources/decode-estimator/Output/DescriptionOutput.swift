import DecodeStatistics

/// The JSON of one task's lengths, as other programs rely on it.
struct DescriptionOutput: Encodable {
  struct Quantile: Encodable {
    var level: Double
    @Nullable var tokens: Int?
    /// The interval's ends; an upper one that the data do not set is null.
    var lower: Int
    @Nullable var upper: Int?
  }

  struct Restricted: Encodable {
    var cap: Int
    var value: Double
    @Nullable var standardError: Double?
    var lower: Double
    @Nullable var upper: Double?
  }

  var task: String
  var observations: Int
  var censored: Int
  var mean: Double
  var median: Double
  @Nullable var standardDeviation: Double?
  @Nullable var coefficientOfVariation: Double?
  var minimum: Int
  var maximum: Int
  /// The confidence of all intervals.
  var confidence: Double
  var restrictedMean: Restricted
  var quantiles: [Quantile]

  init(
    _ id: TaskID, _ table: LifeTable, cap: Int?, confidence: Double
  ) throws {
    guard let mean = table.recordedMean, let median = table.recordedMedian,
      let minimum = table.minimum, let maximum = table.maximum
    else { throw Failure.badData("task \(id) has no answers") }
    let inference = try KaplanMeierInference(table)
    let cap = cap ?? table.largestCap ?? maximum
    let restricted = inference.estimate.restrictedMeanEstimate(through: cap)
    let interval = try inference.restrictedMeanInterval(
      through: cap, level: confidence)
    task = id.rawValue
    observations = table.count
    censored = table.censoredCount
    self.mean = mean
    self.median = median
    standardDeviation = table.recordedStandardDeviation
    coefficientOfVariation = table.recordedCoefficientOfVariation
    self.minimum = minimum
    self.maximum = maximum
    self.confidence = confidence
    restrictedMean = Restricted(
      cap: restricted.cap, value: restricted.value,
      standardError: restricted.standardError, lower: interval.lower,
      upper: interval.upper)
    quantiles = try [0.5, 0.9, 0.95, 0.99].map { level in
      let tokens = inference.estimate.quantile(level)
      let interval = try inference.quantileInterval(
        level, level: confidence, method: .betaProduct)
      return Quantile(
        level: level, tokens: tokens == .max ? nil : tokens,
        lower: Int(interval.lower), upper: interval.upper.map { Int($0) })
    }
  }

  /// Prints what tasks hold, and the intervals of what is estimated.
  static func print(_ tasks: [DescriptionOutput]) {
    var table = TextTable(
      "task", "answers", "censored", "mean", "median", "sd", "CV %", "min",
      "max", "P50", "P90", "P95", "P99", "E[min(N, c)]", "± se", "c")
    for task in tasks {
      table.add(
        [
          task.task, "\(task.observations)", "\(task.censored)",
          Format.number(task.mean), Format.number(task.median, 1),
          Format.number(task.standardDeviation),
          Format.number(task.coefficientOfVariation.map { $0 * 100 }, 1),
          "\(task.minimum)", "\(task.maximum)",
        ] + task.quantiles.map { Format.count($0.tokens) } + [
          Format.number(task.restrictedMean.value),
          Format.number(task.restrictedMean.standardError, 3),
          "\(task.restrictedMean.cap)",
        ])
    }
    table.print()
    StandardOutput.print(
      """

      mean, median and sd are of the recorded lengths as they stand, in tokens;
      P50…P99 and E[min(N, c)] are Kaplan–Meier estimates, — where censoring
      hides them.

      """)
    let confidence = Format.percent(tasks.first?.confidence ?? 0.95)
    var intervals = TextTable(
      "\(confidence) % intervals", "P50", "P90", "P95", "P99", "E[min(N, c)]")
    for task in tasks {
      let mean = task.restrictedMean
      intervals.add(
        [task.task]
          + task.quantiles.map {
            "\($0.lower)…\($0.upper.map(String.init) ?? "∞")"
          } + [
            Format.number(mean.lower) + "…" + Format.number(mean.upper)
          ])
    }
    intervals.print()
  }
}
