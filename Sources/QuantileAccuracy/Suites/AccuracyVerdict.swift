public import DecodeStatistics

/// Whether a forecaster is calibrated, and if not, where and by how much.
///
/// Each answer is within a right quantile with at least τ and shorter with at
/// most τ, given the past. So counts that exact binomial tails leave with less
/// than a share of `falseAlarm` speak against it. Half of `falseAlarm` goes to
/// all judged answers, a quarter each to their four parts in time and to the
/// tasks, shared equally within: an estimator that ignores drift, or a task,
/// may be right on the whole and wrong in every part.
public struct AccuracyVerdict: Sendable, Hashable, Codable {
  /// Which answers a finding is about.
  public enum Scope: Sendable, Hashable, Codable {
    /// All that were judged.
    case all
    /// One of the consecutive parts, from 1.
    case part(Int, of: Int)
    /// Those of a task.
    case task(TaskID)
  }

  /// A level whose quantiles are not right.
  public struct Finding: Sendable, Hashable, Codable {
    /// Of which answers.
    public var scope: Scope
    /// The level.
    public var level: Double
    /// Whether the quantiles are too low or too high.
    public var verdict: QuantileCoverage.Verdict
    /// The share of answers within them.
    public var coverage: Double
    /// Answers counted.
    public var trials: Int
  }

  /// What is wrong; empty for a calibrated forecaster.
  public let findings: [Finding]
  /// The probability of any finding if all quantiles are right, at most.
  public let falseAlarm: Double
  /// By how much coverage may differ from the level.
  public let tolerance: Double

  /// Whether nothing speaks against the quantiles.
  public var isCalibrated: Bool { findings.isEmpty }

  init(
    levels: [QuantileCoverage], blocks: [[QuantileCoverage]],
    tasks: [TaskAccuracy], falseAlarm: Double, tolerance: Double
  ) throws(LengthLawError) {
    let parts = blocks.enumerated().map { place, coverage in
      (Scope.part(place + 1, of: blocks.count), coverage)
    }
    // One task is all answers once more.
    let own = tasks.count > 1 ? tasks : []
    let groups: [(share: Double, members: [(Scope, [QuantileCoverage])])] = [
      (0.5, [(.all, levels)]), (0.25, parts),
      (0.25, own.map { (.task($0.task), $0.coverage) }),
    ]
    var findings: [Finding] = []
    for (share, members) in groups {
      let each = falseAlarm * share / Double(members.count * levels.count)
      for (scope, coverages) in members {
        for coverage in coverages {
          let verdict = try coverage.verdict(
            falseAlarm: each, tolerance: tolerance)
          guard verdict != .calibrated else { continue }
          findings.append(
            Finding(
              scope: scope, level: coverage.level, verdict: verdict,
              coverage: try coverage.proportion().estimate,
              trials: coverage.trials))
        }
      }
    }
    self.findings = findings
    self.falseAlarm = falseAlarm
    self.tolerance = tolerance
  }
}

extension AccuracyVerdict: CustomStringConvertible {
  /// The verdict in a sentence or two.
  public var description: String {
    let chance =
      "(probability of a false alarm at most \(percent(falseAlarm))"
      + (tolerance > 0 ? ", \(percent(tolerance)) tolerated)" : ")")
    guard !findings.isEmpty else { return "calibrated \(chance)" }
    let shown = findings.prefix(6).map(\.description)
    let rest = findings.count - shown.count
    return "not calibrated \(chance): " + shown.joined(separator: "; ")
      + (rest > 0 ? "; and \(rest) more" : "")
  }
}

extension AccuracyVerdict.Finding: CustomStringConvertible {
  /// The finding in words.
  public var description: String {
    let place =
      switch scope {
      case .all: ""
      case .part(let part, let count): " in part \(part) of \(count)"
      case .task(let task): " of task \(task)"
      }
    let fault = verdict == .tooLow ? "too low" : "too high"
    return "P\(percent(level).dropLast(2))\(place) is \(fault), it covers "
      + "\(percent(coverage)) of \(trials)"
  }
}
