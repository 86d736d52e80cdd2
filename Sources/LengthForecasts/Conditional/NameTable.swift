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
