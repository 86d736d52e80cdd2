import DecodeStatistics
import Foundation

/// Prints how the conditional model does on public traces, default settings.
///
/// `conditional FOLDER`: temporal half split, predicting each answer of the
/// second half before learning it; beside it, the quantiles of the first half,
/// of all answers pooled and of the task's own.
@main
struct Conditional {
  static let levels = ConditionalLengthSettings().levels

  static func main() throws {
    guard let folder = CommandLine.arguments.dropFirst().first else {
      print("usage: conditional FOLDER")
      exit(64)
    }
    print(
      """
      | trace | answers scored | pooled pinball | task / pooled | \
      model / pooled | coverage of the model at P50 P90 P95 P99 | µs an answer |
      | --- | --- | --- | --- | --- | --- | --- |
      """)
    for trace in try PublicSequence.all(in: URL(filePath: folder)) {
      try report(trace)
    }
  }

  private static func report(_ trace: PublicSequence) throws {
    let half = trace.items.count / 2
    var tables: [TaskID: LifeTable] = [:]
    var pooledTable = LifeTable()
    for item in trace.items[..<half] {
      try tables[item.task, default: LifeTable()]
        .record(length: item.length, ending: .stopped)
      try pooledTable.record(length: item.length, ending: .stopped)
    }
    let pooledLaw = try KaplanMeier(pooledTable)
    let pooled = levels.map { pooledLaw.quantile($0) }
    let own = try tables.mapValues { table in
      let law = try KaplanMeier(table)
      return levels.map { law.quantile($0) }
    }
    var model = try ConditionalLengthModel()
    var scores = (model: Score(), pooled: Score(), own: Score())
    var byTask: [TaskID: (model: Score, pooled: Score, own: Score)] = [:]
    let start = ContinuousClock.now
    for (index, item) in trace.items.enumerated() {
      let predicted = try model.observe(
        length: item.length, ending: .stopped, task: item.task,
        promptTokens: item.promptTokens)
      guard index >= half else { continue }
      var task = byTask[item.task] ?? (Score(), Score(), Score())
      for (score, quantiles) in [
        (\(model: Score, pooled: Score, own: Score).model, predicted),
        (\.pooled, pooled), (\.own, own[item.task] ?? pooled),
      ] {
        scores[keyPath: score].add(item.length, quantiles, levels)
        task[keyPath: score].add(item.length, quantiles, levels)
      }
      byTask[item.task] = task
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let each = format(seconds / Double(trace.items.count) * 1e6, 0)
    print(line(trace.title, scores) + " \(each) |")
    guard byTask.count > 1 else { return }
    for (task, scores) in byTask.sorted(by: { $0.key < $1.key }) {
      print(line("– \(task)", scores) + " |")
    }
  }

  private static func line(
    _ title: String, _ scores: (model: Score, pooled: Score, own: Score)
  ) -> String {
    let coverage = scores.model.coverage.map { format($0, 3) }
      .joined(separator: " ")
    return "| \(title) | \(scores.model.count) "
      + "| \(format(scores.pooled.mean, 2)) "
      + "| \(format(scores.own.mean / scores.pooled.mean, 4)) "
      + "| \(format(scores.model.mean / scores.pooled.mean, 4)) "
      + "| \(coverage) |"
  }

  static func format(_ value: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }
}

/// Pinball loss and coverage over answers.
struct Score {
  var count = 0
  private var loss = 0.0
  private var covered: [Int] = []

  mutating func add(_ length: Int, _ quantiles: [Int], _ levels: [Double]) {
    if covered.isEmpty { covered = levels.map { _ in 0 } }
    count += 1
    for (index, (level, quantile)) in zip(levels, quantiles).enumerated() {
      let excess = Double(length - quantile)
      loss += max(level * excess, (level - 1) * excess) / Double(levels.count)
      covered[index] += length <= quantile ? 1 : 0
    }
  }

  var mean: Double { loss / Double(count) }
  var coverage: [Double] { covered.map { Double($0) / Double(count) } }
}
