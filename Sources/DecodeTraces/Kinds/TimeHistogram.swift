/// Times that are known in buckets only, as Prometheus keeps them.
public struct TimeHistogram: Sendable, Hashable {
  /// Which part of a request a time covers.
  public enum Part: String, Sendable, Hashable, CaseIterable {
    /// From the first token to the last.
    case decode
    /// The prefill.
    case prefill
    /// From the request's arrival to its last token, waiting included.
    case total
  }

  /// Requests whose time is above `above` and at most `through`.
  public struct Bucket: Sendable, Hashable {
    /// The bound below in seconds, which no time of the bucket has.
    public var above: Double
    /// The bound above in seconds; `nil` is open.
    public var through: Double?
    /// How many requests.
    public var count: Int

    /// A bucket.
    public init(above: Double, through: Double?, count: Int) {
      self.above = above
      self.through = through
      self.count = count
    }
  }

  /// The name of the metric.
  public internal(set) var metric: String
  /// What its times cover.
  public internal(set) var part: Part
  /// The labels that tell it from others of that name, engines summed.
  public internal(set) var labels: [String: String]
  /// The buckets in their order, with the open one last.
  public internal(set) var buckets: [Bucket]
  /// The sum of all times in seconds, exact.
  public internal(set) var sum: Double?

  /// Requests in all.
  public var count: Int { buckets.reduce(0) { $0 + $1.count } }

  /// The exact mean of the times in seconds.
  public var mean: Double? {
    guard let sum, count > 0 else { return nil }
    return sum / Double(count)
  }

  /// The seconds between which the quantile lies: above the first, and at most
  /// the second, which is `nil` if there is no bound.
  ///
  /// - Precondition: `level` is above 0 and below 1, and there are requests.
  public func bracket(_ level: Double) -> (above: Double, most: Double?) {
    precondition(
      level > 0 && level < 1, "level should be in (0, 1), but is \(level)")
    let rank = BucketRank.rank(level, of: count)
    var below = 0
    for bucket in buckets {
      below += bucket.count
      if below >= rank { return (bucket.above, bucket.through) }
    }
    return (0, nil)
  }

  /// How many requests took longer: at least those of the buckets above, at
  /// most those of the bucket that the time falls into as well.
  ///
  /// - Parameter seconds: A time.
  /// - Returns: Two counts.
  public func countExceeding(seconds: Double) -> (least: Int, most: Int) {
    var (least, most) = (0, 0)
    for bucket in buckets {
      if bucket.above >= seconds { least += bucket.count }
      if bucket.through.map({ $0 > seconds }) ?? true { most += bucket.count }
    }
    return (least, most)
  }
}
