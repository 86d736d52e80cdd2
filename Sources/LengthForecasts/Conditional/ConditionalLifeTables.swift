public import LengthLaws

/// Life tables in a tree: all tasks, the task, and ever finer cells of what is
/// known of the request, with older answers fading.
///
/// An answer is counted in every node on its way down, one of each level, at
/// a cost that grows neither with the answers nor with their lengths. Answers
/// fade by the clock of their task; those of all tasks together by a clock of
/// all.
///
/// The answers themselves are kept, and are all that is written to a file: the
/// same answers in the same order give the same tables to the last bit.
/// Without fading all weights are whole numbers, and tables merge by addition,
/// in any order.
public struct ConditionalLifeTables: Sendable {
  let layout: ConditionalLayout
  private(set) var journal: ConditionalJournal
  private(set) var counts = FadingTables()
  private(set) var shape = StripShape()
  private var index = NodeIndex()
  /// For each task its clock.
  private var clocks: [Int] = []
  /// Whether any answer of the greatest length was censored.
  private(set) var hidesTail = false

  /// What is looked at.
  public var settings: ConditionalLengthSettings { layout.settings }

  /// Answers recorded, censored ones included.
  public var count: Int { journal.count }

  /// Empty tables.
  ///
  /// - Throws: `LengthLawError` if a setting is out of its range.
  public init(
    _ settings: ConditionalLengthSettings = .init()
  ) throws(LengthLawError) {
    layout = try ConditionalLayout(settings)
    journal = ConditionalJournal(layout)
    _ = counts.addClock()
  }

  /// Counts an answer in.
  ///
  /// - Parameters:
  ///   - outcome: The answer.
  ///   - request: What was known of the request.
  public mutating func record(_ outcome: Outcome, _ request: RequestFeatures) {
    record(outcome, journal.answer(request), request)
  }

  /// Counts an answer in, its request in numbers.
  mutating func record(
    _ outcome: Outcome, _ answer: ConditionalAnswer, _ request: RequestFeatures
  ) {
    var answer = answer
    (answer.length, answer.ending) = (outcome.length, outcome.ending)
    count(journal.append(answer, request))
  }

  /// Counts an answer in that is in the journal already.
  private mutating func count(_ answer: ConditionalAnswer) {
    let strip = LengthStrips.strip(of: answer.length)
    let isCensored = answer.ending.isCensored
    if answer.length > shape.greatest { hidesTail = false }
    if isCensored, answer.length >= shape.greatest { hidesTail = true }
    shape.record(answer.length, strip: strip, isCensored: isCensored)
    while clocks.count <= answer.task { clocks.append(counts.addClock()) }
    let clock = clocks[answer.task]
    layout.forEachKey(answer) { place, key in
      var node = index.number(key)
      if node < 0 {
        node = index.insert(key)
        _ = counts.addNode(clock: isShared(place) ? 0 : clock)
      }
      counts.record(node, strip: strip, isCensored: isCensored)
    }
    counts.advance(0, growth: layout.growth)
    counts.advance(clock, growth: layout.growth)
  }

  /// Whether a place is of all tasks together.
  private func isShared(_ place: Int) -> Bool {
    var place = place
    while place > 1 { place = layout.parents[place] }
    return place == 0
  }

  /// Where the experts for a request speak from.
  func path(_ answer: ConditionalAnswer) -> ConditionalPath {
    var path = ConditionalPath()
    path.places.reserveCapacity(layout.placeCount)
    path.nodes.reserveCapacity(layout.placeCount)
    layout.forEachKey(answer) { place, key in
      path.places.append(Int32(place))
      path.nodes.append(Int32(index.number(key)))
    }
    return path
  }

  /// Adds the answers of `other`.
  ///
  /// - Throws: `ConditionalMergeError` if the settings differ or anything
  ///   fades: then the order of the answers matters, and two halves do not
  ///   tell it. The tables are unchanged then.
  public mutating func merge(
    _ other: ConditionalLifeTables
  ) throws(ConditionalMergeError) {
    guard settings == other.settings else { throw .differentSettings }
    guard settings.isMergeable else { throw .fading }
    other.journal.visit { count(journal.append($0, of: other.journal)) }
  }
}

/// The places whose branches are known for a request, ascending.
struct ConditionalPath: Sendable {
  var places: [Int32] = []
  /// For each the number of its node; −1 where no answer came yet, whose law
  /// is that of the place above.
  var nodes: [Int32] = []
}

/// Why two conditional tables do not merge.
public enum ConditionalMergeError: Error, Sendable, Hashable {
  /// The settings are not the same.
  case differentSettings
  /// Answers fade, so that their order matters.
  case fading
}

extension ConditionalMergeError: CustomStringConvertible {
  /// What is wrong, and what would be accepted.
  public var description: String {
    switch self {
    case .differentSettings:
      "conditional tables should have the same settings to be merged"
    case .fading:
      "conditional tables merge only if every half-life is nil: of fading "
        + "answers the order matters"
    }
  }
}

extension ConditionalLifeTables: Equatable {
  /// Whether the same answers were counted, in the same order where it
  /// matters.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    guard lhs.settings == rhs.settings, lhs.count == rhs.count else {
      return false
    }
    return lhs.settings.isMergeable
      ? lhs.journal.sorted == rhs.journal.sorted : lhs.journal == rhs.journal
  }
}

// MARK: - Codable

extension ConditionalLifeTables: Codable {
  private enum CodingKeys: String, CodingKey {
    case settings
    case answers
  }

  /// Writes the answers; in a fixed order where none is of account.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(settings, forKey: .settings)
    try container.encode(
      settings.isMergeable ? journal.sorted : journal, forKey: .answers)
  }

  /// Reads tables.
  ///
  /// - Throws: `DecodingError` if settings are out of range or columns do not
  ///   belong together.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let settings = try container.decode(
      ConditionalLengthSettings.self, forKey: .settings)
    do throws(LengthLawError) {
      try self.init(settings)
    } catch {
      throw DecodingError.dataCorruptedError(
        forKey: .settings, in: container,
        debugDescription: error.description)
    }
    journal = try ConditionalJournal(
      from: container.superDecoder(forKey: .answers), layout)
    let answers = journal
    answers.visit { count($0) }
  }
}
