public import LengthLaws
import RealModule

/// Conformal PID control without the scorecaster.
///
/// A quantile tracker (P) and an error integrator (I) follow the scores. The
/// caller's forecast is what a scorecaster (D)
/// would add.
///
///     q_{t+1} = p_{t+1} + K tan(E_t log(t + 1)/(C (t + 1)))
///     p_{t+1} = p_t + η_t (err_t − α),   E_t = Σ (err − α)
///
/// with η_t a share of the range of the latest scores. Beyond ± π/2 the
/// tangent is infinite: too many misses give an unbounded threshold, too few
/// one that covers nothing.
///
/// Promise, for every sequence of scores: after T answers
///
///     |mean err − α| ≤ (h(T) + 1)/T,   h(T) = (π/2) C (T + 1)/log(T + 1)
///
/// (h(1) where that is larger), which falls as 1/log T only.
///
/// Source: A. N. Angelopoulos, E. Candès and R. J. Tibshirani, *Conformal PID
/// control for time series prediction*, NeurIPS 2023, arXiv:2307.16895.
public struct ConformalPID: OnlineCalibrator, Hashable, Codable {
  /// α, in (0, 1).
  public let target: Double
  /// η as a share of the range of the latest scores.
  public let learningRate: Double
  /// K, in the unit of the scores; 0 leaves the tracker alone, without the
  /// promise.
  public let gain: Double
  /// C: how much error the integrator tolerates.
  public let saturation: Double
  /// Answers seen.
  public private(set) var count = 0
  /// E.
  public private(set) var errorSum = 0.0
  /// p.
  public private(set) var tracker = 0.0
  private var window: ScoreWindow

  /// A controller at rest.
  ///
  /// - Parameters:
  ///   - target: α in (0, 1).
  ///   - learningRate: Positive and finite.
  ///   - gain: K, finite, 0 or more.
  ///   - saturation: C, positive and finite; the smaller, the sooner the
  ///     promise holds and the more often the threshold is unbounded.
  ///   - window: How many scores to take the range of, at least 1.
  /// - Throws: `ParameterError`.
  public init(
    target: Double, learningRate: Double = 0.1, gain: Double = 1,
    saturation: Double = 5, window: Int = 100
  ) throws(ParameterError) {
    try ParameterError.require("target", inUnit: target)
    for (name, value) in [
      ("learningRate", learningRate), ("saturation", saturation),
    ] where !(value > 0 && value < .infinity) {
      throw ParameterError(name, value, accepted: "a finite number above 0")
    }
    guard gain >= 0, gain < .infinity else {
      throw ParameterError(
        "gain", gain, accepted: "a finite number, 0 or more")
    }
    self.target = target
    self.learningRate = learningRate
    self.gain = gain
    self.saturation = saturation
    self.window = try ScoreWindow(capacity: window)
  }

  /// Tracker and integrator together.
  public var threshold: Double {
    guard gain > 0, count > 0 else { return tracker }
    let time = Double(count + 1)
    let angle = errorSum * Double.log(time) / (saturation * time)
    if angle >= .pi / 2 { return .infinity }
    if angle <= -.pi / 2 { return -.infinity }
    return tracker + gain * Double.tan(angle)
  }

  /// Learns a score, and whether it missed.
  public mutating func observe(score: Double) {
    // An infinite score has no range; it still counts as a miss.
    guard !score.isNaN else { return }
    // A threshold of −∞ covers nothing, not even −∞.
    let isMissed = score > threshold || threshold == -.infinity
    let error = (isMissed ? 1 : 0) - target
    if score.isFinite { window.record(score) }
    let range = (window.sorted.last ?? 0) - (window.sorted.first ?? 0)
    // Before there is a range, the first score's size stands for it.
    let scale = range > 0 ? range : abs(window.sorted.first ?? 0)
    tracker += learningRate * min(scale, 1e150) * error
    errorSum += error
    count += 1
  }

  /// The greatest distance of the share of misses from α after so many
  /// answers: the promise, for a positive gain.
  public func longRunError(after answers: Int) -> Double {
    (max(tolerance(answers), tolerance(1)) + 1) / Double(answers)
  }

  /// h.
  private func tolerance(_ answers: Int) -> Double {
    let time = Double(answers) + 1
    return .pi / 2 * saturation * time / Double.log(time)
  }
}

extension ConformalPID {
  /// Reads a controller.
  ///
  /// - Throws: `DecodingError` if a value is missing, `ParameterError` if one
  ///   is out of range.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      target: try values.decode(Double.self, forKey: .target),
      learningRate: try values.decode(Double.self, forKey: .learningRate),
      gain: try values.decode(Double.self, forKey: .gain),
      saturation: try values.decode(Double.self, forKey: .saturation))
    count = try values.decode(Int.self, forKey: .count)
    guard 0...LifeTable.maximumCount ~= count else {
      throw ParameterError(
        "count", Double(count), accepted: "a number in 0...2^53")
    }
    errorSum = try values.decode(Double.self, forKey: .errorSum)
    tracker = try values.decode(Double.self, forKey: .tracker)
    window = try values.decode(ScoreWindow.self, forKey: .window)
  }
}
