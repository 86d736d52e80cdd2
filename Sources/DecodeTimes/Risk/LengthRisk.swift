import LengthLaws
import NumericalMethods
import RealModule

/// The latent length N as an amount at risk, in tokens.
struct LengthRisk<Base: LengthDistribution>: RiskLaw {
  let lengths: Base

  /// The last length that sums run to, if any answer is so long.
  private static var last: Int { 1 << 61 }

  var mean: Double { lengths.mean }

  func quantile(_ level: Double) -> Double {
    let quantile = lengths.quantile(level)
    return quantile < .max ? Double(quantile) : .infinity
  }

  /// Σ_{k > x} S(k), less the part of a token below x.
  func expectedExcess(over threshold: Double) -> Double {
    guard lengths.mean < .infinity else { return .infinity }
    guard threshold >= 1 else { return lengths.mean - threshold }
    guard threshold < Double(Self.last) else { return 0 }
    let first = Int(threshold) + 1
    guard lengths.logSurvival(at: first) > -.infinity else { return 0 }
    let sum = SurvivalSums.moments(
      over: first...Self.last, survival: lengths.survival(at:)
    ).first
    return sum
      - (threshold - Double(first - 1)) * lengths.survival(at: first)
  }

  /// Σ g(S(k)).
  func distortedMean(_ distortion: (Double) -> Double) -> Double {
    guard lengths.mean < .infinity else { return .infinity }
    return SurvivalSums.moments(over: 1...Self.last) {
      distortion(lengths.survival(at: $0))
    }.first
  }

  /// log E[e^{θN}], by θ + log(1 + (e^θ − 1) Σ_k e^{θ(k−1)} S(k + 1)).
  func logMoment(_ exponent: Double) -> Double {
    guard exponent < decayRate else { return .infinity }
    // Terms are summed until a geometric series with the ratio of the last
    // two would add nothing; the ratio of a law's far tail only settles.
    var (total, scale, last) = (0.0, -Double.infinity, -Double.infinity)
    for k in 1...Self.longestSum {
      let log = exponent * Double(k - 1) + lengths.logSurvival(at: k + 1)
      guard log > -.infinity else { break }
      if log > scale {
        total *= Double.exp(scale - log)
        scale = log
      }
      total += Double.exp(log - scale)
      let ratio = log - last
      last = log
      let rest = log - scale - Double.log(-Double.expMinusOne(ratio))
      if ratio < 0, rest < Double.log(total) - 40 { break }
      if k == Self.longestSum { return .infinity }
    }
    let sum = Double.log(Double.expMinusOne(exponent)) + scale
    return exponent + logSumExp([0, sum + Double.log(total)])
  }

  /// So many terms are summed before a moment counts as divergent.
  private static var longestSum: Int { 1 << 24 }

  /// The rate at which the survival function falls in the end; a moment of at
  /// least that exponent diverges.
  private var decayRate: Double {
    let far = 1 << 50
    let here = lengths.logSurvival(at: far)
    guard here > -.infinity else { return .infinity }
    let there = lengths.logSurvival(at: 2 * far)
    return there > -.infinity ? (here - there) / Double(far) : .infinity
  }
}
