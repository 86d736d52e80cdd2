public import LengthLaws

/// A forecaster whose quantiles are shifted online until, in the long run, each
/// level covers its share of the answers, whatever they do.
///
/// For every level q, adaptive conformal inference keeps a level q_t of its
/// own at which the base forecaster is asked:
///
///     q_{t+1} = q_t + γ(miss_t − (1 − q)),
///
/// with q₁ = q, and an unbounded quantile from 1 on. From 0 downwards the
/// quantile is 1 token and every answer counts as a miss. The forecast's law is the base law with its mass moved between
/// the shifted quantiles, so that it stays one coherent law.
///
/// **Promise**, for every sequence of answers, each learnt before the next
/// forecast: over T of them that ended by themselves or at their caps,
///
///     |share of misses − (1 − q)| ≤ (max(q, 1 − q) + γ)/(γT)
///
/// where quantiles of neighbouring levels do not cross; crossing ones are put
/// in order. It is a share over time, no promise for a single answer.
///
/// Source: I. Gibbs and E. Candès, *Adaptive conformal inference under
/// distribution shift*, NeurIPS 2021, arXiv:2106.00170, eq. 2 and
/// proposition 4.1.
public struct CalibratedForecaster<Base: LengthForecaster>: LengthForecaster {
  /// What is calibrated.
  public private(set) var base: Base
  /// The levels, ascending.
  public let levels: [Double]
  /// γ.
  public let stepSize: Double
  /// For each level q_t, in −γ...1 + γ.
  public private(set) var shifted: [Double]

  /// A calibrated forecaster.
  ///
  /// - Parameters:
  ///   - base: What is calibrated; it goes on learning too.
  ///   - levels: Ascending in 10⁻⁶...1 − 10⁻⁶, and as far apart.
  ///   - stepSize: γ, positive and finite; the paper used 0.005.
  /// - Throws: `LengthLawError`.
  public init(
    _ base: Base, levels: [Double] = [0.5, 0.9, 0.95, 0.99],
    stepSize: Double = 0.005
  ) throws(LengthLawError) {
    var settings = ConditionalLengthSettings()
    settings.levels = levels
    try settings.validate()
    guard stepSize > 0, stepSize < .infinity else {
      throw LengthLawError(
        "stepSize", stepSize, accepted: "a finite number above 0")
    }
    self.base = base
    self.levels = levels
    self.stepSize = stepSize
    shifted = levels
  }

  /// What was forecast below, and the quantiles handed out.
  private struct Note: Sendable {
    let base: LengthForecast
    let quantiles: [Int]
    let shifted: [Double]
  }

  /// The base forecast, its quantiles shifted.
  public func forecast(_ request: RequestFeatures) -> LengthForecast {
    let below = base.forecast(request)
    let quantiles = shifted.map { level in
      level >= 1 ? .max : level <= 0 ? 1 : below.quantile(level)
    }.sorted()
    let law = QuantileAdjustedLaw(
      [below.law], levels: levels, quantiles: quantiles)
    return LengthForecast(
      request, law: law, identifiedThrough: below.identifiedThrough,
      note: Note(
        base: below, quantiles: quantiles, shifted: shifted))
  }

  /// Learns which quantiles were missed, then the answer.
  public mutating func observe(
    _ outcome: Outcome, of forecast: LengthForecast
  ) {
    guard let note = forecast.note as? Note else {
      base.observe(outcome, of: forecast)
      return
    }
    for (place, quantile) in note.quantiles.enumerated() {
      // Of a cancelled answer it may be unknown whether it was within.
      if outcome.ending == .cancelled, outcome.length < quantile { continue }
      let limit = min(quantile, outcome.cap ?? .max)
      let isMissed =
        outcome.length > limit || note.shifted[place] <= 0
        || outcome.ending == .cancelled && outcome.length == limit
      shifted[place] += stepSize * ((isMissed ? 1 : 0) - (1 - levels[place]))
    }
    base.observe(outcome, of: note.base)
  }

  /// The greatest distance of the share of misses of a level from 1 − q after
  /// so many answers: the promise.
  public func longRunError(level: Double, after answers: Int) -> Double {
    (max(level, 1 - level) + stepSize) / (stepSize * Double(answers))
  }
}
