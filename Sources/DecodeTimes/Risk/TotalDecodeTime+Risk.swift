import LengthLaws
import RealModule

/// Risks of the total decode time, in seconds.
extension TotalDecodeTime: RiskLaw {
  /// E[(T − t)⁺].
  public func expectedExcess(over threshold: Double) -> Double {
    guard threshold >= 0 else { return mean - threshold }
    if let noisy { return noisyExcess(noisy, beyond: threshold) }
    // Up to the first length that takes longer, then one step at a time.
    let last = longest(within: threshold)
    guard !isOver, last < cap else { return 0 }
    let next = last + 1
    // Beyond the longest answer there is nothing to add, known or not.
    let share = next < cap ? share(beyond: next) : 0
    let later = share > 0 ? remaining(after: next).mean * share : 0
    return survival(at: next)
      * (max(time(through: next) - threshold, 0) + later)
  }

  /// E[(t − T)⁺], the part of t seconds that answers leave unused.
  ///
  /// Without noise, with n the longest length within t and s = P(T > t), it is
  /// t·(1 − s) − E[min(T, L(n))] + L(n)·s.
  ///
  /// - Parameter seconds: t ≥ 0.
  /// - Returns: Seconds.
  public func meanSpare(within seconds: Double) -> Double {
    guard noise == nil else {
      return max(seconds - mean + expectedExcess(over: seconds), 0)
    }
    let longest = longest(within: seconds)
    guard longest > generated else { return 0 }
    let over = probability(exceeding: seconds)
    let within = capped(at: longest)
    return max(
      0, seconds * (1 - over) - within.mean + time(through: longest) * over)
  }

  /// P(N > n | N ≥ n).
  private func share(beyond tokens: Int) -> Double {
    let here = survival(at: tokens)
    return here > 0 ? survival(at: tokens + 1) / here : 0
  }

  /// Σ l(k)·g(S(k)); with noise ∫ g(P(T > t)) dt.
  public func distortedMean(_ distortion: (Double) -> Double) -> Double {
    guard !isOver else { return isBeyondTheData ? .nan : 0 }
    if noise != nil { return integratedDistortion(distortion) }
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

  /// log Σ P(min(N, c) = k) e^{θL(k)}, with noise of E[e^{θR·L(k)} | k]; noise
  /// without a limit has no such moment.
  public func logMoment(_ exponent: Double) -> Double {
    guard !isOver else { return isBeyondTheData ? .nan : 0 }
    if let noisy { return noisyLogMoment(noisy, exponent) }
    var atoms: [(value: Double, share: Double)] = []
    for length in generated + 1...cap {
      let beyond = length < cap ? survival(at: length + 1) : 0
      let mass = survival(at: length) - beyond
      if mass > 0 { atoms.append((time(through: length), mass)) }
    }
    guard abs(exponent) * time(through: cap) > 0.01 else {
      return smallLogMoment(exponent, mean: mean, atoms)
    }
    return logSumExp(
      atoms.map { Double.log($0.share) + exponent * $0.value })
  }
}
