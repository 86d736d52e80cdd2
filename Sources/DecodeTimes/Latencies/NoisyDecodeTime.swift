import LengthLaws
import NumericalMethods
import RealModule

/// The law of T with the noise of measurement: of R·L(min(N, c)), R the ratio
/// whose law may depend on n.
///
///     P(T > t) = Σ_n P(min(N, c) = n)·P(R > t/L(n) | n)
///     E[T]     = Σ_n P(min(N, c) = n)·L(n)·E[R | n]
///     CVaR_q   = v + E[max(T − v, 0)]/(1 − q), v the q-quantile
///
/// Quantiles are found by bisection. All are the fitted model's own: plug-in
/// estimates, no bounds. Given k tokens, the ratio is that of the time still
/// to come.
///
/// Each question costs O(c).
public struct NoisyDecodeTime: Sendable {
  /// The law without noise.
  public let time: TotalDecodeTime
  /// The noise.
  public let noise: DecodeTimeNoise
  private let samples: [RatioSample]

  /// The law of T with noise.
  ///
  /// - Parameters:
  ///   - time: The law without noise, or a view on one.
  ///   - noise: The law of the ratio.
  public init(_ time: TotalDecodeTime, noise: DecodeTimeNoise) {
    self.time = time
    self.noise = noise
    samples = noise.samples
  }

  /// E[T] in seconds; infinite where the noise's mean is.
  public var mean: Double { excess(beyond: 0) }

  /// P(T > t), for any t in seconds but NaN.
  public func probability(exceeding seconds: Double) -> Double {
    precondition(!seconds.isNaN, "Time should be a number, but is NaN")
    guard seconds >= 0 else { return 1 }
    return sum { [samples] law, latency in
      guard latency > 0 else { return 0 }
      return Self.survival(law, seconds / latency, samples)
    }
  }

  /// The smallest t with P(T ≤ t) ≥ `level`, to 2⁻⁴⁰ of its value.
  ///
  /// - Parameter level: A probability in 0..<1.
  /// - Returns: Seconds.
  public func quantile(_ level: Double) -> Double {
    precondition(
      level >= 0 && level < 1, "Level should be in 0..<1, but is \(level)")
    func reached(_ seconds: Double) -> Bool {
      QuantileSearch.reaches(
        level, survivalBeyond: probability(exceeding: seconds))
    }
    guard !reached(0) else { return 0 }
    var high = max(time.quantile(level), .leastNormalMagnitude)
    while !reached(high), high < .greatestFiniteMagnitude { high *= 2 }
    var low = 0.0
    while high - low > 0x1p-40 * high {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      if reached(middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// The mean of the worst 1 − `level` of the law, in seconds.
  ///
  /// - Parameter level: q in 0..<1; at 0 it is the mean.
  /// - Returns: Seconds, at least the quantile of that level.
  public func conditionalValueAtRisk(_ level: Double) -> Double {
    let value = quantile(level)
    return value + excess(beyond: value) / (1 - level)
  }

  /// E[max(T − t, 0)].
  private func excess(beyond seconds: Double) -> Double {
    sum { [samples] law, latency in
      guard latency > 0 else { return 0 }
      return latency * Self.excess(law, seconds / latency, samples)
    }
  }

  /// Σ P(min(N, c) = n)·f(law of R, L(n)), from the far end.
  private func sum(_ term: (RatioLaw, Double) -> Double) -> Double {
    guard !time.isOver else { return 0 }
    var total = 0.0
    for n in stride(from: time.cap, through: time.generated + 1, by: -1) {
      let beyond = n == time.cap ? 0 : time.survival(at: n + 1)
      let mass = time.survival(at: n) - beyond
      guard mass > 0 else { continue }
      total += mass * term(noise.law(tokens: n), time.time(through: n))
    }
    return total
  }

  private static func survival(
    _ law: RatioLaw, _ ratio: Double, _ samples: [RatioSample]
  ) -> Double {
    switch law {
    case .sample(let index): return samples[index].survival(ratio)
    case .logNormal(let mean, let scale):
      guard ratio > 0 else { return 1 }
      let distance = Double.log(ratio) - mean
      guard scale > 0 else { return distance < 0 ? 1 : 0 }
      return Double.exp(logNormalSurvival(distance / scale))
    }
  }

  /// E[max(R − r, 0)]; of a log-normal law
  /// e^{μ + σ²/2}·Φ((μ + σ² − log r)/σ) − r·Φ((μ − log r)/σ).
  private static func excess(
    _ law: RatioLaw, _ ratio: Double, _ samples: [RatioSample]
  ) -> Double {
    switch law {
    case .sample(let index): return samples[index].excess(ratio)
    case .logNormal(let mean, let scale):
      let average = Double.exp(mean + scale * scale / 2)
      guard ratio > 0 else { return average }
      let distance = Double.log(ratio) - mean
      guard scale > 0 else { return max(average - ratio, 0) }
      let upper = Double.exp(logNormalSurvival(distance / scale - scale))
      let lower = Double.exp(logNormalSurvival(distance / scale))
      return max(0, average * upper - ratio * lower)
    }
  }
}
