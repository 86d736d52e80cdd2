import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Foundation

/// Times a million requests one by one in Swift, for `peers/interface.py`.
///
/// `batches MODEL ROUNDS` prints nanoseconds a request of each round: of
/// estimates and of decisions with all that a batch gives of them, then of both
/// with all that a single call from C gives.
@main
struct Batches {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let rounds = Int(arguments[2]) else {
      print("usage: batches MODEL ROUNDS")
      exit(64)
    }
    let model = try CompiledModel(ModelFile.read(arguments[1]).model)
    let estimator = try model.estimator(.layered)
    let tasks = model.taskIDs
    let count = 1_000_000
    // As the columns of a batch: the place of a task and a cap.
    let places = (0..<count).map { $0 % tasks.count }
    let caps = (0..<count).map { 1 + $0 % 50 }
    let budget = LatencyBudget(total: .milliseconds(400))
    var columns = [[Double]](
      repeating: [Double](repeating: 0, count: count), count: 6)
    for _ in 0..<rounds {
      let estimates = try nanoseconds(count) { place in
        let estimate = try estimator.estimate(
          DecodeRequest(task: tasks[places[place]], cap: caps[place]))
        columns[0][place] = estimate.expectedTokens
        columns[1][place] = estimate.expectedTime?.seconds ?? .nan
        columns[2][place] = estimate.plannedTokens ?? .nan
        columns[3][place] = estimate.plannedTime?.seconds ?? .nan
      }
      let decisions = try nanoseconds(count) { place in
        let decision = try estimator.decide(
          DecodeRequest(task: tasks[places[place]], cap: caps[place]),
          within: budget)
        columns[0][place] = decision.estimate.expectedTokens
        columns[1][place] =
          decision.estimate.expectedTime?.seconds ?? .nan
        columns[2][place] = decision.estimate.plannedTokens ?? .nan
        columns[3][place] = decision.estimate.plannedTime?.seconds ?? .nan
        columns[4][place] =
          decision.violationProbability + (decision.isFeasible ? 1 : 0)
        columns[5][place] =
          (decision.slack?.seconds ?? .nan)
          + Double(decision.largestCap ?? -1)
      }
      var sum = 0.0
      let singleEstimates = try nanoseconds(count) { place in
        sum += fields(
          try estimator.estimate(
            DecodeRequest(task: tasks[places[place]], cap: caps[place])))
      }
      let singleDecisions = try nanoseconds(count) { place in
        sum += fields(
          try estimator.decide(
            DecodeRequest(task: tasks[places[place]], cap: caps[place]),
            within: budget))
      }
      print(estimates, decisions, singleEstimates, singleDecisions)
      columns[0][0] = sum
    }
  }

  /// Reads what `de_estimate` has.
  private static func fields(_ estimate: DecodeEstimate) -> Double {
    estimate.expectedTokens + (estimate.expectedTime?.seconds ?? 0)
      + (estimate.plannedTokens ?? 0) + (estimate.plannedTime?.seconds ?? 0)
      + (estimate.predictedPrefill?.seconds ?? 0)
      + Double(
        (estimate.cap ?? -1) + estimate.observations + estimate.caveats.count
          + (estimate.kind == .plugInQuantile ? 0 : 1))
  }

  /// Reads what `de_decision` has.
  private static func fields(_ decision: BudgetDecision) -> Double {
    (decision.plannedTime?.seconds ?? 0) + (decision.slack?.seconds ?? 0)
      + decision.violationProbability
      + Double(
        (decision.largestCap ?? -1) + (decision.isFeasible ? 1 : 0)
          + (decision.refusedBy == .prefillScreen ? 1 : 0))
  }

  private static func nanoseconds(
    _ count: Int, _ body: (Int) throws -> Void
  ) rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    for place in 0..<count { try body(place) }
    return (clock.now - start) / .nanoseconds(1) / Double(count)
  }
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
