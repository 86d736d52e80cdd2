public import LengthLaws
import RealModule

/// Adaptive conformal inference (ACI).
///
/// Conformal quantiles of the latest scores, at a miss rate that learns from
/// every miss:
///
///     α_{t+1} = α_t + γ(α − err_t)
///
/// err is 1 for a miss and 0 otherwise. Below α_t = 0 the threshold is
/// unbounded, above 1 it covers nothing.
///
/// Promise, for every sequence of scores: after T answers
///
///     |mean err − α| ≤ (max(α₁, 1 − α₁) + γ)/(γT),   α₁ = α
///
/// A large γ keeps it sooner, with thresholds that jump more; the paper
/// used 0.005.
///
/// Source: I. Gibbs and E. Candès, *Adaptive conformal inference under
/// distribution shift*, NeurIPS 2021, arXiv:2106.00170, eq. 2 and
/// proposition 4.1.
public struct AdaptiveConformal: OnlineCalibrator, Hashable, Codable {
  /// α, in (0, 1).
  public let target: Double
  /// γ, positive.
  public let stepSize: Double
  /// α_t, in −γ...1 + γ.
  public private(set) var missRate: Double
  /// The scores that thresholds are quantiles of.
  public private(set) var window: ScoreWindow

  /// A calibrator without scores, unbounded until it has some.
  ///
  /// - Parameters:
  ///   - target: α in (0, 1).
  ///   - stepSize: γ, positive and finite.
  ///   - window: How many scores to keep, at least 1.
  /// - Throws: `ParameterError`.
  public init(
    target: Double, stepSize: Double = 0.005, window: Int = 1000
  ) throws(ParameterError) {
    try ParameterError.require("target", inUnit: target)
    guard stepSize > 0, stepSize < .infinity else {
      throw ParameterError(
        "stepSize", stepSize, accepted: "a finite number above 0")
    }
    self.target = target
    self.stepSize = stepSize
    missRate = target
    self.window = try ScoreWindow(capacity: window)
  }

  /// The conformal quantile at miss rate α_t.
  public var threshold: Double { window.conformalQuantile(missRate: missRate) }

  /// Learns a score, and whether it missed.
  public mutating func observe(score: Double) {
    guard !score.isNaN else { return }
    // A threshold of −∞ covers nothing, not even −∞.
    update(isMissed: score > threshold || threshold == -.infinity)
    window.record(score)
  }

  /// The rule itself, for thresholds that come from elsewhere.
  ///
  /// - Precondition for the promise: with α_t below 0 nothing is missed,
  ///   above 1 everything.
  public mutating func update(isMissed: Bool) {
    missRate += stepSize * (target - (isMissed ? 1 : 0))
  }

  /// The greatest distance of the share of misses from α after so many
  /// answers: the promise.
  public func longRunError(after answers: Int) -> Double {
    (max(target, 1 - target) + stepSize) / (stepSize * Double(answers))
  }
}

extension AdaptiveConformal {
  /// Reads a calibrator.
  ///
  /// - Throws: `DecodingError` if a value is missing, `ParameterError` if one
  ///   is out of range.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      target: try values.decode(Double.self, forKey: .target),
      stepSize: try values.decode(Double.self, forKey: .stepSize))
    missRate = try values.decode(Double.self, forKey: .missRate)
    window = try values.decode(ScoreWindow.self, forKey: .window)
  }
}

extension ParameterError {
  /// Refuses a probability outside (0, 1).
  static func require(
    _ name: String, inUnit value: Double
  ) throws(ParameterError) {
    guard value > 0, value < 1 else {
      throw ParameterError(name, value, accepted: "strictly between 0 and 1")
    }
  }
}
