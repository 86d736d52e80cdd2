public import CDecodeEstimator
import DecodeEstimators
import DecodeStatistics
import QuantileAccuracy

/// `de_evaluate`, as `decode_estimator.h` describes it.
@_cdecl("de_evaluate")
public func evaluate(
  _ answers: de_answers, _ method: UnsafePointer<CChar>?, _ split: Int32,
  _ share: Double, _ levels: UnsafePointer<Double>?, _ levelCount: Int,
  _ covered: UnsafeMutablePointer<Double>?,
  _ report: UnsafeMutablePointer<de_report>?
) -> de_status {
  call {
    let result = try need(report, "report")
    let held = try HeldAnswers.at(answers)
    let name = try text(method, "method")
    guard let method = AccuracyMethod(named: name) else {
      throw CallError.usage(
        "method should be one of "
          + AccuracyMethod.all.map(\.name).joined(separator: ", ")
          + ", but is \(name)")
    }
    guard share > 0, share < 1 else {
      throw CallError.usage(
        "share should be strictly between 0 and 1, but is \(share)")
    }
    let splits: [AccuracySplit] = [.temporal(share), .random(share)]
    guard splits.indices.contains(Int(split)) else {
      throw CallError.usage("split should be 0 or 1, but is \(split)")
    }
    let suite = try AccuracySuite(
      held.answers, split: splits[Int(split)],
      levels: quantileLevels(levels, levelCount),
      delay: OutcomeDelay(for: held.answers), tolerance: 0.015)
    let found = try suite.report(method)
    if let covered {
      for (place, level) in found.levels.enumerated() {
        covered[place] =
          Double(level.coverage.covered)
          / Double(max(level.coverage.trials, 1))
      }
    }
    let pooled = method == .pooled ? found : try suite.report(.pooled)
    let comparison = try? found.compared(with: pooled)
    result.pointee = de_report(
      mean_pinball: found.meanPinball, crps: found.crps ?? .nan,
      of_pooled: comparison?.ratio ?? .nan,
      of_pooled_lower: comparison?.lower ?? .nan,
      of_pooled_upper: comparison?.upper ?? .nan,
      learnt: Int64(found.trainCount), judged: Int64(found.testCount),
      calibrated: found.verdict.isCalibrated ? 1 : 0,
      learns_on: found.learnsOn ? 1 : 0)
  }
}
