import LengthLaws

/// Finds the answer from which a request seems to go on: in a conversation,
/// the prompt holds what was said before.
///
/// A request of p prompt tokens may go on from an answer of n tokens to a
/// prompt of p′ if 0 ≤ p − (p′ + n) ≤ `gap`: what is left over is what the
/// user has added. Of several the one that leaves least over is taken, and
/// the last of those. It is a guess from lengths alone; of the same task and
/// among the task's last `size` answers only.
struct ConversationGuess: Sendable {
  let size: Int
  let gap: Int
  private var tasks: [TaskID: Ring] = [:]

  /// The last answers of a task.
  fileprivate struct Ring: Sendable {
    /// p′ + n and n of each, the i-th of all at place i mod size.
    var ends: [Int] = []
    var lengths: [Int] = []
    var count = 0
    /// The places, by end and then by age.
    var order: [Int32] = []

    /// How many of `order` have an end of at most `end`.
    func rank(_ end: Int) -> Int {
      var (low, high) = (0, order.count)
      while low < high {
        let middle = (low + high) / 2
        if ends[Int(order[middle])] <= end {
          low = middle + 1
        } else {
          high = middle
        }
      }
      return low
    }

    /// Values of all answers, the oldest first.
    func inOrder(_ values: [Int]) -> [Int] {
      let oldest = count % max(values.count, 1)
      return Array(values[oldest...] + values[..<oldest])
    }

    mutating func add(end: Int, length: Int, size: Int) {
      let place = count % size
      if ends.count < size {
        ends.append(end)
        lengths.append(length)
      } else {
        // The oldest is the first among those of its end.
        order.remove(at: rank(ends[place] - 1))
        ends[place] = end
        lengths[place] = length
      }
      order.insert(Int32(truncatingIfNeeded: place), at: rank(end))
      count += 1
    }
  }

  init(size: Int, gap: Int) {
    self.size = size
    self.gap = gap
  }

  /// Tokens of the answer that a request goes on from, 0 if there is none.
  func continuedLength(task: TaskID, promptTokens: Int) -> Int {
    guard let ring = tasks[task] else { return 0 }
    let rank = ring.rank(promptTokens)
    guard rank > 0 else { return 0 }
    let place = Int(ring.order[rank - 1])
    return promptTokens - ring.ends[place] <= gap ? ring.lengths[place] : 0
  }

  /// Remembers an answer.
  mutating func record(task: TaskID, promptTokens: Int, length: Int) {
    let (end, isTooLong) = promptTokens.addingReportingOverflow(length)
    guard !isTooLong else { return }
    tasks[task, default: Ring()].add(end: end, length: length, size: size)
  }
}

// MARK: - Equality

extension ConversationGuess.Ring: Equatable {
  /// Whether the same answers came in the same order, wherever they are kept.
  static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.inOrder(lhs.ends) == rhs.inOrder(rhs.ends)
      && lhs.inOrder(lhs.lengths) == rhs.inOrder(rhs.lengths)
  }
}

extension ConversationGuess: Equatable {}

// MARK: - Codable

extension ConversationGuess: Codable {
  private enum CodingKeys: String, CodingKey {
    case size
    case gap
    case tasks
    case ends
    case lengths
  }

  /// Writes the answers of each task, the oldest first, tasks by name.
  func encode(to encoder: any Encoder) throws {
    let sorted = tasks.sorted { $0.key < $1.key }
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(size, forKey: .size)
    try values.encode(gap, forKey: .gap)
    try values.encode(sorted.map(\.key), forKey: .tasks)
    try values.encode(
      sorted.map { $0.value.inOrder($0.value.ends) }, forKey: .ends)
    try values.encode(
      sorted.map { $0.value.inOrder($0.value.lengths) }, forKey: .lengths)
  }

  /// Reads a memory.
  ///
  /// - Throws: `DecodingError` if columns do not belong together.
  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    size = try values.decode(Int.self, forKey: .size)
    gap = try values.decode(Int.self, forKey: .gap)
    let names = try values.decode([TaskID].self, forKey: .tasks)
    let ends = try values.decode([[Int]].self, forKey: .ends)
    let lengths = try values.decode([[Int]].self, forKey: .lengths)
    guard size >= 1, gap >= 0, ends.map(\.count) == lengths.map(\.count),
      names.count == ends.count, Set(names).count == names.count,
      ends.allSatisfy({ $0.count <= size }),
      zip(ends.joined(), lengths.joined()).allSatisfy({ 1 <= $1 && $1 <= $0 })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .ends, in: values,
        debugDescription: "each answer remembered should have a length of at "
          + "least 1 and an end of at least that")
    }
    for (task, (ends, lengths)) in zip(names, zip(ends, lengths)) {
      for (end, length) in zip(ends, lengths) {
        tasks[task, default: Ring()].add(end: end, length: length, size: size)
      }
    }
  }
}
