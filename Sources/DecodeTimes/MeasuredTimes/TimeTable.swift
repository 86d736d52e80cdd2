public import LengthLaws

/// Measured times of answers as data: how many took so long, and how many were
/// cut then.
///
/// What a life table is for lengths, this is for times. A measured time needs
/// no latency and no model of noise: its order statistics bound the quantiles
/// of T itself.
///
/// ```swift
/// var times = TimeTable()
/// try times.record(seconds: 1.93)
/// try times.record(seconds: 4.1, ending: .capped, tokens: 256)
/// try times.upperBound(level: 0.95, confidence: 0.95, underCap: 256)
/// ```
///
/// An answer that was cut after k tokens and t seconds is complete for a
/// request with a cap of at most k, which would have been cut no later; for a
/// larger cap all that is known is T > t. So the tokens of answers that were
/// cut are kept beside their times.
///
/// Tables merge exactly: the union of the answers, in any order. Memory is
/// four words a distinct time.
public struct TimeTable: Sendable {
  /// Answers of one time.
  struct Entry: Sendable, Hashable {
    var seconds: Double
    /// The tokens after which they were cut; 0 of answers that ended.
    var tokens: Int
    var ending: Ending
    var count: Int

    /// Whether two entries count answers of the same kind.
    func matches(_ other: Entry) -> Bool {
      seconds == other.seconds && tokens == other.tokens
        && ending == other.ending
    }

    static func precedes(_ a: Entry, _ b: Entry) -> Bool {
      (a.seconds, a.place, a.tokens) < (b.seconds, b.place, b.tokens)
    }

    private var place: Int {
      switch ending {
      case .stopped: 0
      case .capped: 1
      case .cancelled: 2
      }
    }
  }

  /// The greatest number of times that a table counts: 2⁵³.
  public static let maximumCount = LifeTable.maximumCount

  /// Times recorded, those of answers that were cut included.
  public private(set) var count = 0
  /// Times of answers that were cut by a cap or cancelled.
  public private(set) var cutCount = 0
  /// Times of answers that were cancelled.
  public private(set) var cancelledCount = 0

  private var settled: [Entry] = []
  /// In the order recorded; settled once they are as many, so that recording
  /// costs O(log n) a time in the long run.
  private var recent: [Entry] = []

  /// An empty table.
  public init() {}

  /// Whether no time is recorded.
  public var isEmpty: Bool { count == 0 }

  /// All entries in order.
  var entries: [Entry] {
    recent.isEmpty ? settled : Self.merged(settled, Self.sorted(recent))
  }

  /// The shortest time recorded, in seconds; `nil` of none.
  public var minimum: Double? { entries.first?.seconds }

  /// The longest time recorded, in seconds, cut ones included; `nil` of none.
  public var maximum: Double? { entries.last?.seconds }

  /// The largest number of tokens at which an answer was cut by its cap.
  public var largestCap: Int? {
    entries.lazy.filter { $0.ending == .capped }.map(\.tokens).max()
  }
}

// MARK: - Recording

extension TimeTable {
  /// Adds the time of an answer.
  ///
  /// - Parameters:
  ///   - seconds: Its time in 0...10¹⁰⁰ seconds; zero is a time.
  ///   - ending: How the answer ended.
  ///   - tokens: After how many tokens, at least 1; needed of an answer that
  ///     was cut, and not kept of others.
  ///   - count: How many such answers, at least 0.
  /// - Throws: `DecodeTimeError` if a number is out of range or the total
  ///   would exceed `maximumCount`. The table is then unchanged.
  public mutating func record(
    seconds: Double, ending: Ending = .stopped, tokens: Int = 1,
    count: Int = 1
  ) throws(DecodeTimeError) {
    try DecodeTimeError.check(seconds: seconds)
    try DecodeTimeError.check(count: tokens, "tokens", row: 0)
    guard count >= 0 else {
      throw .countOutOfRange(row: 0, name: "the count of a time", value: count)
    }
    guard count <= Self.maximumCount - self.count else { throw .tooManyTimes }
    guard count > 0 else { return }
    recent.append(
      Entry(
        // One zero, so that equal times are equal bits.
        seconds: seconds == 0 ? 0 : seconds,
        tokens: ending == .stopped ? 0 : tokens, ending: ending, count: count))
    self.count += count
    if ending != .stopped { cutCount += count }
    if ending == .cancelled { cancelledCount += count }
    if recent.count > max(256, settled.count) {
      settled = entries
      recent.removeAll(keepingCapacity: true)
    }
  }

  /// Adds every time of `other`.
  ///
  /// Merging is commutative and associative, with the empty table as identity.
  ///
  /// - Throws: `DecodeTimeError.tooManyTimes` if the total would exceed
  ///   `maximumCount`. The table is then unchanged.
  public mutating func merge(_ other: TimeTable) throws(DecodeTimeError) {
    guard other.count <= Self.maximumCount - count else { throw .tooManyTimes }
    settled = Self.merged(entries, other.entries)
    recent = []
    count += other.count
    cutCount += other.cutCount
    cancelledCount += other.cancelledCount
  }

  /// Sorted entries, those of one kind joined.
  private static func sorted(_ entries: [Entry]) -> [Entry] {
    var result: [Entry] = []
    for entry in entries.sorted(by: Entry.precedes) { join(entry, to: &result) }
    return result
  }

  private static func join(_ entry: Entry, to result: inout [Entry]) {
    if let last = result.last, last.matches(entry) {
      result[result.count - 1].count += entry.count
    } else {
      result.append(entry)
    }
  }

  /// Two sorted lists as one.
  private static func merged(_ first: [Entry], _ second: [Entry]) -> [Entry] {
    var result: [Entry] = []
    result.reserveCapacity(first.count + second.count)
    var (i, j) = (0, 0)
    while i < first.count || j < second.count {
      let isFirst =
        j == second.count
        || (i < first.count && Entry.precedes(first[i], second[j]))
      join(isFirst ? first[i] : second[j], to: &result)
      if isFirst { i += 1 } else { j += 1 }
    }
    return result
  }
}

extension TimeTable: Equatable {
  /// Whether both tables count the same times, whatever their order.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.count == rhs.count && lhs.entries == rhs.entries
  }
}
