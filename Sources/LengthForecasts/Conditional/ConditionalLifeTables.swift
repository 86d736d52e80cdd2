public import LengthLaws

/// Life tables in a tree: all tasks, the task, and ever finer cells of the
/// request's features, with older answers fading.
///
/// An answer is counted in every node on its way down, one of each level, at
/// a cost that grows neither with the answers nor with their lengths. Nothing
/// fades by touching old counts: under half-life h the i-th answer weighs
/// 2^(i/h), and what matters are ratios; when weights grow large, all are
/// multiplied by one power of two, which rounds nothing.
///
/// The answers themselves are kept, and are all that is written to a file: the
/// same answers in the same order give the same tables to the last bit.
/// Without fading all weights are whole numbers, and tables merge by addition,
/// in any order.
public struct ConditionalLifeTables: Sendable {
  let layout: ConditionalLayout
  private(set) var journal: ConditionalJournal
  private var nodes: [FadingCounts] = []
  private var places: [NodeKey: Int32] = [:]
  /// For each half-life, what the next answer weighs.
  private(set) var units: [Double]
  /// For each cell of the grid, the longest length recorded in it, or 0.
  private(set) var longest: [Int] = []
  /// The cells of the shortest and of the longest answer.
  private(set) var cells = Int.max...Int.max
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
    journal = ConditionalJournal(features: settings.features)
    units = settings.halfLives.map { _ in 1 }
  }

  /// Counts an answer in.
  ///
  /// - Parameters:
  ///   - outcome: The answer.
  ///   - request: What was known of the request.
  public mutating func record(_ outcome: Outcome, _ request: RequestFeatures) {
    record(
      journal.append(request, length: outcome.length, ending: outcome.ending))
  }

  /// Counts an answer in that is in the journal already.
  private mutating func record(_ answer: ConditionalAnswer) {
    let cell = LengthGrid.cell(of: answer.length)
    let isCensored = answer.ending.isCensored
    note(answer.length, cell, isCensored)
    layout.forEachKey(answer) { key in
      guard let key else { return }
      var place = places[key].map { Int($0) } ?? -1
      if place < 0 {
        place = nodes.count
        places[key] = Int32(place)
        nodes.append(FadingCounts(halfLives: units.count))
      }
      nodes[place].record(
        cell: cell, isCensored: isCensored, weights: units)
    }
    for index in units.indices {
      units[index] *= layout.growth[index]
      if units[index] >= 0x1p400 { rescale(index, by: 0x1p-400) }
    }
  }

  private mutating func note(_ length: Int, _ cell: Int, _ isCensored: Bool) {
    if cell >= longest.count {
      longest += repeatElement(0, count: cell + 1 - longest.count)
    }
    if cells.upperBound == .max {
      cells = cell...cell
    } else if !cells.contains(cell) {
      if cell > cells.upperBound { hidesTail = false }
      cells = min(cells.lowerBound, cell)...max(cells.upperBound, cell)
    }
    if isCensored, cell == cells.upperBound { hidesTail = true }
    if length > longest[cell] { longest[cell] = length }
  }

  private mutating func rescale(_ halfLife: Int, by factor: Double) {
    units[halfLife] *= factor
    for place in nodes.indices { nodes[place].scale(halfLife, by: factor) }
  }

  /// What is counted where the experts for a request speak from.
  func path(_ request: RequestFeatures) -> ConditionalPath {
    var path = ConditionalPath(starts: layout.starts)
    path.counts.reserveCapacity(layout.placeCount)
    layout.forEachKey(journal.answer(request)) { key in
      path.counts.append(
        key.flatMap { places[$0] }.map { nodes[Int($0)] })
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
    for index in 0..<other.count {
      record(journal.append(other.journal, index))
    }
  }
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
    let answers = try container.decode(
      ConditionalJournal.self, forKey: .answers)
    guard answers.features == settings.features else {
      throw DecodingError.dataCorruptedError(
        forKey: .answers, in: container,
        debugDescription: "the answers should have the settings' features")
    }
    journal = answers
    for index in 0..<answers.count { record(answers[index]) }
  }
}
