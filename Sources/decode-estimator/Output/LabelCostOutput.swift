import DecodeEstimators
import DecodeStatistics

/// What the wrong labels of a classifier cost, as JSON.
struct LabelCostOutput: Encodable {
  /// Whether a classifier's labels keep the conservative plan's promise.
  enum Answer: String, Encodable {
    case keepsThePromise
    case breaksThePromise
    case brokenWithRightLabels
    case undetermined
  }

  struct Summary: Encodable {
    var count: Int
    var admittedShare: Double
    @Nullable var overrunRate: Double?
    @Nullable var violationRate: Double?
    @Nullable var plannedSeconds: Double?
    @Nullable var wastedSeconds: Double?

    init(_ summary: MislabellingCost.Summary) {
      count = summary.count
      admittedShare = summary.admittedShare
      overrunRate = summary.overrunRate
      violationRate = summary.violationRate
      plannedSeconds = summary.plannedSeconds
      wastedSeconds = summary.wastedSeconds
    }
  }

  struct Pair: Encodable {
    var truth: String
    var predicted: String
    var count: Int
    @Nullable var plannedSeconds: Double?
    var admitted: Bool
    @Nullable var overrunProbability: Double?
    var violationProbability: Double
    @Nullable var wastedSeconds: Double?

    init(_ pair: MislabellingCost.Pair) {
      truth = pair.truth.rawValue
      predicted = pair.predicted.rawValue
      count = pair.count
      plannedSeconds = pair.plannedSeconds
      admitted = pair.isAdmitted
      overrunProbability = pair.overrunProbability
      violationProbability = pair.violationProbability
      wastedSeconds = pair.wastedSeconds
    }
  }

  struct Verdict: Encodable {
    var answer: Answer
    var sentence: String
  }

  var labelled: Summary
  var right: Summary
  var pairs: [Pair]
  var unknownTasks: [String]
  var verdict: Verdict

  init(_ cost: MislabellingCost, risk: Double, name: String) {
    labelled = Summary(cost.labelled)
    right = Summary(cost.right)
    pairs = cost.pairs.map(Pair.init)
    unknownTasks = cost.unknownTasks.map(\.rawValue)
    verdict = Verdict(cost, risk: risk, name: name)
  }
}

extension LabelCostOutput.Verdict {
  fileprivate init(_ cost: MislabellingCost, risk: Double, name: String) {
    guard let rate = cost.labelled.overrunRate else {
      answer = .undetermined
      sentence = "With the \(name) labels nothing is planned to judge."
      return
    }
    func percent(_ share: Double) -> String { "\(Format.percent(share)) %" }
    answer =
      if rate <= risk {
        .keepsThePromise
      } else if let right = cost.right.overrunRate, right > risk {
        .brokenWithRightLabels
      } else {
        .breaksThePromise
      }
    let found =
      switch answer {
      case .keepsThePromise: "The \(name) labels keep the promise"
      case .brokenWithRightLabels:
        "The promise is broken even with right labels (\(name))"
      default: "The \(name) labels break the promise"
      }
    sentence =
      "\(found): \(percent(rate)) of answers take longer than planned, "
      + "\(percent(risk)) may"
      + (cost.right.overrunRate.map {
        ", and \(percent($0)) do with right labels"
      } ?? "") + "."
  }
}
