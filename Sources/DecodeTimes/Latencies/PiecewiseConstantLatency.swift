/// A constant time per token over each of several ranges of *positions*.
///
/// l(k) is the rate of the bucket that holds position k. The first bucket
/// extends down to position 1; the last one holds beyond its end, whether it
/// is open or not. Buckets follow one another without gap or overlap.
///
/// A table of averages over answers by their *length* is another thing and
/// gives other times: see `AverageLatencyTable`.
///
/// Look-ups take O(log buckets), by sums kept at the buckets' edges.
public struct PiecewiseConstantLatency: StepLatency {
  private let ladder: BucketLadder
  /// Element i is L just before bucket i, in seconds.
  private let sums: [Double]

  /// The buckets, in order of position.
  public var buckets: [LatencyBucket] { ladder.buckets }

  /// Rates by position.
  ///
  /// - Parameter buckets: Ranges of positions in order, the first starting at
  ///   1 or later, each next one right after its predecessor's end; only the
  ///   last may be open. Rates in 0...10¹⁰⁰ seconds per token.
  /// - Throws: `DecodeTimeError` if the buckets are not so.
  public init(_ buckets: [LatencyBucket]) throws(DecodeTimeError) {
    ladder = try BucketLadder(buckets)
    var sums = [0.0]
    var end = 0
    for bucket in buckets.dropLast() {
      let last = bucket.last ?? end
      // The same operations as in `cumulativeLatency`: L is continuous across
      // the edge, to the last bit.
      sums.append(
        (sums.last ?? 0) + bucket.secondsPerToken * Double(last - end))
      end = last
    }
    self.sums = sums
  }

  /// l(k) in seconds, the rate of the bucket that holds k; 0 for k < 1.
  public func latency(at position: Int) -> Double {
    position >= 1 ? ladder.rate(at: position) : 0
  }

  /// L(n) = Σ l(k) in seconds; 0 for n < 1.
  public func cumulativeLatency(through position: Int) -> Double {
    guard position >= 1 else { return 0 }
    let index = ladder.index(of: position)
    let bucket = buckets[index]
    let before = index == 0 ? 0 : bucket.first - 1
    return sums[index] + bucket.secondsPerToken * Double(position - before)
  }
}

extension PiecewiseConstantLatency: Equatable, Codable {
  private enum CodingKeys: String, CodingKey {
    case buckets
  }

  /// Whether both have the same buckets.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.ladder == rhs.ladder
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
