/// The place of a node: all tasks together, a task, or a cell below it.
struct NodeKey: Sendable, Hashable {
  /// The task by number, −1 for all together.
  var task: Int32 = -1
  /// Which chain of nodes below the task; −1 for the task itself.
  var branch: Int16 = -1
  var depth: Int16 = 0
  /// The cell of a number, or the number of a label.
  var cell = 0
}

/// Names by number, in the order in which they came.
struct NameTable<Name: Hashable & Sendable & Codable>: Sendable {
  private(set) var names: [Name] = []
  private var numbers: [Name: Int] = [:]

  /// The number of a name; −2, which nothing has, for one never seen.
  func number(_ name: Name) -> Int { numbers[name] ?? -2 }

  mutating func insert(_ name: Name) -> Int {
    if let number = numbers[name] { return number }
    numbers[name] = names.count
    names.append(name)
    return names.count - 1
  }
}
