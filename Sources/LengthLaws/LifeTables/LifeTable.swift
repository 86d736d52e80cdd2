/// How many answers ended, and how many were censored, at each length.
///
/// A life table is the sufficient statistic of every model in this package:
/// nothing is lost by keeping it instead of the answers, two of them merge by
/// addition, and a fit costs as much as there are *distinct* lengths.
///
/// ```swift
/// var table = LifeTable()
/// try table.record(length: 17, ending: .stopped)
/// try table.record(length: 64, ending: .capped, count: 12)
/// table.atRisk(at: 18)  // 12
/// ```
///
/// Invariants: rows are sorted by length, lengths are at least 1, no row is
/// empty, and the total is at most 2⁵³, so that every count converts to
/// `Double` exactly.
///
/// `record` takes O(log d) for a length seen before and O(√d) amortised for a
/// new one, where d is the number of distinct lengths; reading is O(d). Memory
/// is four words a distinct length, however many the answers.
public struct LifeTable: Sendable {
  /// The counts of one length.
  public struct Row: Sendable, Hashable {
    /// Tokens generated.
    public var length: Int
    /// Answers that ended by themselves after `length` tokens: N = length.
    public var stopped: Int
    /// Answers cut by their cap after `length` tokens: N > length.
    public var capped: Int
    /// Answers aborted after `length` tokens: N > length.
    public var cancelled: Int

    /// Answers known only to be longer than `length`.
    public var censored: Int { capped + cancelled }
    /// All answers with `length` recorded tokens.
    public var total: Int { stopped + capped + cancelled }

    /// Counts at one length.
    public init(
      length: Int, stopped: Int = 0, capped: Int = 0, cancelled: Int = 0
    ) {
      self.length = length
      self.stopped = stopped
      self.capped = capped
      self.cancelled = cancelled
    }
  }

  /// The greatest total that a table holds: 2⁵³.
  public static let maximumCount = 1 << 53

  /// Answers recorded, censored ones included.
  public private(set) var count = 0
  /// Answers that ended by themselves.
  public private(set) var stoppedCount = 0
  /// Answers cut by their cap.
  public private(set) var cappedCount = 0
  /// Answers aborted by client or server.
  public private(set) var cancelledCount = 0

  /// Most rows, sorted.
  private var settled: [Row] = []
  /// Rows of lengths not in `settled`, sorted and few: inserting here moves
  /// little memory, and a full buffer is merged in one pass.
  private var recent: [Row] = []
  private static let recentCapacity = 256

  /// An empty table.
  public init() {}

  /// Answers known only to be longer than recorded.
  public var censoredCount: Int { cappedCount + cancelledCount }
  /// Whether no answer is recorded.
  public var isEmpty: Bool { count == 0 }

  /// The counts by length, shortest first.
  public var rows: [Row] {
    recent.isEmpty ? settled : Self.merged(settled, recent)
  }
}

// MARK: - Recording

extension LifeTable {
  /// Adds `count` answers of `length` tokens.
  ///
  /// - Parameters:
  ///   - length: Tokens generated, at least 1.
  ///   - ending: How the answers ended.
  ///   - count: How many such answers, at least 0.
  /// - Throws: `LengthLawError` if `length` or `count` is out of range or the
  ///   total would exceed `maximumCount`. The table is then unchanged.
  public mutating func record(
    length: Int, ending: Ending, count: Int = 1
  ) throws(LengthLawError) {
    guard length >= 1 else { throw .lengthOutOfRange(length) }
    guard count >= 0 else { throw .negativeCount(count) }
    guard count <= Self.maximumCount - self.count else {
      throw .tooManyAnswers
    }
    guard count > 0 else { return }
    var row = Row(length: length)
    switch ending {
    case .stopped: row.stopped = count
    case .capped: row.capped = count
    case .cancelled: row.cancelled = count
    }
    insert(row)
    countIn(row)
  }

  /// Adds a row longer than all others.
  mutating func append(_ row: Row) {
    settled.append(row)
    countIn(row)
  }

  private mutating func countIn(_ row: Row) {
    count += row.total
    stoppedCount += row.stopped
    cappedCount += row.capped
    cancelledCount += row.cancelled
  }

  private mutating func insert(_ row: Row) {
    let place = settled.firstIndex(notShorterThan: row.length)
    if place < settled.count, settled[place].length == row.length {
      settled[place] += row
    } else if place == settled.count, recent.isEmpty {
      settled.append(row)
    } else {
      let place = recent.firstIndex(notShorterThan: row.length)
      if place < recent.count, recent[place].length == row.length {
        recent[place] += row
      } else {
        recent.insert(row, at: place)
      }
      if recent.count > Self.recentCapacity {
        settled = Self.merged(settled, recent)
        recent.removeAll(keepingCapacity: true)
      }
    }
  }

  /// Two sorted lists of rows as one.
  private static func merged(_ first: [Row], _ second: [Row]) -> [Row] {
    var result: [Row] = []
    result.reserveCapacity(first.count + second.count)
    var (i, j) = (0, 0)
    while i < first.count, j < second.count {
      if first[i].length < second[j].length {
        result.append(first[i])
        i += 1
      } else if first[i].length > second[j].length {
        result.append(second[j])
        j += 1
      } else {
        var row = first[i]
        row += second[j]
        result.append(row)
        (i, j) = (i + 1, j + 1)
      }
    }
    result += first[i...]
    result += second[j...]
    return result
  }
}

// MARK: - Merging

extension LifeTable {
  /// Adds every answer of `other`.
  ///
  /// Merging is commutative and associative, with the empty table as identity.
  ///
  /// - Throws: `LengthLawError.tooManyAnswers` if the total would exceed
  ///   `maximumCount`. The table is then unchanged.
  public mutating func merge(_ other: LifeTable) throws(LengthLawError) {
    guard other.count <= Self.maximumCount - count else {
      throw .tooManyAnswers
    }
    settled = Self.merged(rows, other.rows)
    recent = []
    count += other.count
    stoppedCount += other.stoppedCount
    cappedCount += other.cappedCount
    cancelledCount += other.cancelledCount
  }

  /// The answers of both tables.
  ///
  /// - Precondition: Together they hold at most `maximumCount` answers; use
  ///   `merge(_:)` where that is not known.
  public static func + (lhs: Self, rhs: Self) -> Self {
    var sum = lhs
    sum += rhs
    return sum
  }

  /// Adds every answer of `rhs`, under the precondition of `+`.
  public static func += (lhs: inout Self, rhs: Self) {
    do {
      try lhs.merge(rhs)
    } catch {
      preconditionFailure(
        "Life tables of \(lhs.count) and \(rhs.count) answers should hold at "
          + "most 2^53 together")
    }
  }
}

extension LifeTable.Row {
  fileprivate static func += (lhs: inout Self, rhs: Self) {
    lhs.stopped += rhs.stopped
    lhs.capped += rhs.capped
    lhs.cancelled += rhs.cancelled
  }
}

extension LifeTable: Equatable {
  /// Whether both tables count the same answers, whatever their order.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.count == rhs.count && lhs.rows == rhs.rows
  }
}
