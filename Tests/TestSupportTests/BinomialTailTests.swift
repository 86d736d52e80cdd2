import TestSupport
import Testing

struct BinomialTailTests {
  @Test func thresholdsAreThoseOfTheOracle() throws {
    let oracle = try Reference.oracle("coverage_test_failure_budget")
    let rows = try #require(oracle.expected.array)
    #expect(rows.count == 5)
    for row in rows {
      let count = largestPlausibleCount(
        trials: try #require(row[0]?.int),
        probability: try #require(row[1]?.double),
        falseAlarm: try #require(row[2]?.double))
      #expect(count == row[3]?.int)
    }
  }

  @Test func smallTailsAreExact() {
    let tail = BinomialTail(trials: 4, probability: 0.5)
    let sixteenths: [Double] = [16, 16, 15, 11, 5, 1, 0, 0]
    let expected = sixteenths.map { $0 / 16 }
    #expect((-2...5).map { tail.probability(above: $0) } == expected)
    let below = (-1...6).map { tail.probability(below: $0) }
    #expect(below == expected.reversed())
  }

  @Test func farTailsAreExact() throws {
    // P(Bin(100, 1/2) > 98) = 101 / 2^100, P(Bin(59, 0.95) > 58) = 0.95^59
    let coin = BinomialTail(trials: 100, probability: 0.5)
    try requireClose(coin.probability(above: 98), 101 * 0x1p-100)
    let wilks = BinomialTail(trials: 59, probability: 0.95)
    try requireClose(
      1 - wilks.probability(above: 58), 0.9515054747505768, relative: 1e-12)
  }

  @Test func certainAndImpossibleEventsHaveNoSpread() {
    for trials in [0, 1, 50] {
      #expect(largestPlausibleCount(trials: trials, probability: 0) == 0)
      #expect(smallestPlausibleCount(trials: trials, probability: 0) == 0)
      #expect(largestPlausibleCount(trials: trials, probability: 1) == trials)
      #expect(smallestPlausibleCount(trials: trials, probability: 1) == trials)
    }
  }

  @Test func thresholdsAreTheSmallestAndTheLargestThatDo() {
    property("thresholds are tight") { choices in
      let trials = choices.int(0...3000)
      let probability = choices.unit()
      let alarm = choices.logUniform(in: 1e-15...0.5)
      let tail = BinomialTail(trials: trials, probability: probability)
      let most = tail.largestPlausibleCount(falseAlarm: alarm)
      let least = tail.smallestPlausibleCount(falseAlarm: alarm)
      try require(tail.probability(above: most) <= alarm, "above \(most)")
      try require(tail.probability(below: least) <= alarm, "below \(least)")
      try require(
        most == 0 || tail.probability(above: most - 1) > alarm, "\(most) - 1")
      try require(
        least == trials || tail.probability(below: least + 1) > alarm,
        "\(least) + 1")
    }
  }

  @Test func failuresMirrorSuccesses() {
    property("misses are trials less hits") { choices in
      let trials = choices.int(0...500)
      // A dyadic fraction, so that its complement is exact.
      let probability = Double(choices.int(0...64)) / 64
      let most = largestPlausibleCount(
        trials: trials, probability: probability, falseAlarm: 1e-7)
      let least = smallestPlausibleCount(
        trials: trials, probability: 1 - probability, falseAlarm: 1e-7)
      try requireEqual(most, trials - least)
    }
  }
}
