public import LengthLaws

/// Forecasts of several experts mixed by what each would have saved: the
/// polynomially weighted average forecaster of exponent 2, on gradients.
///
/// For every level on its own, the mixture is p = Σ w_e·x_e with
///
///     w_e ∝ max(0, R_e),   R_e = Σ_t g_t·(p_t − x_{e,t}),
///
/// x_e the quantile of expert e and g a subgradient of the pinball loss at p:
/// 1 − q if the answer was no longer than p, else −q. While no R_e is
/// positive, all weigh the same. There is nothing to tune, and multiplying all
/// lengths by a number changes no weight.
///
/// **Guarantee**, for every sequence of answers and forecasts, adversarial
/// ones included, and with no assumption:
///
///     loss of the mixture − loss of any fixed average of experts
///       ≤ max_e R_e ≤ √(Σ_t Σ_e g_t²(p_t − x_{e,t})²) ≤ D·√(E·T)
///
/// over T answers, with E experts and D the widest disagreement times
/// max(q, 1 − q). The first step is convexity. The second: weights make
/// Σ_e max(0, R_e)·r_e = 0 for the increments r_e, so Σ_e max(0, R_e)² grows
/// by no more than Σ_e r_e² an answer. `regretBound(level:)` is the middle
/// term.
///
/// **Experts that sleep.** An expert of which nothing is known for a request
/// is left aside: it has no weight, and learns nothing. In a *context*, such as
/// a task, each expert has a second regret, of the answers of that context
/// alone, and weighs by the sum of what is positive of both. That is the same
/// forecaster with a further expert for each, which sleeps elsewhere: the
/// guarantee holds for each over the answers for which it was awake.
///
/// A censored answer says N > k: the loss is that of min(N, k), which is
/// q·(k − p) below k and 0 above; it is convex, and the guarantee holds for it.
///
/// Source: N. Cesa-Bianchi and G. Lugosi, Machine Learning 51, 239 (2003),
/// doi:10.1023/A:1022901500417.
public struct ExpertMixture: Sendable, Equatable, Codable {
  /// The levels, one mixture each.
  public let levels: [Double]
  /// E, the number of experts.
  public let expertCount: Int
  /// R_e of every expert, level after level.
  public internal(set) var regrets: [Double]
  var squares: [Double]
  /// The regrets of each context, those of one after the other's.
  var contextRegrets: [Double] = []
  /// The contexts, each by its number at its place.
  var contexts: [Int: Int] = [:]

  /// A mixture in which all experts weigh the same.
  ///
  /// - Throws: `LengthLawError` if a level is not in 0...1 or there is no
  ///   expert.
  public init(levels: [Double], expertCount: Int) throws(LengthLawError) {
    for level in levels where !(level >= 0 && level <= 1) {
      throw LengthLawError("level", level, accepted: "in 0...1")
    }
    guard expertCount >= 1 else {
      throw LengthLawError(
        "number of experts", Double(expertCount), accepted: "at least 1")
    }
    self.levels = levels
    self.expertCount = expertCount
    regrets = Array(repeating: 0, count: levels.count * expertCount)
    squares = levels.map { _ in 0 }
  }

  /// The weights of the experts for the level of index `level`, of sum 1.
  public func weights(level: Int) -> [Double] {
    let gains = regrets[experts(level)].map { max($0, 0) }
    let total = gains.reduce(0, +)
    return total > 0
      ? gains.map { $0 / total }
      : gains.map { _ in 1 / Double(expertCount) }
  }

  /// Where the numbers of a level stand among those of all.
  private func experts(_ level: Int) -> Range<Int> {
    level * expertCount..<(level + 1) * expertCount
  }

  /// √(Σ_t Σ_e r²): so much at most the summed pinball loss of the level of
  /// index `level` exceeds that of any fixed average of the experts.
  public func regretBound(level: Int) -> Double {
    squares[level].squareRoot()
  }

  /// Σ w_e·x_e for the level of index `level`.
  ///
  /// - Parameters:
  ///   - forecasts: The quantile of every expert, level after level.
  ///   - level: The index of a level.
  /// - Returns: The mixed forecast.
  public func mix(_ forecasts: [Double], level: Int) -> Double {
    var (total, sum, plain) = (0.0, 0.0, 0.0)
    for index in experts(level) {
      let gain = max(regrets[index], 0)
      total += gain
      sum += gain * forecasts[index]
      plain += forecasts[index]
    }
    return total > 0 ? sum / total : plain / Double(expertCount)
  }

  /// Learns from the forecasts made for an answer.
  ///
  /// - Parameters:
  ///   - length: The tokens of the answer.
  ///   - isCensored: Whether the answer would have been longer.
  ///   - forecasts: The finite quantile of every expert, level after level.
  ///   - mixed: For each level, Σ w_e·x_e as it was when the forecast was
  ///     made.
  public mutating func learn(
    length: Int, isCensored: Bool, forecasts: [Double], mixed: [Double]
  ) {
    let end = Double(length)
    for level in levels.indices {
      let mixed = mixed[level]
      if isCensored, mixed >= end { continue }
      let slope = mixed < end ? -levels[level] : 1 - levels[level]
      var sum = 0.0
      for index in experts(level) {
        let regret = slope * (mixed - forecasts[index])
        regrets[index] += regret
        sum += regret * regret
      }
      squares[level] += sum
    }
  }
}

// MARK: - Four experts at a time

extension ExpertMixture {
  /// The weights of the experts that are awake, level after level, of sum 1
  /// for each.
  ///
  /// - Parameters:
  ///   - places: Of each four experts their place among all; ascending.
  ///   - contexts: The contexts of the request, by their numbers.
  ///   - isApart: Whether only what was learnt in these contexts counts.
  /// - Returns: Four weights for each place and level.
  func weights(
    places: [Int32], contexts: [Int], isApart: Bool = false
  ) -> [SIMD4<Double>] {
    var result: [SIMD4<Double>] = []
    result.reserveCapacity(levels.count * places.count)
    let known = contexts.compactMap { self.contexts[$0] }
    for level in levels.indices {
      let first = result.count
      var total = SIMD4<Double>.zero
      for place in places {
        let start = level * expertCount + 4 * Int(place)
        var gain =
          isApart && !known.isEmpty ? .zero : Self.positive(regrets, start)
        for context in known {
          gain += Self.positive(
            contextRegrets, context * levels.count * expertCount + start)
        }
        total += gain
        result.append(gain)
      }
      let sum = total.sum()
      for index in first..<result.count {
        result[index] =
          sum > 0
          ? result[index] / sum
          : SIMD4(repeating: 1 / Double(4 * places.count))
      }
    }
    return result
  }

  @inline(__always)
  private static func positive(
    _ regrets: [Double], _ start: Int
  ) -> SIMD4<Double> {
    SIMD4(
      max(regrets[start], 0), max(regrets[start + 1], 0),
      max(regrets[start + 2], 0), max(regrets[start + 3], 0))
  }

  /// Learns from the forecasts made for an answer.
  ///
  /// - Parameters:
  ///   - length: The tokens of the answer.
  ///   - isCensored: Whether the answer would have been longer.
  ///   - places: As in `weights(places:contexts:)`.
  ///   - contexts: Likewise.
  ///   - forecasts: The quantiles of these experts, level after level.
  ///   - mixed: For each level, Σ w_e·x_e as it was when the forecast was
  ///     made.
  mutating func learn(
    length: Int, isCensored: Bool, places: [Int32], contexts: [Int],
    forecasts: [SIMD4<Double>], mixed: [Double]
  ) {
    let end = Double(length)
    let size = levels.count * expertCount
    let starts = contexts.map { context -> Int in
      if let known = self.contexts[context] { return known * size }
      let next = self.contexts.count
      self.contexts[context] = next
      contextRegrets += repeatElement(0, count: size)
      return next * size
    }
    for level in levels.indices {
      let mixed = mixed[level]
      if isCensored, mixed >= end { continue }
      let slope = mixed < end ? -levels[level] : 1 - levels[level]
      var sum = SIMD4<Double>.zero
      for (index, place) in places.enumerated() {
        let regret =
          slope
          * (SIMD4(repeating: mixed)
            - forecasts[level * places.count + index])
        let start = level * expertCount + 4 * Int(place)
        for lane in 0..<4 { regrets[start + lane] += regret[lane] }
        for context in starts {
          for lane in 0..<4 {
            contextRegrets[context + start + lane] += regret[lane]
          }
        }
        sum += regret * regret
      }
      squares[level] += sum.sum() * Double(1 + starts.count)
    }
  }
}
