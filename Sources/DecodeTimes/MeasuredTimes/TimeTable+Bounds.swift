public import LengthBounds
import LengthLaws

extension TimeTable {
  /// The upper confidence bound for the q-quantile of T from measured times
  /// alone, whatever the noise.
  ///
  /// Where no answer was cut below it, it is the order statistic: 59 times
  /// give a 95/95 bound. Otherwise it is the beta-product bound, which holds
  /// if cuts do not depend on the time, and whose kind says so.
  ///
  /// T is non-decreasing in the cap, so times measured under a larger cap
  /// bound those under a smaller one too.
  ///
  /// Assumption: the answers are independent draws from one law.
  ///
  /// - Parameters:
  ///   - level: q in (0, 1).
  ///   - confidence: In (0, 1).
  ///   - cap: The cap of the requests; `nil` if they have none.
  /// - Returns: The bound in seconds, with its promise.
  /// - Throws: `BoundError` if a number is out of range or there is no time.
  public func upperBound(
    level: Double, confidence: Double, underCap cap: Int? = nil
  ) throws(BoundError) -> Bound {
    let times = try ranked(underCap: cap)
    return times.bound(
      try times.ranks.upperBound(level: level, confidence: confidence))
  }

  /// A bound for T by any method that depends on the order of times alone.
  ///
  /// - Parameters:
  ///   - method: `.orderStatistic`, `.betaProduct`, `.anytime`, `.conformal`
  ///     or a band.
  ///   - level: q in (0, 1).
  ///   - confidence: In (0, 1); without meaning for `.conformal`.
  ///   - cap: The cap of the requests; `nil` if they have none.
  /// - Returns: The bound in seconds, with its promise.
  /// - Throws: `BoundError` if a number is out of range, there is no time, or
  ///   for methods that fit a family of lengths.
  public func bound(
    _ method: Bound.Method, level: Double, confidence: Double,
    underCap cap: Int? = nil
  ) throws(BoundError) -> Bound {
    let times = try ranked(underCap: cap)
    let ranks = times.ranks
    let bound: Bound
    switch method {
    case .orderStatistic:
      bound = try ranks.orderStatisticBound(
        level: level, confidence: confidence)
    case .betaProduct:
      bound = try ranks.betaProductBound(level: level, confidence: confidence)
    case .anytime:
      bound = try ranks.anytimeBound(level: level, confidence: confidence)
    case .conformal:
      bound = try ranks.conformalBound(level: level)
    case .dkwBand:
      bound = try ranks.bandBound(.dkw, level: level, confidence: confidence)
    case .equalLocalLevelBand:
      bound = try ranks.bandBound(
        .equalLocalLevels, level: level, confidence: confidence)
    case .noisyBetaProduct, .exactGeometric, .profileLikelihood, .bootstrap,
      .weightedConformal:
      throw .methodNotForTimes(method)
    }
    return times.bound(bound)
  }

  /// The upper confidence bound of P(T > t), which is at most 1 − q exactly
  /// where `upperBound` of the q-quantile is at most t.
  ///
  /// - Parameters:
  ///   - seconds: t.
  ///   - confidence: In (0, 1).
  ///   - cap: The cap of the requests; `nil` if they have none.
  /// - Returns: The bound with its promise.
  /// - Throws: `BoundError` if a number is out of range or there is no time.
  public func exceedanceBound(
    seconds: Double, confidence: Double, underCap cap: Int? = nil
  ) throws(BoundError) -> Bound {
    let times = try ranked(underCap: cap)
    var bound = try times.ranks.exceedanceBound(
      tokens: times.rank(of: seconds), confidence: confidence)
    bound.quantity = .exceedanceOfSeconds(seconds)
    return bound
  }

  /// The level to which the next answer is promised to take longer than t; see
  /// `LifeTable.conformalExceedance(tokens:)`.
  ///
  /// - Parameters:
  ///   - seconds: t.
  ///   - cap: The cap of the requests; `nil` if they have none.
  /// - Returns: The bound with its promise.
  /// - Throws: `BoundError` if there is no time.
  public func conformalExceedance(
    seconds: Double, underCap cap: Int? = nil
  ) throws(BoundError) -> Bound {
    let times = try ranked(underCap: cap)
    var bound = try times.ranks.conformalExceedance(
      tokens: times.rank(of: seconds))
    bound.quantity = .exceedanceOfSeconds(seconds)
    return bound
  }

  /// The bound with cancelled answers as quick, and as slow, as they can be.
  ///
  /// - Parameters:
  ///   - level: q in (0, 1).
  ///   - confidence: In (0, 1).
  ///   - cap: The cap of the requests; `nil` if they have none.
  /// - Returns: Both bounds; `nil` where no cancelled answer is left open.
  /// - Throws: `BoundError` as `upperBound(level:confidence:underCap:)`.
  public func cancellationSensitivity(
    level: Double, confidence: Double, underCap cap: Int? = nil
  ) throws(BoundError) -> CancellationSensitivity? {
    let times = try ranked(underCap: cap)
    return try times.ranks.cancellationSensitivity(
      level: level, confidence: confidence
    ).map {
      CancellationSensitivity(
        ifStopped: times.bound($0.ifStopped),
        ifEndless: times.bound($0.ifEndless))
    }
  }

  private func ranked(
    underCap cap: Int?
  ) throws(BoundError) -> RankedTimes {
    guard !isEmpty else { throw .noAnswers }
    do throws(DecodeTimeError) {
      return try RankedTimes(self, underCap: cap)
    } catch {
      throw .countOutOfRange(name: "cap", value: cap ?? 0, least: 1)
    }
  }
}
