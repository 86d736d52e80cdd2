import DecodeStatistics

/// The JSON of two traces compared, as other programs rely on it.
struct ComparisonOutput: Encodable {
  /// The confidence of all intervals.
  var confidence: Double
  var tasks: [Task]
  /// Tasks that only the first trace has.
  var onlyInFirst: [String]
  /// Tasks that only the second trace has.
  var onlyInSecond: [String]

  struct Task: Encodable {
    struct LogRank: Encodable {
      /// Chi-square with one degree of freedom under one law.
      var statistic: Double
      var pValue: Double
    }

    struct Difference: Encodable {
      /// The cap of the restricted means.
      var cap: Int
      var first: Double
      var second: Double
      /// The second less the first, in tokens.
      var difference: Double
      var lower: Double
      @Nullable var upper: Double?
      @Nullable var standardError: Double?
      var pValue: Double
    }

    var task: String
    var observations: [Int]
    var censored: [Int]
    var logRank: LogRank
    var restrictedMean: Difference
  }

  init(
    _ first: LifeTables, _ second: LifeTables, cap: Int?, confidence: Double
  ) throws {
    self.confidence = confidence
    let (a, b) = (Set(first.tasks), Set(second.tasks))
    onlyInFirst = a.subtracting(b).map(\.rawValue).sorted()
    onlyInSecond = b.subtracting(a).map(\.rawValue).sorted()
    tasks = try first.tasks.compactMap { id in
      guard let left = first[id], let right = second[id] else { return nil }
      return try Task(id, left, right, cap: cap, confidence: confidence)
    }
  }

  func print() {
    var table = TextTable(
      "task", "answers A", "B", "log-rank p", "c", "E[min(N, c)] A", "B",
      "B − A", "\(Format.percent(confidence)) %", "p")
    for task in tasks {
      let mean = task.restrictedMean
      table.add([
        task.task, "\(task.observations[0])", "\(task.observations[1])",
        Format.pValue(task.logRank.pValue), "\(mean.cap)",
        Format.number(mean.first), Format.number(mean.second),
        Format.number(mean.difference),
        "\(Format.number(mean.lower)) … \(Format.number(mean.upper))",
        Format.pValue(mean.pValue),
      ])
    }
    table.print()
    for (name, others) in [("A", onlyInFirst), ("B", onlyInSecond)]
    where !others.isEmpty {
      StandardOutput.print("only in \(name): " + others.joined(separator: ", "))
    }
  }
}

extension ComparisonOutput.Task {
  init(
    _ id: TaskID, _ first: LifeTable, _ second: LifeTable, cap: Int?,
    confidence: Double
  ) throws {
    let test = try LogRankTest(first, second)
    let means = try RestrictedMeanDifference(first, second, through: cap)
    let interval = try means.interval(level: confidence)
    task = id.rawValue
    observations = [first.count, second.count]
    censored = [first.censoredCount, second.censoredCount]
    logRank = LogRank(statistic: test.statistic, pValue: test.pValue)
    restrictedMean = Difference(
      cap: means.first.cap, first: means.first.value,
      second: means.second.value, difference: means.value,
      lower: interval.lower, upper: interval.upper,
      standardError: means.standardError, pValue: means.pValue)
  }
}
