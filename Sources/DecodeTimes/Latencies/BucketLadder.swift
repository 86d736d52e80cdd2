/// Buckets that follow one another without a gap, so that each count from 1
/// up lies in exactly one: the first extends down to 1, the last beyond its
/// end.
struct BucketLadder: Sendable, Equatable {
  /// The buckets as given, at least one.
  let buckets: [LatencyBucket]

  /// Checks that buckets are contiguous, in order, and hold times.
  init(_ buckets: [LatencyBucket]) throws(DecodeTimeError) {
    guard let opening = buckets.first else { throw .noBuckets }
    guard opening.first >= 1 else {
      throw .bucketStartOutOfRange(opening.first)
    }
    for (row, bucket) in buckets.enumerated() {
      if row > 0 {
        guard let last = buckets[row - 1].last else {
          throw .openBucketNotLast(first: buckets[row - 1].first)
        }
        guard last < bucket.first else {
          throw .overlappingBuckets(last: last, nextFirst: bucket.first)
        }
        guard last == bucket.first - 1 else {
          throw .gapBetweenBuckets(last: last, nextFirst: bucket.first)
        }
      }
      if let last = bucket.last, last < bucket.first {
        throw .emptyBucket(first: bucket.first, last: last)
      }
      try DecodeTimeError.check(
        seconds: bucket.secondsPerToken, at: bucket.first)
    }
    self.buckets = buckets
  }

  /// Buckets known to satisfy the checks.
  init(trusted buckets: [LatencyBucket]) { self.buckets = buckets }

  /// Which bucket holds `count`, by bisection: the last that starts at or
  /// before it, or the first.
  func index(of count: Int) -> Int {
    var (low, high) = (0, buckets.count)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if buckets[middle].first <= count { low = middle } else { high = middle }
    }
    return low
  }

  /// The rate of the bucket that holds `count`.
  func rate(at count: Int) -> Double {
    buckets[index(of: count)].secondsPerToken
  }
}
