/// Average seconds per token over answers, by the answers' *length*.
///
/// a(n) is the time of the decode phase of an answer of n tokens, divided by
/// n: the reading of a benchmark that groups whole answers by how long they
/// are. It is **not** a step latency — the time of position k — and does not
/// conform to `StepLatency`: the total is L(n) = n·a(n), and the step from
/// k − 1 to k tokens takes l(k) = k·a(k) − (k − 1)·a(k − 1), which at the
/// start of a costlier bucket is much more than a(k). `stepLatency()` converts.
///
/// The first bucket extends down to n = 1, the last one holds beyond its end.
public struct AverageLatencyTable: Sendable {
  let ladder: BucketLadder

  /// The buckets, in order of length.
  public var buckets: [LatencyBucket] { ladder.buckets }

  /// Averages by length.
  ///
  /// - Parameter buckets: Ranges of lengths in order, the first starting at 1
  ///   or later, each next one right after its predecessor's end; only the
  ///   last may be open. Rates in 0...10¹⁰⁰ seconds per token.
  /// - Throws: `DecodeTimeError` if the buckets are not so.
  public init(_ buckets: [LatencyBucket]) throws(DecodeTimeError) {
    ladder = try BucketLadder(buckets)
  }

  private init(trusted buckets: [LatencyBucket]) {
    ladder = BucketLadder(trusted: buckets)
  }

  /// a(n) in seconds per token; 0 for n < 1.
  public func average(forLength length: Int) -> Double {
    length >= 1 ? ladder.rate(at: length) : 0
  }

  /// L(n) = n·a(n) in seconds; 0 for n < 1.
  public func totalLatency(forLength length: Int) -> Double {
    length >= 1 ? Double(length) * ladder.rate(at: length) : 0
  }

  /// The step latency with the same totals: l(k) = k·a(k) − (k − 1)·a(k − 1).
  ///
  /// - Throws: `DecodeTimeError.negativeStep` if totals decrease with length
  ///   somewhere, which averages that fall steeply imply. Such a table was
  ///   measured on answers that differ in more than length.
  public func stepLatency() throws(DecodeTimeError) -> AverageDerivedLatency {
    try AverageDerivedLatency(self)
  }

  /// The published figures of a vision-language model, in milliseconds per
  /// token: 24.6 for 2 tokens, 34.4 for 3–5, 41.1 for 6–10, 41.5 for 11–20
  /// and 45.2 for 21 or more.
  ///
  /// The first row is extended down to answers of one token.
  public static let publishedVLM = AverageLatencyTable(trusted: [
    LatencyBucket(first: 2, last: 2, secondsPerToken: 0.0246),
    LatencyBucket(first: 3, last: 5, secondsPerToken: 0.0344),
    LatencyBucket(first: 6, last: 10, secondsPerToken: 0.0411),
    LatencyBucket(first: 11, last: 20, secondsPerToken: 0.0415),
    LatencyBucket(first: 21, last: nil, secondsPerToken: 0.0452),
  ])
}

extension AverageLatencyTable: Equatable, Codable {
  private enum CodingKeys: String, CodingKey {
    case buckets
  }

  /// Reads `{"buckets": […]}`.
  ///
  /// - Throws: `DecodingError` for what `init(_:)` refuses.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let buckets = try values.decode([LatencyBucket].self, forKey: .buckets)
    self = try DecodeTimeError.decoding(from: decoder) {
      () throws(DecodeTimeError) in try Self(buckets)
    }
  }

  /// Writes the buckets.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(buckets, forKey: .buckets)
  }
}
