import DecodeTimes
import LengthLaws
import RealModule
import TestSupport

/// A batch of equal requests with a constant hazard: only the number that
/// runs counts, which is a Markov chain.
struct EqualRequests {
  let requests: [RunningRequest]
  private let prompt: Int
  private let cap: Int
  private let going: Double
  /// P(Bin(n, p) = k) at [n][k].
  private let binomials: [[Double]]

  init(count: Int, prompt: Int, hazard: Double, cap: Int) throws {
    let request = try RunningRequest(
      Geometric(p: hazard), promptTokens: prompt, cap: cap)
    requests = Array(repeating: request, count: count)
    self.prompt = prompt
    self.cap = cap
    going = 1 - hazard
    // One trial after the other: nothing to cancel or overflow.
    var rows = [[1.0]]
    for n in 1...count {
      rows.append(
        (0...n).map { k in
          (k < n ? rows[n - 1][k] * hazard : 0)
            + (k > 0 ? rows[n - 1][k - 1] * (1 - hazard) : 0)
        })
    }
    binomials = rows
  }

  /// The exact P(peak > capacity).
  func probability(exceeding capacity: Int) -> Double {
    var masses = [Double](repeating: 0, count: requests.count + 1)
    masses[requests.count] = 1
    var exceeded = 0.0
    for step in 1...cap {
      var next = [Double](repeating: 0, count: masses.count)
      for (running, mass) in masses.enumerated() where mass > 1e-20 {
        guard running * (prompt + step) <= capacity else {
          exceeded += mass
          continue
        }
        for (left, p) in binomials[running].enumerated() {
          next[left] += mass * p
        }
      }
      masses = next
    }
    return exceeded
  }

  /// The least capacity that is exceeded with at most that probability.
  func capacity(at probability: Double) -> Int {
    var (low, high) = (0, requests.count * (prompt + cap))
    while high - low > 1 {
      let middle = (low + high) / 2
      if self.probability(exceeding: middle) > probability {
        low = middle
      } else {
        high = middle
      }
    }
    return high
  }

  /// max over steps s of P(X(s) > capacity).
  func likeliestStep(exceeding capacity: Int) -> Double {
    (1...cap).map { step in
      BinomialTail(
        trials: requests.count, probability: Double.pow(going, step - 1)
      ).probability(above: capacity / (prompt + step))
    }.max() ?? 0
  }
}
