public import LengthLaws
import RealModule

/// Adaptive conformal inference with several step sizes at once, aggregated
/// (AgACI): no γ has to be chosen.
///
/// Each step size has its own α_t. The threshold is the mean of theirs, with
/// weights by Bernstein online aggregation of their pinball losses at level
/// 1 − α. Unbounded thresholds enter the mean as the largest score possible,
/// and so does one that covers nothing as the smallest; a mean that reaches
/// the largest is unbounded.
///
/// No long-run share of misses is promised: the mean of thresholds that keep
/// theirs need not. Coverage is to be checked (`QuantileCoverage`).
///
/// Sources: M. Zaffran et al., *Adaptive conformal predictions for time
/// series*, ICML 2022, arXiv:2202.07282; weights: O. Wintenberger, Mach.
/// Learn. 106, 119 (2017), doi:10.1007/s10994-016-5592-6.
public struct AggregatedConformal: OnlineCalibrator, Hashable, Codable {
  /// α, in (0, 1).
  public let target: Double
  /// The step sizes γ.
  public let stepSizes: [Double]
  /// The scores that can occur.
  public let scores: ClosedRange<Double>
  /// α_t of each step size.
  public private(set) var missRates: [Double]
  /// The weight of each step size; they add up to 1.
  public private(set) var weights: [Double]
  /// The scores that thresholds are quantiles of.
  public private(set) var window: ScoreWindow
  /// Σ r − ηr² over the losses saved, r, against the aggregate.
  private var regrets: [Double]
  /// Σ r².
  private var squares: [Double]
  /// The greatest |r| so far.
  private var ranges: [Double]

  /// A calibrator without scores.
  ///
  /// - Parameters:
  ///   - target: α in (0, 1).
  ///   - stepSizes: γ, each positive and finite, at least one.
  ///   - scores: The scores that can occur, finite; with a cap and the
  ///     forecast at least 1, logarithms of ratios lie within ± log cap.
  ///   - window: How many scores to keep, at least 1.
  /// - Throws: `ParameterError`.
  public init(
    target: Double, stepSizes: [Double] = [0.002, 0.005, 0.01, 0.02, 0.05],
    scores: ClosedRange<Double>, window: Int = 1000
  ) throws(ParameterError) {
    for stepSize in stepSizes {
      // One place knows what is accepted.
      _ = try AdaptiveConformal(
        target: target, stepSize: stepSize, window: window)
    }
    guard !stepSizes.isEmpty else {
      throw ParameterError("stepSizes", 0, accepted: "at least one number")
    }
    guard (scores.upperBound - scores.lowerBound).isFinite else {
      throw ParameterError(
        "scores", scores.upperBound - scores.lowerBound,
        accepted: "a range of finite width")
    }
    let count = stepSizes.count
    self.target = target
    self.stepSizes = stepSizes
    self.scores = scores
    missRates = Array(repeating: target, count: count)
    weights = Array(repeating: 1 / Double(count), count: count)
    self.window = try ScoreWindow(capacity: window)
    regrets = Array(repeating: 0, count: count)
    squares = regrets
    ranges = regrets
  }

  /// The thresholds of all step sizes, within the scores that can occur.
  private var candidates: [Double] {
    missRates.map {
      let quantile = window.conformalQuantile(missRate: $0)
      return min(max(quantile, scores.lowerBound), scores.upperBound)
    }
  }

  private func mean(_ values: [Double]) -> Double {
    zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The weighted mean of the thresholds.
  public var threshold: Double {
    let candidates = candidates
    guard candidates.contains(where: { $0 < scores.upperBound }) else {
      return .infinity
    }
    return mean(candidates)
  }

  /// Learns a score: each step size from its own misses, the weights from
  /// the losses.
  public mutating func observe(score: Double) {
    guard !score.isNaN else { return }
    let candidates = candidates
    let aggregate = mean(candidates)
    // The slope of the pinball loss at the aggregate makes losses linear.
    let slope = score > aggregate ? target - 1 : target
    for (index, candidate) in candidates.enumerated() {
      learn(saved: slope * (aggregate - candidate), at: index)
      let raw = window.conformalQuantile(missRate: missRates[index])
      missRates[index] +=
        stepSizes[index]
        * (target - (score > raw || raw == -.infinity ? 1 : 0))
    }
    reweigh()
    window.record(score)
  }

  /// η: small where what was saved varied much.
  private func rate(_ index: Int) -> Double {
    guard ranges[index] > 0 else { return 0 }
    let variety = max(Double.log(Double(stepSizes.count)), 1e-3)
    return min(
      1 / (2 * ranges[index]), (variety / squares[index]).squareRoot())
  }

  private mutating func learn(saved r: Double, at index: Int) {
    regrets[index] += r - rate(index) * r * r
    squares[index] += r * r
    ranges[index] = max(ranges[index], abs(r))
  }

  private mutating func reweigh() {
    let rates = stepSizes.indices.map(rate)
    // Before anything was learnt all rates are 0, and the weights equal.
    guard let largest = rates.max(), largest > 0 else { return }
    let exponents = stepSizes.indices.map { index in
      let rate = rates[index] > 0 ? rates[index] : largest
      return Double.log(rate / largest) + rates[index] * regrets[index]
    }
    let top = exponents.reduce(-Double.infinity, max)
    let powers = exponents.map { Double.exp($0 - top) }
    let total = powers.reduce(0, +)
    weights = powers.map { $0 / total }
  }
}

extension AggregatedConformal {
  /// Reads a calibrator.
  ///
  /// - Throws: `DecodingError` if a value is missing, `ParameterError` if one
  ///   is out of range.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      target: try values.decode(Double.self, forKey: .target),
      stepSizes: try values.decode([Double].self, forKey: .stepSizes),
      scores: try values.decode(ClosedRange<Double>.self, forKey: .scores))
    func state(_ key: CodingKeys) throws -> [Double] {
      let state = try values.decode([Double].self, forKey: key)
      guard state.count == stepSizes.count else {
        throw ParameterError(
          key.stringValue, Double(state.count),
          accepted: "a list of \(stepSizes.count) numbers")
      }
      return state
    }
    missRates = try state(.missRates)
    weights = try state(.weights)
    regrets = try state(.regrets)
    squares = try state(.squares)
    ranges = try state(.ranges)
    window = try values.decode(ScoreWindow.self, forKey: .window)
  }
}
