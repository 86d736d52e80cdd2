/// What the conversations that were seen last were like: how many tokens their
/// answers had, and how long the latest of them was.
///
/// At most `most` conversations are remembered; then the older half of them
/// is forgotten.
struct ConversationLog: Sendable, Equatable {
  /// How many conversations are remembered at most.
  static let most = 1 << 16

  /// One conversation so far.
  struct Entry: Sendable, Equatable {
    /// The tokens of all its answers, and how many these are.
    var tokens = 0
    var count = 0
    /// The tokens of its latest answer.
    var latest = 0
    /// The tokens of that answer and of the prompt before it; 0 where the
    /// prompt's length is unknown.
    var end = 0
    /// The number of the answer among those of all conversations.
    var number = 0

    /// The mean length of its answers.
    var mean: Int { (tokens + count / 2) / max(count, 1) }
  }

  private var entries: [String: Entry] = [:]
  private var recorded = 0

  /// A conversation; `nil` if none of its answers is known.
  subscript(conversation: String) -> Entry? { entries[conversation] }

  /// Learns an answer.
  mutating func record(
    _ conversation: String, length: Int, promptTokens: Int?
  ) {
    let length = min(length, 1 << 40)
    var entry = entries[conversation] ?? Entry()
    guard entry.count < 1 << 20 else { return }
    entry.tokens += length
    entry.count += 1
    entry.latest = length
    entry.end = promptTokens.map { min(max($0, 0), 1 << 40) + length } ?? 0
    recorded += 1
    entry.number = recorded
    entries[conversation] = entry
    if entries.count > Self.most { forget() }
  }

  private mutating func forget() {
    let numbers = entries.values.map(\.number).sorted()
    let oldest = numbers[numbers.count / 2]
    entries = entries.filter { $0.value.number >= oldest }
  }
}

// MARK: - Codable

extension ConversationLog: Codable {
  private enum CodingKeys: String, CodingKey {
    case names
    case rows
  }

  /// Writes the conversations, the latest last.
  func encode(to encoder: any Encoder) throws {
    let sorted = entries.sorted { $0.value.number < $1.value.number }
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(sorted.map(\.key), forKey: .names)
    try values.encode(
      sorted.map { [$1.tokens, $1.count, $1.latest, $1.end] }, forKey: .rows)
  }

  /// Reads conversations.
  ///
  /// - Throws: `DecodingError` if columns do not belong together.
  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let names = try values.decode([String].self, forKey: .names)
    let rows = try values.decode([[Int]].self, forKey: .rows)
    guard names.count == rows.count, Set(names).count == names.count,
      names.count <= Self.most,
      rows.allSatisfy({
        $0.count == 4 && $0[1] >= 1 && $0[1] <= 1 << 20 && $0[2] >= 1
          && $0[0] >= $0[2] && $0[0] <= 1 << 60 && $0[3] >= 0
          && $0[3] <= 1 << 41
      })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .rows, in: values,
        debugDescription: "each conversation should have its tokens, answers, "
          + "the latest answer and where it ended")
    }
    for (name, row) in zip(names, rows) {
      recorded += 1
      entries[name] = Entry(
        tokens: row[0], count: row[1], latest: row[2], end: row[3],
        number: recorded)
    }
  }
}
