import LengthLaws
import NumericalMethods
import RealModule

// The law of T with noise, of R·L(min(N, c)) with R the ratio whose law may
// depend on n:
//
//     P(T > t) = Σ_n P(min(N, c) = n)·P(R > t/L(n) | n)
//     E[T]     = Σ_n P(min(N, c) = n)·L(n)·E[R | n]
//
// Given k tokens, the ratio is that of the time still to come.

/// The lengths of positive probability and the laws of their ratios.
struct NoisyLengths: Sendable {
  /// Increasing.
  let lengths: [Int]
  let laws: RatioLaws

  /// The lengths in a range.
  func lengths(from first: Int, below end: Int) -> ArraySlice<Int> {
    lengths[index(first)..<max(index(first), index(end))]
  }

  /// How many lengths are below `length`.
  private func index(_ length: Int) -> Int {
    var (low, high) = (0, lengths.count)
    while low < high {
      let middle = low + (high - low) / 2
      if lengths[middle] < length { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension TotalDecodeTime {
  /// Σ P(min(N, c) = n)·f(law of R, L(n)), from the far end.
  func noisySum(
    _ noisy: NoisyLengths, _ term: (any RatioLaw, Double) -> Double
  ) -> Double {
    guard !isOver else { return 0 }
    var total =
      survival(at: cap)
      * term(noisy.laws.law(tokens: cap), time(through: cap))
    for n in noisy.lengths(from: generated + 1, below: cap).reversed() {
      let mass = survival(at: n) - survival(at: n + 1)
      guard mass > 0 else { continue }
      total += mass * term(noisy.laws.law(tokens: n), time(through: n))
    }
    return total
  }

  /// P(T > t) with noise, t ≥ 0.
  func noisyProbability(
    _ noisy: NoisyLengths, exceeding seconds: Double
  ) -> Double {
    noisySum(noisy) { law, latency in
      latency > 0 ? law.survival(seconds / latency) : 0
    }
  }

  /// E[max(T − t, 0)] with noise, t ≥ 0.
  func noisyExcess(_ noisy: NoisyLengths, beyond seconds: Double) -> Double {
    noisySum(noisy) { law, latency in
      latency > 0 ? latency * law.excess(seconds / latency) : 0
    }
  }

  /// Var[T] with noise.
  func noisyVariance(_ noisy: NoisyLengths) -> Double {
    let mean = mean
    return noisySum(noisy) { law, latency in
      let offset = latency * law.mean - mean
      return latency * latency * law.variance + offset * offset
    }
  }

  /// log E[e^{θT}] with noise.
  func noisyLogMoment(_ noisy: NoisyLengths, _ exponent: Double) -> Double {
    var logs: [Double] = []
    _ = noisySum(noisy) { law, latency in
      logs.append(law.logMoment(exponent * latency))
      return 0
    }
    guard logs.allSatisfy({ $0 < .infinity }) else { return .infinity }
    // In the order of `noisySum`: the cap, then the lengths from the far end.
    var masses = [survival(at: cap)]
    for n in noisy.lengths(from: generated + 1, below: cap).reversed() {
      let mass = survival(at: n) - survival(at: n + 1)
      if mass > 0 { masses.append(mass) }
    }
    return logSumExp(
      zip(logs, masses).compactMap { log, mass in
        mass > 0 ? log + Double.log(mass) : nil
      })
  }

  /// The longest time with noise; infinite if there is none.
  func noisyLargest(_ noisy: NoisyLengths) -> Double {
    guard !isOver else { return 0 }
    var largest = time(through: cap) * noisy.laws.law(tokens: cap).largest
    for n in noisy.lengths(from: generated + 1, below: cap) {
      largest = max(
        largest, time(through: n) * noisy.laws.law(tokens: n).largest)
    }
    return largest
  }

  /// The smallest t with P(T ≤ t) ≥ `level` with noise, to 2⁻⁴⁰ of its value,
  /// by bisection: the law may have steps.
  func noisyQuantile(_ noisy: NoisyLengths, _ level: Double) -> Double {
    guard level < 1 else { return noisyLargest(noisy) }
    func reached(_ seconds: Double) -> Bool {
      QuantileSearch.reaches(
        level, survivalBeyond: noisyProbability(noisy, exceeding: seconds))
    }
    guard !isOver, !reached(0) else { return 0 }
    var high = max(time(through: quantileTokens(level)), .leastNormalMagnitude)
    while !reached(high), high < .greatestFiniteMagnitude { high *= 2 }
    var low = 0.0
    while high - low > 0x1p-40 * high {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      if reached(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
