import DecodeTimes
import Foundation
import TestSupport
import Testing

@Suite("Load from a log")
struct LoadTimelineTests {
  private static func requests(
    _ choices: inout Choices
  ) -> [LoadTimeline.Request] {
    // Quarters of a second, so that moments coincide.
    func time(_ choices: inout Choices, _ most: Int) -> Double {
      Double(choices.int(0...most)) / 4
    }
    return choices.array(0...14) { choices in
      let arrival = 1000 + time(&choices, 20)
      let start = arrival + time(&choices, 4)
      let first = start + time(&choices, 4)
      return LoadTimeline.Request(
        arrival: arrival, start: start, firstToken: first,
        end: first + time(&choices, 16), promptTokens: choices.int(0...500),
        tokens: choices.int(1...100))
    }
  }

  /// By definition, request against request.
  private static func load(
    _ requests: [LoadTimeline.Request], of own: Int, at now: Double,
    withOwn: Bool = false
  ) -> ServerLoad {
    var load = ServerLoad()
    for (place, other) in requests.enumerated()
    where withOwn || place != own {
      if other.arrival <= now, other.start > now { load.waiting += 1 }
      if other.start <= now, other.firstToken > now {
        load.prefillTokens += Double(other.promptTokens)
      }
      if other.firstToken <= now, other.end > now {
        load.running += 1
        load.cachedTokens +=
          Double(other.promptTokens) + Double(other.tokens)
          * (now - other.firstToken) / (other.end - other.firstToken)
      }
    }
    return load
  }

  private static func requireLoads(
    _ requests: [LoadTimeline.Request], withOwn: Bool = false
  ) throws {
    let timeline = LoadTimeline(requests)
    for (place, request) in requests.enumerated() {
      for (found, now) in [
        (timeline.atStart[place], request.start),
        (timeline.atFirstToken[place], request.firstToken),
      ] {
        let truth = load(requests, of: place, at: now, withOwn: withOwn)
        try requireEqual(found.running, truth.running)
        try requireEqual(found.waiting, truth.waiting)
        try requireEqual(found.prefillTokens, truth.prefillTokens)
        try requireClose(
          found.cachedTokens, truth.cachedTokens, relative: 1e-9,
          absolute: 1e-6)
      }
    }
  }

  @Test func loadsAreThoseOfTheOtherRequests() {
    property("one sweep finds what pairs do", cases: 300) { choices in
      try Self.requireLoads(Self.requests(&choices))
    }
  }

  /// A sweep that counted the request itself would be seen.
  @Test func theRequestItselfIsNoLoad() {
    let one = LoadTimeline.Request(
      arrival: 0, start: 1, firstToken: 2, end: 9, promptTokens: 7, tokens: 5)
    #expect(throws: Falsified.self) {
      try Self.requireLoads([one, one], withOwn: true)
    }
  }
}
