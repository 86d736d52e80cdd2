/// Lengths that are known in buckets only, as Prometheus keeps them.
public struct LengthHistogram: Sendable, Hashable {
  /// Answers of a length above `above` and at most `through`.
  public struct Bucket: Sendable, Hashable {
    /// The bound below, which no length of the bucket has.
    public var above: Int
    /// The bound above; `nil` is open.
    public var through: Int?
    /// How many answers.
    public var count: Int

    /// A bucket.
    public init(above: Int, through: Int?, count: Int) {
      self.above = above
      self.through = through
      self.count = count
    }
  }

  /// The name of the metric.
  public internal(set) var metric: String
  /// The labels that tell it from others of that name, engines summed.
  public internal(set) var labels: [String: String]
  /// The buckets in their order, with the open one last.
  public internal(set) var buckets: [Bucket]
  /// The sum of all lengths, exact.
  public internal(set) var sum: Double?
  /// How many answers were cut at their cap, in whichever buckets; `nil` if
  /// that is not counted.
  public internal(set) var capped: Int?
  /// How many answers were aborted; `nil` if that is not counted.
  public internal(set) var cancelled: Int?

  /// Answers in all.
  public var count: Int { buckets.reduce(0) { $0 + $1.count } }

  /// The exact mean of the recorded lengths.
  public var recordedMean: Double? {
    guard let sum, count > 0 else { return nil }
    return sum / Double(count)
  }

  /// The lengths between which the quantile of the *recorded* lengths lies:
  /// the least of them, and the greatest, `nil` if there is no bound.
  ///
  /// - Precondition: `level` is above 0 and below 1, and there are answers.
  public func bracket(
    _ level: Double
  ) -> (least: Int, most: Int?) {
    precondition(
      level > 0 && level < 1, "level should be in (0, 1), but is \(level)")
    precondition(count > 0, "a histogram should have answers")
    let rank = BucketRank.rank(level, of: count)
    var below = 0
    for bucket in buckets {
      below += bucket.count
      if below >= rank { return (bucket.above + 1, bucket.through) }
    }
    return (1, nil)
  }

  /// The lengths between which the quantile of N itself lies, whichever of the
  /// answers were cut: those that were capped or cancelled may be any, and
  /// their own lengths any longer ones.
  ///
  /// - Precondition: As `bracket(_:)`.
  public func latentBracket(_ level: Double) -> (least: Int, most: Int?) {
    let least = bracket(level).least
    let cut = (capped ?? 0) + (cancelled ?? 0)
    let rank = BucketRank.rank(level, of: count)
    // At worst the cut ones are among the shortest and never end.
    guard rank <= count - cut else { return (least, nil) }
    var below = -cut
    for bucket in buckets {
      below += bucket.count
      if below >= rank { return (least, bucket.through) }
    }
    return (least, nil)
  }
}
