internal import DecodeEstimators
internal import DecodeStatistics

/// Counts and sums over judged answers, in their order.
struct AccuracyTally {
  /// The judged part is looked at in so many consecutive parts, for drift.
  static let blocks = 4

  private let suite: AccuracySuite
  private let scorer: AnswerScorer
  private var judged = 0
  private var all: [QuantileCoverage]
  private var blocks: [[QuantileCoverage]] = []
  private var tasks: [TaskID: TaskTally] = [:]
  private var weights: [Double] = []
  /// For each answer, the weighted mean of its losses over all levels.
  private var losses: [Double] = []
  private var lossByLevel: [Double]
  private var crps: WeightedMean?

  private struct TaskTally {
    var coverage: [QuantileCoverage]
    var loss = WeightedMean()
  }

  init(_ suite: AccuracySuite, _ scorer: AnswerScorer) {
    self.suite = suite
    self.scorer = scorer
    all = suite.noCoverage
    lossByLevel = suite.levels.map { _ in 0 }
    crps = WeightedMean()
  }

  mutating func add(
    _ answer: RecordedAnswer, quantiles: [Double], crps score: Double?
  ) throws(AccuracyError) {
    guard quantiles.count == suite.levels.count,
      !quantiles.contains(where: \.isNaN)
    else { throw .forecast(answer: judged, quantiles: quantiles) }
    let losses = scorer.pinball(answer, quantiles, suite.levels)
    let mean = losses.reduce(0, +) / Double(losses.count)
    let weight = scorer.weight(answer)
    for (index, loss) in losses.enumerated() where weight > 0 {
      lossByLevel[index] += weight * loss
    }
    weights.append(weight)
    self.losses.append(weight > 0 ? weight * mean : 0)
    if weight > 0 {
      if let score { crps?.add(score, weight: weight) } else { crps = nil }
    }
    let block = judged * Self.blocks / suite.testCount
    if block == blocks.count { blocks.append(suite.noCoverage) }
    let task = answer.request.task ?? "all"
    var own = tasks[task] ?? TaskTally(coverage: suite.noCoverage)
    own.loss.add(mean, weight: weight)
    for (index, quantile) in quantiles.enumerated() {
      func count(_ coverage: inout QuantileCoverage) {
        coverage.record(
          length: answer.tokens, ending: answer.ending,
          cap: answer.request.cap, forecast: quantile)
      }
      count(&all[index])
      count(&blocks[blocks.count - 1][index])
      count(&own.coverage[index])
    }
    tasks[task] = own
    judged += 1
  }

  func report(_ method: String) throws(AccuracyError) -> AccuracyReport {
    let total = weights.reduce(0, +)
    let scale = total > 0 ? Double(judged) / total : .nan
    return try AccuracyReport(
      method: method, suite: suite,
      levels: zip(all, lossByLevel).map {
        LevelAccuracy(coverage: $0, pinball: $1 / total)
      },
      blocks: suite.split.isInOrderOfTime ? blocks : [],
      tasks: tasks.sorted { $0.key < $1.key }.map {
        TaskAccuracy(
          task: $0.key, coverage: $0.value.coverage,
          meanPinball: $0.value.loss.value)
      },
      losses: losses.map { $0 * scale }, crps: crps?.value)
  }
}

/// Σ w·x/Σ w.
struct WeightedMean {
  private var sum = 0.0
  private var weight = 0.0

  mutating func add(_ value: Double, weight: Double) {
    guard weight > 0 else { return }
    sum += weight * value
    self.weight += weight
  }

  /// NaN without anything that weighs.
  var value: Double { sum / weight }
}
