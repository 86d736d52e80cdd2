import DecodeStatistics
import DecodeTraces
import Foundation
import TestSupport
import Testing

@Suite("Metrics")
struct MetricsTests {
  private func contents(_ text: String) throws -> TraceContents {
    try withFile(Array(text.utf8), name: "metrics.txt") {
      try TraceReader().contents(of: [$0])
    }
  }

  private func histograms(_ text: String) throws -> [LengthHistogram] {
    try contents(text).histograms
  }

  /// A scrape with cumulative counts up to 10, 100 and beyond.
  private func scrape(_ counts: [Int], sum: Int, length: Int? = nil) -> String {
    var text = "# TYPE vllm:request_generation_tokens histogram\n"
    for (bound, count) in zip(["10.0", "100.0", "+Inf"], counts) {
      text +=
        "vllm:request_generation_tokens_bucket{le=\"\(bound)\",model_name=\"m\"} "
        + "\(count).0\n"
    }
    text += "vllm:request_generation_tokens_sum{model_name=\"m\"} \(sum)\n"
    if let length {
      text +=
        "vllm:request_success_total{finished_reason=\"length\",model_name=\"m\"}"
        + " \(length)\n"
    }
    return text
  }

  @Test func enginesAreSummedAndEndingsCounted() throws {
    let contents = try fixture("metrics.prom")
    #expect(contents.tables.isEmpty)
    let histogram = try #require(contents.histograms.first)
    #expect(contents.histograms.count == 1)
    #expect(histogram.labels == ["model_name": "m"])
    #expect(histogram.count == 40)
    #expect(histogram.recordedMean == 40)
    #expect(histogram.capped == 4)
    #expect(histogram.cancelled == 0)
    #expect(
      histogram.buckets == [
        .init(above: 0, through: 1, count: 0),
        .init(above: 1, through: 10, count: 10),
        .init(above: 10, through: 100, count: 28),
        .init(above: 100, through: nil, count: 2),
      ])
    #expect(contents.reports[0].assumes(.bucketsOnly))
  }

  /// Every placement of the recorded lengths in their buckets has its
  /// quantile between the bounds, and both bounds are reached.
  @Test func bracketsHoldEveryLengthThatBucketsAllow() throws {
    let histogram = try #require(
      try histograms(scrape([7, 19, 20], sum: 900)).first)
    for level in [0.05, 0.35, 0.5, 0.9, 0.95] {
      let bracket = histogram.bracket(level)
      let rank = Int((20 * level).rounded(.up))
      let least =
        Array(repeating: 1, count: 7) + Array(repeating: 11, count: 12) + [101]
      let most =
        Array(repeating: 10, count: 7) + Array(repeating: 100, count: 12)
      #expect(bracket.least == least[rank - 1])
      #expect(bracket.most == (rank <= 19 ? most[rank - 1] : nil))
    }
    #expect(histogram.bracket(0.99).most == nil)
  }

  /// However the cut answers are chosen, N's quantile is below the latent
  /// bound: tried on all choices of two among the buckets.
  @Test func latentBracketsAllowForEveryChoiceOfCutAnswers() throws {
    let histogram = try #require(
      try histograms(scrape([7, 19, 20], sum: 900, length: 2)).first)
    for level in [0.3, 0.5, 0.9, 0.95] {
      let bound = histogram.latentBracket(level)
      let rank = Int((20 * level).rounded(.up))
      let recorded =
        Array(repeating: 10, count: 7) + Array(repeating: 100, count: 12) + [
          Int.max
        ]
      var worst = 0
      for first in 0..<20 {
        for second in 0..<first {
          var lengths = recorded
          lengths[first] = .max
          lengths[second] = .max
          worst = max(worst, lengths.sorted()[rank - 1])
        }
      }
      #expect((bound.most ?? .max) == worst)
    }
  }

  @Test func twoScrapesAreSubtracted() throws {
    let text =
      scrape([5, 10, 10], sum: 300, length: 1)
      + scrape([9, 19, 20], sum: 900, length: 3)
    let histogram = try #require(try histograms(text).first)
    #expect(histogram.buckets.map(\.count) == [4, 5, 1])
    #expect(histogram.recordedMean == 60)
    #expect(histogram.capped == 2)
  }

  @Test(arguments: [
    ("RESTART", "started anew"),
    ("# TYPE up gauge\nup 1\n", "no histogram of output lengths"),
    (
      "vllm:request_generation_tokens_bucket{le=\"10\"} 3\n",
      "+Inf is missing"
    ),
    (
      "vllm:request_generation_tokens_bucket{le=\"10\"} 3.5\n"
        + "vllm:request_generation_tokens_bucket{le=\"+Inf\"} 4\n",
      "whole number"
    ),
    (
      "vllm:request_generation_tokens_bucket{le=\"10\"} 5\n"
        + "vllm:request_generation_tokens_bucket{le=\"+Inf\"} 4\n",
      "of at least 5"
    ),
    (
      "vllm:request_generation_tokens_bucket{le=\"ten\"} 5\n", "+Inf"
    ),
    (
      "vllm:request_generation_tokens_bucket{le=\"-10\"} 0\n"
        + "vllm:request_generation_tokens_bucket{le=\"+Inf\"} 4\n",
      "no bound of a length"
    ),
    (
      "vllm:request_generation_tokens_bucket{le=\"+Inf\"} 4\n"
        + "vllm:request_generation_tokens_count 5\n", "_count is 5"
    ),
    ("vllm:request_generation_tokens_bucket{le=\"+Inf\"} 0\n", "is empty"),
  ])
  func metricsThatMakeNoSenseAreRefused(
    text: String, essence: String
  ) throws {
    let text =
      text == "RESTART"
      ? scrape([5, 10, 10], sum: 300) + scrape([4, 19, 20], sum: 900) : text
    let error = try #require(throws: TraceError.self) { try contents(text) }
    #expect(error.category == .badData)
    #expect(error.description.contains(essence), "\(error)")
  }

  @Test func bucketsAreNoAnswers() throws {
    let error = try #require(throws: TraceError.self) {
      try fixture("metrics.prom").requireAnswers()
    }
    #expect(error.code == .noAnswers)
    #expect(error.description.contains("describe"))
  }

  /// Every placement of times in their buckets has its quantile and its count
  /// beyond a limit between the bounds.
  @Test func timesLieBetweenTheirBuckets() throws {
    let contents = try fixture("metrics-times.prom")
    #expect(contents.timeHistograms.map(\.part).count == 3)
    let total = try #require(
      contents.timeHistograms.first { $0.part == .total })
    #expect(total.count == 200)
    #expect(total.mean == 0.3)
    #expect(total.buckets.map(\.count) == [100, 88, 11, 1])
    #expect(total.bracket(0.5) == (0, 0.3))
    #expect(total.bracket(0.95) == (0.5, 0.8))
    #expect(total.bracket(0.999) == (0.8, nil))
    property("bounds hold every placement") { choices in
      let times = total.buckets.flatMap { bucket in
        (0..<bucket.count).map { _ in
          // Above the lower bound, up to the upper one.
          let share = 1 - choices.double(in: 0...0.999)
          return bucket.above
            + share * ((bucket.through ?? 9) - bucket.above)
        }
      }.sorted()
      let limit = choices.double(in: 0...2)
      let over = times.count { $0 > limit }
      let bounds = total.countExceeding(seconds: limit)
      try require(bounds.least <= over && over <= bounds.most, "the count")
      let level = choices.double(in: 0.01...0.99)
      let rank = max(Int((200 * level).rounded(.up)), 1)
      let (above, most) = total.bracket(level)
      try require(times[rank - 1] > above, "the quantile's lower bound")
      try require(times[rank - 1] <= most ?? .infinity, "its upper bound")
    }
  }
}
