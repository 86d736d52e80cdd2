public import CDecodeEstimator
import DecodeEstimators
import DecodeStatistics

/// An estimator behind a handle.
final class HeldEstimator: Held {
  static let kind = "an estimator"
  static let argument = "estimator"

  let model: HeldModel
  let estimator: any DecodeEstimator
  let reader: RequestReader
  let risk: Double
  let confidence: Double

  init(
    _ model: HeldModel, _ estimator: any DecodeEstimator, risk: Double,
    confidence: Double
  ) {
    self.model = model
    self.estimator = estimator
    self.risk = risk
    self.confidence = confidence
    reader = RequestReader(model)
  }
}

/// `de_estimator_make`, as `decode_estimator.h` describes it.
@_cdecl("de_estimator_make")
public func estimatorMake(
  _ model: de_model, _ scheme: Int32, _ promise: Int32, _ risk: Double,
  _ confidence: Double, _ estimator: UnsafeMutablePointer<UInt64>?
) -> de_status {
  call {
    let estimator = try need(estimator, "estimator")
    let held = try HeldModel.at(model)
    guard let scheme = EstimationScheme(number: Int(scheme)) else {
      throw CallError.usage("scheme should be 1, 2, 3 or 4, but is \(scheme)")
    }
    let promises: [PlanPromise] = [.confidence, .conformal, .plugIn]
    guard promises.indices.contains(Int(promise)) else {
      throw CallError.usage("promise should be 0, 1 or 2, but is \(promise)")
    }
    for (name, value) in [("risk", risk), ("confidence", confidence)]
    where !(value > 0 && value < 1) {
      throw CallError.usage(
        "\(name) should be strictly between 0 and 1, but is \(value)")
    }
    let made = try held.model.estimator(
      scheme, level: 1 - risk, confidence: confidence,
      promise: promises[Int(promise)])
    estimator.pointee = Handles.add(
      HeldEstimator(held, made, risk: risk, confidence: confidence))
  }
}

/// `de_estimator_free`, as `decode_estimator.h` describes it.
@_cdecl("de_estimator_free")
public func estimatorFree(_ estimator: de_estimator) -> de_status {
  free(estimator, HeldEstimator.self)
}

/// `de_estimate_one`, as `decode_estimator.h` describes it.
@_cdecl("de_estimate_one")
public func estimateOne(
  _ estimator: de_estimator, _ request: UnsafePointer<de_request>?,
  _ estimate: UnsafeMutablePointer<de_estimate>?
) -> de_status {
  call {
    let result = try need(estimate, "estimate")
    let held = try HeldEstimator.at(estimator)
    let request = try held.reader.request(request)
    result.pointee = de_estimate(try held.estimator.estimate(request))
  }
}

/// `de_decide_one`, as `decode_estimator.h` describes it.
@_cdecl("de_decide_one")
public func decideOne(
  _ estimator: de_estimator, _ request: UnsafePointer<de_request>?,
  _ budgetSeconds: Double, _ decision: UnsafeMutablePointer<de_decision>?
) -> de_status {
  call {
    let result = try need(decision, "decision")
    let held = try HeldEstimator.at(estimator)
    let request = try held.reader.request(request)
    result.pointee = de_decision(
      try held.estimator.decide(request, within: budget(budgetSeconds)))
  }
}

/// `de_check_one`, as `decode_estimator.h` describes it.
@_cdecl("de_check_one")
public func checkOne(
  _ estimator: de_estimator, _ request: UnsafePointer<de_request>?,
  _ budgetSeconds: Double, _ analysis: UnsafeMutablePointer<de_analysis>?
) -> de_status {
  call {
    let result = try need(analysis, "analysis")
    let held = try HeldEstimator.at(estimator)
    let request = try held.reader.request(request)
    let budget = try budget(budgetSeconds)
    let found = try BudgetAnalysis(
      try held.estimator.decide(request, within: budget), for: request,
      within: budget, model: held.model.model, risk: held.risk,
      confidence: held.confidence)
    result.pointee = de_analysis(
      violation_probability: found.violationProbability,
      confidence_bound: found.violationProbability(.upperConfidenceBound)
        ?? .nan,
      conformal_bound: found.violationProbability(.conformalBound) ?? .nan,
      least_budget_seconds: found.leastBudget?.inSeconds ?? .nan,
      largest_prefill_seconds: found.largestPrefill?.inSeconds ?? .nan,
      largest_max_tokens: found.largestCap.map(Int64.init) ?? -1)
  }
}

/// `de_quantiles_one`, as `decode_estimator.h` describes it.
@_cdecl("de_quantiles_one")
public func quantilesOne(
  _ estimator: de_estimator, _ request: UnsafePointer<de_request>?,
  _ levels: UnsafePointer<Double>?, _ count: Int,
  _ tokens: UnsafeMutablePointer<Int64>?,
  _ seconds: UnsafeMutablePointer<Double>?
) -> de_status {
  call {
    let held = try HeldEstimator.at(estimator)
    let request = try held.reader.request(request)
    let levels = try quantileLevels(levels, count)
    try held.estimator.estimate(request).store(levels, tokens, seconds)
  }
}

/// `de_reason`, as `decode_estimator.h` describes it.
@_cdecl("de_reason")
public func reason(
  _ estimator: de_estimator, _ request: UnsafePointer<de_request>?,
  _ budgetSeconds: Double, _ buffer: UnsafeMutablePointer<CChar>?,
  _ capacity: Int, _ length: UnsafeMutablePointer<Int>?
) -> de_status {
  call {
    let held = try HeldEstimator.at(estimator)
    let request = try held.reader.request(request)
    let decision = try held.estimator.decide(
      request, within: budget(budgetSeconds))
    give(decision.reason, buffer, capacity, length)
  }
}

/// `de_caveats`, as `decode_estimator.h` describes it.
@_cdecl("de_caveats")
public func caveats(
  _ estimator: de_estimator, _ request: UnsafePointer<de_request>?,
  _ buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int,
  _ length: UnsafeMutablePointer<Int>?
) -> de_status {
  call {
    let held = try HeldEstimator.at(estimator)
    let request = try held.reader.request(request)
    let caveats = try held.estimator.estimate(request).caveats
    give(
      caveats.map(\.description).joined(separator: "\n"), buffer, capacity,
      length)
  }
}

// MARK: - Results

/// Levels of quantiles, checked.
func quantileLevels(
  _ levels: UnsafePointer<Double>?, _ count: Int
) throws(CallError) -> [Double] {
  guard count >= 0 else {
    throw .usage("count should be 0 or more, but is \(count)")
  }
  let found = Array(
    UnsafeBufferPointer(start: try need(levels, "levels"), count: count))
  if let wrong = found.first(where: { !(0...1 ~= $0) }) {
    throw .usage("a level should be in 0...1, but is \(wrong)")
  }
  return found
}

extension DecodeEstimate {
  /// Puts quantiles into columns; -1 and NaN where they are not identified.
  func store(
    _ levels: [Double], _ tokens: UnsafeMutablePointer<Int64>?,
    _ seconds: UnsafeMutablePointer<Double>?
  ) {
    for (place, level) in levels.enumerated() {
      let found = quantile(level)
      tokens?[place] =
        found.flatMap { $0.tokens < .max ? Int64($0.tokens) : nil } ?? -1
      seconds?[place] = found?.time.inSeconds ?? .nan
    }
  }
}

extension de_estimate {
  init(_ estimate: DecodeEstimate) {
    self.init(
      expected_tokens: estimate.expectedTokens,
      expected_seconds: estimate.expectedTime?.inSeconds ?? .nan,
      planned_tokens: estimate.plannedTokens ?? .nan,
      planned_seconds: estimate.plannedTime?.inSeconds ?? .nan,
      prefill_seconds: estimate.predictedPrefill?.inSeconds ?? .nan,
      max_tokens: estimate.cap.map(Int64.init) ?? -1,
      observations: Int64(estimate.observations),
      promise: estimate.kind.number, caveats: Int32(estimate.caveats.count))
  }
}

extension de_decision {
  init(_ decision: BudgetDecision) {
    self.init(
      feasible: decision.isFeasible ? 1 : 0,
      refused_by_prefill: decision.refusedBy == .prefillScreen ? 1 : 0,
      planned_seconds: decision.plannedTime?.inSeconds ?? .nan,
      slack_seconds: decision.slack?.inSeconds ?? .nan,
      violation_probability: decision.violationProbability,
      largest_max_tokens: decision.largestCap.map(Int64.init) ?? -1)
  }
}

extension Bound.Kind {
  /// The header's number.
  fileprivate var number: Int32 {
    switch self {
    case .plugInQuantile: DE_PROMISES_NOTHING
    case .upperConfidenceBound: DE_CONFIDENCE_BOUND
    case .confidenceBoundUnderCensoring: DE_CONFIDENCE_BOUND_UNDER_CENSORING
    case .approximateConfidenceBound: DE_APPROXIMATE_CONFIDENCE_BOUND
    case .anytimeConfidenceBound: DE_ANYTIME_CONFIDENCE_BOUND
    case .conformalBound: DE_CONFORMAL_BOUND
    }
  }
}
