public import CDecodeEstimator
import DecodeEstimators
import DecodeStatistics

/// `de_estimate_many`, as `decode_estimator.h` describes it.
@_cdecl("de_estimate_many")
public func estimateMany(
  _ estimator: de_estimator, _ requests: UnsafePointer<de_request_columns>?,
  _ count: Int, _ budgetSeconds: UnsafePointer<Double>?, _ budgetCount: Int,
  _ results: UnsafePointer<de_answer_to_requests>?
) -> de_status {
  call {
    let held = try HeldEstimator.at(estimator)
    let columns = try RequestColumns(requests)
    let results = try sized(results, "results")
    guard count >= 0 else {
      throw CallError.usage("count should be 0 or more, but is \(count)")
    }
    guard budgetSeconds == nil || budgetCount == 1 || budgetCount == count
    else {
      throw CallError.usage(
        "budget_count should be 1 or \(count), but is \(budgetCount)")
    }
    if let budgetSeconds {
      let isOne = budgetCount == 1
      try eachRequest(count, columns, held.reader) { place, request in
        let budget = try budget(budgetSeconds[isOne ? 0 : place])
        results.store(
          try held.estimator.decide(request, within: budget), place)
      }
    } else {
      guard !results.needsBudget else {
        throw CallError.usage(
          "budget_seconds should not be NULL where decisions are asked for")
      }
      try eachRequest(count, columns, held.reader) { place, request in
        results.store(try held.estimator.estimate(request), place)
      }
    }
  }
}

/// `de_quantiles_many`, as `decode_estimator.h` describes it.
@_cdecl("de_quantiles_many")
public func quantilesMany(
  _ estimator: de_estimator, _ requests: UnsafePointer<de_request_columns>?,
  _ count: Int, _ levels: UnsafePointer<Double>?, _ levelCount: Int,
  _ tokens: UnsafeMutablePointer<Int64>?,
  _ seconds: UnsafeMutablePointer<Double>?
) -> de_status {
  call {
    let held = try HeldEstimator.at(estimator)
    let columns = try RequestColumns(requests)
    guard count >= 0 else {
      throw CallError.usage("count should be 0 or more, but is \(count)")
    }
    let levels = try quantileLevels(levels, levelCount)
    try eachRequest(count, columns, held.reader) { place, request in
      try held.estimator.estimate(request).store(
        levels, tokens.map { $0 + place * levels.count },
        seconds.map { $0 + place * levels.count })
    }
  }
}

/// Goes through requests; what one of them throws names its place.
@inline(__always)
private func eachRequest(
  _ count: Int, _ columns: RequestColumns, _ reader: RequestReader,
  _ body: (Int, DecodeRequest) throws -> Void
) throws {
  for place in 0..<count {
    do {
      try body(place, columns.request(place, reader))
    } catch let error as CallError {
      throw CallError(
        status: error.status, message: "request \(place): \(error.message)")
    } catch let error as EstimationError {
      throw CallError(
        status: error.exitCode, message: "request \(place): \(error)")
    }
  }
}

extension de_answer_to_requests {
  /// Whether a column is asked for that a budget decides.
  fileprivate var needsBudget: Bool {
    feasible != nil || violation_probability != nil || slack_seconds != nil
      || largest_max_tokens != nil
  }

  @inline(__always)
  fileprivate func store(_ estimate: DecodeEstimate, _ place: Int) {
    expected_tokens?[place] = estimate.expectedTokens
    expected_seconds?[place] = estimate.expectedTime?.inSeconds ?? .nan
    planned_tokens?[place] = estimate.plannedTokens ?? .nan
    planned_seconds?[place] = estimate.plannedTime?.inSeconds ?? .nan
  }

  @inline(__always)
  fileprivate func store(_ decision: BudgetDecision, _ place: Int) {
    store(decision.estimate, place)
    feasible?[place] = decision.isFeasible ? 1 : 0
    violation_probability?[place] = decision.violationProbability
    slack_seconds?[place] = decision.slack?.inSeconds ?? .nan
    largest_max_tokens?[place] = decision.largestCap.map(Int64.init) ?? -1
  }
}
