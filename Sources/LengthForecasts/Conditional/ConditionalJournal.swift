import LengthLaws

/// A request with its answer, names replaced by numbers; −1 stands for what
/// is unknown, −2 for a name never seen.
struct ConditionalAnswer: Sendable, Equatable {
  var task: Int
  /// One for each variable of the layout.
  var values: [Int]
  var length = 0
  var ending = Ending.stopped
}

/// The answers that conditional life tables were made from, in order, as
/// bytes: seven bits of a number each, the least significant first.
struct ConditionalJournal: Sendable, Equatable {
  let layout: ConditionalLayout
  private(set) var tasks = NameTable<TaskID>()
  private var labels = NameTable<String>()
  private var bytes: [UInt8] = []
  private(set) var count = 0

  init(_ layout: ConditionalLayout) { self.layout = layout }

  /// The answers, one after the other.
  func visit(_ body: (ConditionalAnswer) -> Void) {
    var place = 0
    for _ in 0..<count {
      guard let answer = answer(at: &place) else { return }
      body(answer)
    }
  }

  /// A request in numbers, as far as its own words say.
  func answer(_ request: RequestFeatures) -> ConditionalAnswer {
    ConditionalAnswer(
      task: tasks.number(request.task),
      values: layout.variables.map { value(of: $0, request) })
  }

  private func value(
    of variable: ConditionalVariable, _ request: RequestFeatures
  ) -> Int {
    func number(_ value: Int?) -> Int {
      value.map { min(max($0, 0), NumberCell.greatest) } ?? -1
    }
    switch variable {
    case .feature(let index):
      switch layout.settings.features[index] {
      case .number(ConditionalLengthSettings.promptTokensName):
        return number(request.promptTokens)
      case .number(let name):
        guard case .number(let value)? = request.values[name] else {
          return -1
        }
        return number(value)
      case .category(let name):
        guard case .category(let label)? = request.values[name] else {
          return -1
        }
        return labels.number(label)
      }
    case .previous: return number(request.continuedLength)
    case .added: return number(request.newPromptTokens)
    case .prediction:
      return number(request.prediction?.center.map(Self.whole))
    case .upperPrediction:
      return number(request.prediction?.upper.map(Self.whole))
    case .predictedClass:
      return request.prediction?.label.map { labels.number($0) } ?? -1
    case .guessed, .conversationMean, .score: return -1
    }
  }

  /// A predicted number in sixteenths below 2³², so that scores below 1 tell
  /// something too.
  private static func whole(_ value: Double) -> Int {
    Int(min(max(value, 0), 0x1p32) * 16)
  }

  /// Adds an answer.
  ///
  /// - Parameters:
  ///   - answer: The answer, as `answer(_:)` has it.
  ///   - request: What names it has that were never seen.
  /// - Returns: The answer with the numbers of these names.
  mutating func append(
    _ answer: ConditionalAnswer, _ request: RequestFeatures
  ) -> ConditionalAnswer {
    var answer = answer
    answer.task = tasks.insert(request.task)
    for (place, variable) in layout.variables.enumerated()
    where answer.values[place] == -2 {
      if let label = Self.label(variable, request, layout.settings) {
        answer.values[place] = labels.insert(label)
      }
    }
    append(answer)
    return answer
  }

  private static func label(
    _ variable: ConditionalVariable, _ request: RequestFeatures,
    _ settings: ConditionalLengthSettings
  ) -> String? {
    switch variable {
    case .predictedClass: return request.prediction?.label
    case .feature(let index):
      guard case .category(let name) = settings.features[index],
        case .category(let label)? = request.values[name]
      else { return nil }
      return label
    default: return nil
    }
  }

  /// Whether a variable's values are numbers of labels.
  private func isLabel(_ variable: ConditionalVariable) -> Bool {
    switch variable {
    case .predictedClass: true
    case .feature(let index):
      if case .category = layout.settings.features[index] {
        true
      } else {
        false
      }
    default: false
    }
  }

  /// Adds an answer of another journal of the same layout.
  mutating func append(
    _ other: ConditionalAnswer, of journal: Self
  ) -> ConditionalAnswer {
    var answer = other
    answer.task = tasks.insert(journal.tasks.names[answer.task])
    for (place, variable) in layout.variables.enumerated()
    where isLabel(variable) && answer.values[place] >= 0 {
      answer.values[place] = labels.insert(
        journal.labels.names[answer.values[place]])
    }
    append(answer)
    return answer
  }

  private mutating func append(_ answer: ConditionalAnswer) {
    put(answer.task)
    put(answer.length)
    put(Self.number(answer.ending))
    for value in answer.values { put(value + 1) }
    count += 1
  }

  private static func number(_ ending: Ending) -> Int {
    switch ending {
    case .stopped: 0
    case .capped: 1
    case .cancelled: 2
    }
  }

  static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.layout.settings == rhs.layout.settings && lhs.bytes == rhs.bytes
      && lhs.tasks.names == rhs.tasks.names
      && lhs.labels.names == rhs.labels.names
  }

  /// The same answers in an order that does not depend on theirs.
  var sorted: Self {
    var result = Self(layout)
    for name in tasks.names.sorted() { _ = result.tasks.insert(name) }
    for name in labels.names.sorted() { _ = result.labels.insert(name) }
    var moved = Self(layout)
    (moved.tasks, moved.labels) = (result.tasks, result.labels)
    var answers: [ConditionalAnswer] = []
    visit { answers.append(moved.append($0, of: self)) }
    func row(_ answer: ConditionalAnswer) -> [Int] {
      [answer.task, answer.length, Self.number(answer.ending)] + answer.values
    }
    for answer in answers.sorted(by: {
      row($0).lexicographicallyPrecedes(row($1))
    }) { result.append(answer) }
    return result
  }
}

// MARK: - Bytes

extension ConditionalJournal {
  private mutating func put(_ number: Int) {
    var rest = UInt64(max(number, 0))
    while rest >= 128 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  private func number(at place: inout Int) -> Int? {
    var (number, shift) = (UInt64(0), UInt64(0))
    while place < bytes.count, shift < 63 {
      let byte = bytes[place]
      place += 1
      number |= UInt64(byte & 127) << shift
      if byte < 128 { return Int(truncatingIfNeeded: number) }
      shift += 7
    }
    return nil
  }

  private func answer(at place: inout Int) -> ConditionalAnswer? {
    guard let task = number(at: &place), tasks.names.indices.contains(task),
      let length = number(at: &place), length >= 1,
      let ending = number(at: &place), ending < Ending.allCases.count
    else { return nil }
    var answer = ConditionalAnswer(
      task: task, values: [], length: length, ending: Ending.allCases[ending])
    answer.values.reserveCapacity(layout.variables.count)
    for variable in layout.variables {
      guard let value = number(at: &place),
        !isLabel(variable) || value <= labels.names.count
      else { return nil }
      answer.values.append(value - 1)
    }
    return answer
  }
}

// MARK: - Codable

extension ConditionalJournal: Encodable {
  enum CodingKeys: String, CodingKey {
    case tasks
    case labels
    case count
    case rows
  }

  /// Writes the names and the numbers.
  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(tasks.names, forKey: .tasks)
    try values.encode(labels.names, forKey: .labels)
    try values.encode(count, forKey: .count)
    try values.encode(PackedNumbers(bytes: bytes), forKey: .rows)
  }

  /// Reads a journal.
  ///
  /// - Throws: `DecodingError` if a number stands for nothing.
  init(from decoder: any Decoder, _ layout: ConditionalLayout) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(layout)
    let names = try values.decode([TaskID].self, forKey: .tasks)
    for name in names { _ = tasks.insert(name) }
    let labelNames = try values.decode([String].self, forKey: .labels)
    for name in labelNames { _ = labels.insert(name) }
    bytes = try values.decode(PackedNumbers.self, forKey: .rows).bytes
    count = try values.decode(Int.self, forKey: .count)
    var (place, isRight) = (0, count >= 0 && count <= bytes.count)
    if isRight {
      for _ in 0..<count where isRight { isRight = answer(at: &place) != nil }
    }
    guard isRight, place == bytes.count, tasks.names.count == names.count,
      labels.names.count == labelNames.count
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .rows, in: values,
        debugDescription: "each answer should have the number of a task, a "
          + "length of at least 1, an ending of 0 to 2 and "
          + "\(layout.variables.count) numbers, 0 if unknown")
    }
  }
}
