internal import DecodeEstimators
internal import DecodeStatistics

/// Counts and sums over judged answers, in their order.
struct AccuracyTally {
  /// The judged part is looked at in so many consecutive parts, for drift.
  static let blocks = 4

  private let suite: AccuracySuite
  private let scorer: AnswerScorer
  /// Coverage of every level before any answer.
  private let none: [QuantileCoverage]
  private let testCount: Int
  private var judged = 0
  private var all: [QuantileCoverage]
  private var exceedances: [ExceedanceBacktest]
  private var drift: DriftMonitor?
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

  init(_ suite: AccuracySuite) throws(AccuracyError) {
    self.suite = suite
    scorer = suite.scorer
    testCount = suite.testCount
    do throws(LengthLawError) {
      var (none, exceedances) = ([QuantileCoverage](), [ExceedanceBacktest]())
      for level in suite.levels {
        none.append(try QuantileCoverage(level: level))
        exceedances.append(try ExceedanceBacktest(probability: 1 - level))
      }
      (self.none, self.exceedances) = (none, exceedances)
      drift =
        suite.split.isInOrderOfTime
        ? try DriftMonitor(falseAlarm: suite.falseAlarm) : nil
    } catch {
      throw .law(error)
    }
    all = none
    lossByLevel = suite.levels.map { _ in 0 }
    crps = WeightedMean()
  }

  /// Counts one answer.
  mutating func add(
    _ answer: RecordedAnswer, place: Int, quantiles: [Double],
    crps score: Double?, law: (any LengthDistribution)?
  ) throws(AccuracyError) {
    guard quantiles.count == suite.levels.count,
      !quantiles.contains(where: \.isNaN)
    else { throw .forecast(answer: place, quantiles: quantiles) }
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
    let block = judged * Self.blocks / testCount
    if block == blocks.count { blocks.append(none) }
    let task = answer.request.task ?? "all"
    var own = tasks[task] ?? TaskTally(coverage: none)
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
    for (index, quantile) in quantiles.enumerated() {
      if let isExceeded = scorer.isExceeded(answer, quantile) {
        exceedances[index].record(isExceeded: isExceeded)
      }
    }
    if let law {
      drift?.observe(length: answer.tokens, ending: answer.ending, under: law)
    } else {
      drift = nil
    }
    tasks[task] = own
    judged += 1
  }

  func report(
    _ method: String, learnsOn: Bool
  ) throws(AccuracyError) -> AccuracyReport {
    let total = weights.reduce(0, +)
    let scale = total > 0 ? Double(judged) / total : .nan
    return try AccuracyReport(
      method: method, suite: suite, learnsOn: learnsOn,
      levels: suite.levels.indices.map {
        LevelAccuracy(
          coverage: all[$0], pinball: lossByLevel[$0] / total,
          exceedances: exceedances[$0])
      },
      blocks: suite.split.isInOrderOfTime ? blocks : [],
      tasks: tasks.sorted { $0.key < $1.key }.map {
        TaskAccuracy(
          task: $0.key, coverage: $0.value.coverage,
          meanPinball: $0.value.loss.value)
      },
      losses: losses.map { $0 * scale }, crps: crps?.value,
      drift: drift.map(DriftFinding.init))
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
