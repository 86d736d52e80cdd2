import DecodeTimes
import LengthLaws
import TestSupport
import Testing

/// Large batches of equal requests, of which only the number that runs counts.
@Suite("Peak of the cache of equal requests")
struct EqualRequestTests {
  /// The exact probability, by the law of the number that runs.
  private func probability(
    _ count: Int, prompt: Int, ending p: Double, cap: Int, capacity: Int
  ) -> Double {
    var masses = [Double](repeating: 0, count: count + 1)
    masses[count] = 1
    var exceeded = 0.0
    for step in 1...cap {
      var next = [Double](repeating: 0, count: count + 1)
      for running in 1...count where masses[running] > 0 {
        guard running * (prompt + step) <= capacity else {
          exceeded += masses[running]
          continue
        }
        let going = BinomialTail(trials: running, probability: 1 - p)
        for left in 0...running {
          next[left] +=
            masses[running]
            * (going.probability(above: left - 1)
              - going.probability(above: left))
        }
      }
      masses = next
    }
    return exceeded
  }

  @Test func bracketsHoldTheProbability() {
    property("the exact probability is in its bracket", cases: 25) { choices in
      let count = choices.int(13...20)
      let (prompt, cap) = (choices.int(0...300), choices.int(2...4))
      let p = choices.double(in: 0.01...0.4)
      let capacity = count * (prompt + 1) + choices.int(0...2 * count)
      let request = try RunningRequest(
        Geometric(p: p), promptTokens: prompt, cap: cap)
      let bracket = PeakCache(Array(repeating: request, count: count))
        .probability(exceeding: capacity)
      let exact = probability(
        count, prompt: prompt, ending: p, cap: cap, capacity: capacity)
      try require(
        bracket.lower <= exact * (1 + 1e-9) + 1e-12
          && exact <= bracket.upper * (1 + 1e-9) + 1e-12,
        "\(exact) is not in \(bracket)")
    }
  }
}
