import LengthBounds
public import LengthLaws
import NumericalMethods

/// The key–value cache that a running batch will need at its peak.
///
/// Every running request adds one token a step, and gives its cache back once
/// it is done: at step s = 1, 2, … the batch holds
///
///     X(s) = Σ (promptᵢ + generatedᵢ + s)   over the requests with Rᵢ ≥ s
///
/// where Rᵢ, the tokens to come, are independent. No request joins. The peak
/// is max X(s), which the laws of the single X(s) do not tell: that some step
/// exceeds a capacity is more likely than that any given one does.
public struct PeakCache: Sendable {
  private let requests: [RunningRequest]

  /// A batch.
  ///
  /// - Parameter requests: The requests that run now.
  public init(_ requests: [RunningRequest]) {
    self.requests = requests
  }

  /// Limits of P(max X(s) > capacity), by simulation.
  ///
  /// Of n simulated batches x exceed; the limits are the exact ones of
  /// Clopper and Pearson for x of n, so that they hold for every batch and
  /// every n. Simulation goes on, with 1000, 4000, 16,000 and 64,000 batches
  /// in all, until both limits are within a tenth of the estimate, or, where a
  /// `risk` is to be decided on, lie on one side of it; the four looks share
  /// 1 − `confidence`. Within a tenth they come for probabilities from about
  /// 0.02 on.
  ///
  /// - Parameters:
  ///   - capacity: Tokens.
  ///   - risk: A probability that alone is to be decided on, which takes few
  ///     batches unless it is close to the truth.
  ///   - confidence: In (0, 1), the probability over seeds that the limits
  ///     hold; 1 − confidence is the risk of a wrong interval.
  ///   - seed: The limits depend on it and on the other arguments alone.
  /// - Returns: The limits; equal where nothing is random about it.
  /// - Throws: `LengthLawError.probabilityOutOfRange` for the confidence.
  ///
  /// Source: C. J. Clopper and E. S. Pearson, Biometrika 26, 404 (1934),
  /// doi:10.1093/biomet/26.4.404.
  public func probability(
    exceeding capacity: Int, deciding risk: Double? = nil,
    confidence: Double = 0.999, seed: UInt64 = 1
  ) throws(LengthLawError) -> ConfidenceInterval {
    let first = requests.reduce(0) { $0 + $1.cachedTokens(at: 1) }
    let whole = requests.reduce(0) { $0 + $1.cachedTokens(at: $1.longest) }
    if first > capacity || whole <= capacity {
      let certain = first > capacity ? 1.0 : 0
      return ConfidenceInterval(
        lower: certain, upper: certain, level: confidence,
        method: .clopperPearson)
    }
    var simulation = PeakSimulation(requests, seed: seed)
    var (exceeded, draws) = (0, 0)
    var interval = ConfidenceInterval(
      lower: 0, upper: 1, level: confidence, method: .clopperPearson)
    for looks in [1000, 4000, 16_000, 64_000] {
      while draws < looks {
        if simulation.exceeds(capacity) { exceeded += 1 }
        draws += 1
      }
      let proportion = try BinomialProportion(
        successes: exceeded, trials: draws)
      let limits = try proportion.clopperPearson(
        confidence: 1 - (1 - confidence) / 4)
      let upper = limits.upper ?? 1
      interval.lower = limits.lower
      interval.upper = upper
      let p = proportion.estimate
      if let risk {
        if upper <= risk || limits.lower > risk { break }
      } else if p > 0, limits.lower >= 0.9 * p, upper <= 1.1 * p {
        break
      }
    }
    return interval
  }
}

/// Draws of a batch's future.
private struct PeakSimulation: ~Copyable {
  /// S(1), S(2), … of the tokens to come, request by request.
  private let curves: [[Double]]
  /// Tokens in the cache before the first step.
  private let cached: [Int]
  private let random: RandomSource
  /// The request and its last step, the step in the high bits.
  private var ends: [UInt64]

  init(_ requests: [RunningRequest], seed: UInt64) {
    curves = requests.map { $0.residual.survivalCurve(through: $0.longest) }
    cached = requests.map { $0.cachedTokens(at: 0) }
    random = RandomSource(seed: seed)
    ends = [UInt64](repeating: 0, count: requests.count)
  }

  /// Whether one more draw exceeds a capacity at some step.
  mutating func exceeds(_ capacity: Int) -> Bool {
    for (index, curve) in curves.enumerated() {
      ends[index] =
        UInt64(Self.steps(curve, random.uniform())) << 32 | UInt64(index)
    }
    ends.sort()
    // The total grows by what runs until a request ends: so it is largest at
    // some request's last step.
    var (running, held) = (cached.count, cached.reduce(0, +))
    for end in ends {
      if held + running * Int(end >> 32) > capacity { return true }
      held -= cached[Int(end & 0xffff_ffff)]
      running -= 1
    }
    return false
  }

  /// How many of S(1) ≥ S(2) ≥ … are above a level.
  private static func steps(_ curve: [Double], _ level: Double) -> Int {
    var (low, high) = (1, curve.count)
    while low < high {
      let middle = (low + high) / 2
      if curve[middle] > level { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
