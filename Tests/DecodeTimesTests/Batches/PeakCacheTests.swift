import DecodeTimes
import LengthLaws
import TestSupport
import Testing

/// All confidences here are such that a right interval fails once in 10⁹.
private let surely = 1 - 1e-9

@Suite("Peak of the cache")
struct PeakCacheTests {
  private struct Batch {
    var requests: [RunningRequest] = []
    var residuals: [[Double]] = []

    init(_ choices: inout Choices, count: ClosedRange<Int>) throws {
      for _ in 0..<choices.int(count) {
        let law = try smallLaw(&choices, longest: 5)
        let cap = choices.int(1...5)
        let request = try RunningRequest(
          law, promptTokens: choices.int(0...6), cap: cap)
        requests.append(request)
        residuals.append((1...cap).map { request.residual.mass(at: $0) })
      }
    }

    /// By all outcomes, one after the other.
    func probability(exceeding capacity: Int) -> Double {
      var sum = 0.0
      func visit(_ lengths: [Int], _ mass: Double) {
        guard mass > 0 else { return }
        if lengths.count < requests.count {
          for (index, p) in residuals[lengths.count].enumerated() {
            visit(lengths + [index + 1], mass * p)
          }
          return
        }
        let peak = (1...5).map { step in
          zip(requests, lengths).reduce(0) {
            $0 + ($1.1 >= step ? $1.0.promptTokens + step : 0)
          }
        }.max()
        if peak ?? 0 > capacity { sum += mass }
      }
      visit([], 1)
      return sum
    }
  }

  @Test func intervalsHoldTheEnumeratedProbability() {
    property("the probability of all outcomes is inside", cases: 40) {
      choices in
      let batch = try Batch(&choices, count: 1...4)
      let capacity = choices.int(0...40)
      let interval = try PeakCache(batch.requests).probability(
        exceeding: capacity, deciding: 0.5, confidence: surely,
        seed: UInt64(choices.int(1...1000)))
      let exact = batch.probability(exceeding: capacity)
      try require(
        interval.lower <= exact + 1e-12
          && exact <= interval.upper ?? 1 + 1e-12,
        "\(exact) is not in \(interval)")
    }
  }

  @Test(arguments: [64, 256])
  func manyEqualRequestsAreToldWithinATenth(_ count: Int) throws {
    let chain = try EqualRequests(
      count: count, prompt: 100, hazard: 0.01, cap: 12)
    let capacity = chain.capacity(at: 0.5)
    let exact = chain.probability(exceeding: capacity)
    #expect(exact > 0.3)
    let interval = try PeakCache(chain.requests).probability(
      exceeding: capacity)
    let upper = try #require(interval.upper)
    #expect(interval.lower >= 0.9 * exact && interval.lower <= exact)
    #expect(upper <= 1.1 * exact && upper >= exact)
    // The planted bug: no single step is as likely to exceed as any.
    let single = chain.likeliestStep(exceeding: capacity)
    #expect(single < interval.lower, "\(single) against \(exact)")
  }

  @Test(arguments: [0.005, 0.02, 0.2, 0.9])
  func decidingTakesTheRightSide(_ aim: Double) throws {
    let chain = try EqualRequests(
      count: 64, prompt: 100, hazard: 0.01, cap: 12)
    let capacity = chain.capacity(at: aim)
    let exact = chain.probability(exceeding: capacity)
    for risk in [exact / 2, (2 * exact + exact * exact) / (1 + 2 * exact)] {
      let interval = try PeakCache(chain.requests).probability(
        exceeding: capacity, deciding: risk, confidence: surely)
      let upper = try #require(interval.upper)
      #expect(interval.lower <= exact && exact <= upper)
      #expect(exact > risk ? interval.lower > risk : upper <= risk)
    }
  }

  @Test func whatIsCertainIsSaidToBe() throws {
    let empty = PeakCache([])
    #expect(try empty.probability(exceeding: 0).upper == 0)
    let request = try RunningRequest(
      Geometric(p: 0.1), promptTokens: 10, cap: 5)
    let batch = PeakCache([request, request])
    #expect(try batch.probability(exceeding: 21).lower == 1)
    #expect(try batch.probability(exceeding: 30).upper == 0)
    let between = try batch.probability(exceeding: 29)
    #expect(between.lower > 0 && between.upper ?? 1 < 1)
    #expect(try between == batch.probability(exceeding: 29))
    #expect(throws: (any Error).self) {
      try batch.probability(exceeding: 29, confidence: 1)
    }
  }
}
