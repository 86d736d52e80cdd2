import RealModule

/// Risks of the total decode time, in seconds.
extension TotalDecodeTime: RiskLaw {
  /// E[(T − t)⁺].
  public func expectedExcess(over threshold: Double) -> Double {
    guard threshold >= 0 else { return mean - threshold }
    // Up to the first length that takes longer, then one step at a time.
    let last = longest(within: threshold)
    guard !isOver, last < cap else { return 0 }
    let next = last + 1
    return survival(at: next)
      * (max(time(through: next) - threshold, 0)
        + remaining(after: next).mean * share(beyond: next))
  }

  /// P(N > n | N ≥ n).
  private func share(beyond tokens: Int) -> Double {
    let here = survival(at: tokens)
    return here > 0 ? survival(at: tokens + 1) / here : 0
  }

  /// Σ l(k)·g(S(k)).
  public func distortedMean(_ distortion: (Double) -> Double) -> Double {
    guard !isOver else { return 0 }
    var sum = 0.0
    var last = 0.0
    for position in generated + 1...cap {
      let survival = survival(at: position)
      guard survival > 0 else { break }
      let here = time(through: position)
      sum += (here - last) * distortion(survival)
      last = here
    }
    return sum
  }

  /// log Σ P(min(N, c) = k) e^{θL(k)}.
  public func logMoment(_ exponent: Double) -> Double {
    guard !isOver else { return 0 }
    let terms = (generated + 1...cap).compactMap { length -> Double? in
      let beyond = length < cap ? survival(at: length + 1) : 0
      let mass = survival(at: length) - beyond
      return mass > 0
        ? Double.log(mass) + exponent * time(through: length) : nil
    }
    return logSumExp(terms)
  }
}
