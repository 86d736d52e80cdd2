/// The life tables of several tasks, merged task by task.
///
/// ```swift
/// var tables = LifeTables()
/// try tables.record(task: "vqa", length: 2, ending: .stopped)
/// tables["vqa"]?.count  // 1
/// ```
public struct LifeTables: Sendable, Equatable, Codable {
  private var byTask: [TaskID: LifeTable] = [:]

  /// No tasks.
  public init() {}

  /// The tasks, in order of their names.
  public var tasks: [TaskID] { byTask.keys.sorted() }

  /// Whether there is no task.
  public var isEmpty: Bool { byTask.isEmpty }

  /// Answers over all tasks.
  public var count: Int { byTask.values.reduce(0) { $0 + $1.count } }

  /// The table of one task.
  public subscript(task: TaskID) -> LifeTable? {
    get { byTask[task] }
    set { byTask[task] = newValue }
  }

  /// Adds `count` answers of `length` tokens to the table of `task`.
  ///
  /// - Throws: As `LifeTable.record(length:ending:count:)`.
  public mutating func record(
    task: TaskID, length: Int, ending: Ending, count: Int = 1
  ) throws(LengthLawError) {
    guard byTask[task] == nil else {
      try byTask[task]?.record(length: length, ending: ending, count: count)
      return
    }
    // A refused answer must not leave an empty task behind.
    var table = LifeTable()
    try table.record(length: length, ending: ending, count: count)
    if !table.isEmpty { byTask[task] = table }
  }

  /// Adds every answer of `other`, task by task.
  ///
  /// - Throws: `LengthLawError.tooManyAnswers`; `self` is then unchanged.
  public mutating func merge(_ other: LifeTables) throws(LengthLawError) {
    var result = self
    for (task, table) in other.byTask {
      try result.byTask[task, default: LifeTable()].merge(table)
    }
    self = result
  }

  /// The answers of both, under the precondition of `LifeTable.+`.
  public static func + (lhs: Self, rhs: Self) -> Self {
    var sum = lhs
    sum += rhs
    return sum
  }

  /// Adds every answer of `rhs`, under the precondition of `LifeTable.+`.
  public static func += (lhs: inout Self, rhs: Self) {
    for (task, table) in rhs.byTask {
      lhs.byTask[task, default: LifeTable()] += table
    }
  }

  /// All tasks as one.
  ///
  /// - Throws: `LengthLawError.tooManyAnswers`.
  public func pooled() throws(LengthLawError) -> LifeTable {
    var sum = LifeTable()
    for table in byTask.values { try sum.merge(table) }
    return sum
  }
}
