/// Why numbers do not make a latency.
///
/// Positions and lengths are tokens, times are seconds.
public enum LatencyError: Error, Sendable, Hashable {
  /// A time that is negative, infinite, not a number or above
  /// `maximumSeconds`, and the position or length it belongs to, if any.
  case secondsOutOfRange(Double, at: Int?)
  /// A slope that is negative, infinite, not a number or above
  /// `maximumSeconds`: far enough out, the latency would be negative.
  case slopeOutOfRange(Double)
  /// A table without a bucket.
  case noBuckets
  /// A bucket that starts below 1.
  case bucketStartOutOfRange(Int)
  /// A bucket that ends before it starts.
  case emptyBucket(first: Int, last: Int)
  /// An open bucket, starting at `first`, that is not the last one.
  case openBucketNotLast(first: Int)
  /// Buckets that share positions, or are out of order.
  case overlappingBuckets(last: Int, nextFirst: Int)
  /// Positions between two buckets that neither covers.
  case gapBetweenBuckets(last: Int, nextFirst: Int)
  /// A table without a knot.
  case noKnots
  /// A knot below 1 or beyond `limit`.
  case knotOutOfRange(Int, limit: Int)
  /// A knot that is not beyond the one before it.
  case knotsNotIncreasing(Int, after: Int)
  /// Averages that fall so fast that answers of `position` tokens would take
  /// less time in all than answers one token shorter.
  case negativeStep(position: Int, seconds: Double)

  /// The greatest time accepted: 10¹⁰⁰ seconds.
  ///
  /// Far beyond any use, it keeps every sum over positions finite.
  public static let maximumSeconds = 1e100
}

extension LatencyError: CustomStringConvertible {
  /// What is wrong, and what would be accepted.
  public var description: String {
    switch self {
    case .secondsOutOfRange(let seconds, let place):
      "a latency should be a number of seconds in 0...\(Self.maximumSeconds)"
        + ", but is \(seconds)" + (place.map { " at \($0)" } ?? "")
    case .slopeOutOfRange(let slope):
      "the slope of a latency should be in 0...\(Self.maximumSeconds) seconds "
        + "per position, but is \(slope)"
    case .noBuckets:
      "a latency table should have at least one bucket, but has none"
    case .bucketStartOutOfRange(let first):
      "a bucket should start at 1 or later, but starts at \(first)"
    case .emptyBucket(let first, let last):
      "a bucket should end where it starts or later, but goes from \(first) "
        + "to \(last)"
    case .openBucketNotLast(let first):
      "the last bucket alone should be open, but the one that starts at "
        + "\(first) is followed by another"
    case .overlappingBuckets(let last, let next):
      "the bucket after the one that ends at \(last) should start right after "
        + "it, but starts at \(next): buckets overlap or are out of order"
    case .gapBetweenBuckets(let last, let next):
      "the bucket after the one that ends at \(last) should start right after "
        + "it, but starts at \(next): no bucket covers what lies between"
    case .noKnots:
      "a tabulated latency should have at least one knot, but has none"
    case .knotOutOfRange(let position, let limit):
      "a knot should be at a position in 1...\(limit), but is at \(position)"
    case .knotsNotIncreasing(let position, let previous):
      "knots should be in increasing order of position, but \(position) "
        + "follows \(previous)"
    case .negativeStep(let position, let seconds):
      "an average of n tokens should not fall so fast that n times it "
        + "decreases, but the step to \(position) tokens takes "
        + "\(seconds) s; positions' own latencies belong in a "
        + "piecewise-constant latency instead"
    }
  }
}

// MARK: - Checks

extension LatencyError {
  /// Refuses what is not a time; NaN fails both comparisons.
  static func check(
    seconds: Double, at place: Int? = nil
  ) throws(LatencyError) {
    guard seconds >= 0, seconds <= maximumSeconds else {
      throw .secondsOutOfRange(seconds, at: place)
    }
  }

  /// Makes a value from decoded numbers, with an error that says where they
  /// stand in the file.
  static func decoding<Value>(
    from decoder: any Decoder, _ make: () throws(LatencyError) -> Value
  ) throws -> Value {
    do throws(LatencyError) {
      return try make()
    } catch {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath, debugDescription: error.description,
          underlyingError: error))
    }
  }
}
