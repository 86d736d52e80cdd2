import LengthLaws

/// A request with its answer, names replaced by numbers; −1 stands for what
/// is unknown.
struct ConditionalAnswer: Sendable {
  var task: Int
  var continuedLength: Int
  /// One for each feature of the settings.
  var values: [Int]
  var length = 0
  var ending = Ending.stopped
}

/// The answers that conditional life tables were made from, in order.
struct ConditionalJournal: Sendable, Equatable {
  let features: [ConditionalLengthSettings.Feature]
  private var tasks = NameTable<TaskID>()
  private var labels = NameTable<String>()
  /// For each answer its task, length, ending, the length of the answer that
  /// it goes on from, and the values of its features.
  private var rows: [Int] = []
  private(set) var count = 0

  init(features: [ConditionalLengthSettings.Feature]) {
    self.features = features
  }

  private var width: Int { 4 + features.count }

  /// The answer of an index.
  subscript(index: Int) -> ConditionalAnswer {
    let start = index * width
    return ConditionalAnswer(
      task: rows[start], continuedLength: rows[start + 3],
      values: Array(rows[start + 4..<start + width]),
      length: rows[start + 1], ending: Ending.allCases[rows[start + 2]])
  }

  /// A request in numbers; names never seen have those of no node.
  func answer(_ request: RequestFeatures) -> ConditionalAnswer {
    ConditionalAnswer(
      task: tasks.number(request.task),
      continuedLength: max(request.continuedLength ?? -1, -1),
      values: features.map { feature in
        switch (feature, request.value(of: feature)) {
        case (.number, .number(let number)): max(number, 0)
        case (.category, .category(let label)): labels.number(label)
        default: -1
        }
      })
  }

  /// Adds an answer.
  ///
  /// - Returns: The answer in numbers.
  mutating func append(
    _ request: RequestFeatures, length: Int, ending: Ending
  ) -> ConditionalAnswer {
    _ = tasks.insert(request.task)
    for feature in features {
      if case .category = feature,
        case .category(let label)? = request.value(of: feature)
      {
        _ = labels.insert(label)
      }
    }
    var answer = answer(request)
    (answer.length, answer.ending) = (length, ending)
    append(answer)
    return answer
  }

  /// Adds an answer of another journal of the same features.
  mutating func append(_ other: Self, _ index: Int) -> ConditionalAnswer {
    var answer = other[index]
    answer.task = tasks.insert(other.tasks.names[answer.task])
    for (place, feature) in features.enumerated() {
      if case .category = feature, answer.values[place] >= 0 {
        answer.values[place] = labels.insert(
          other.labels.names[answer.values[place]])
      }
    }
    append(answer)
    return answer
  }

  private mutating func append(_ answer: ConditionalAnswer) {
    rows.append(answer.task)
    rows.append(answer.length)
    rows.append(Self.number(answer.ending))
    rows.append(answer.continuedLength)
    rows += answer.values
    count += 1
  }

  private static func number(_ ending: Ending) -> Int {
    switch ending {
    case .stopped: 0
    case .capped: 1
    case .cancelled: 2
    }
  }

  /// The same answers in an order that does not depend on theirs.
  var sorted: Self {
    var result = Self(features: features)
    for name in tasks.names.sorted() { _ = result.tasks.insert(name) }
    for name in labels.names.sorted() { _ = result.labels.insert(name) }
    var moved = Self(features: features)
    (moved.tasks, moved.labels) = (result.tasks, result.labels)
    for index in 0..<count { _ = moved.append(self, index) }
    let order = (0..<count).sorted { first, second in
      let start = (first * width, second * width)
      return moved.rows[start.0..<start.0 + width]
        .lexicographicallyPrecedes(moved.rows[start.1..<start.1 + width])
    }
    for index in order { _ = result.append(moved, index) }
    return result
  }

  static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.features == rhs.features && lhs.rows == rhs.rows
      && lhs.tasks.names == rhs.tasks.names
      && lhs.labels.names == rhs.labels.names
  }
}

// MARK: - Codable

extension ConditionalJournal: Codable {
  private enum CodingKeys: String, CodingKey {
    case features
    case tasks
    case labels
    case rows
  }

  /// Writes the names and the numbers.
  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(features, forKey: .features)
    try values.encode(tasks.names, forKey: .tasks)
    try values.encode(labels.names, forKey: .labels)
    try values.encode(rows, forKey: .rows)
  }

  /// Reads a journal.
  ///
  /// - Throws: `DecodingError` if a number stands for nothing.
  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      features: try values.decode(
        [ConditionalLengthSettings.Feature].self, forKey: .features))
    let names = try values.decode([TaskID].self, forKey: .tasks)
    for name in names { _ = tasks.insert(name) }
    let labelNames = try values.decode([String].self, forKey: .labels)
    for name in labelNames { _ = labels.insert(name) }
    rows = try values.decode([Int].self, forKey: .rows)
    let (count, rest) = rows.count.quotientAndRemainder(dividingBy: width)
    self.count = count
    let isWhole =
      rest == 0 && tasks.names.count == names.count
      && labels.names.count == labelNames.count
    guard isWhole, (0..<count).allSatisfy(isConsistent) else {
      throw DecodingError.dataCorruptedError(
        forKey: .rows, in: values,
        debugDescription: "each answer should have the number of a task, a "
          + "length of at least 1, an ending of 0 to 2, the length of the "
          + "answer before and \(features.count) features, -1 if unknown")
    }
  }

  private func isConsistent(_ index: Int) -> Bool {
    let start = index * width
    guard tasks.names.indices.contains(rows[start]), rows[start + 1] >= 1,
      (0...2).contains(rows[start + 2]), rows[start + 3] >= -1
    else { return false }
    return features.indices.allSatisfy { place in
      let value = rows[start + 4 + place]
      if case .category = features[place] {
        return value == -1 || labels.names.indices.contains(value)
      }
      return value >= -1
    }
  }
}
