public import LengthLaws
import RealModule

/// Life tables in a tree: all tasks, the task, and ever finer cells of the
/// request's features, with older answers fading.
///
/// An answer is counted in every node on its way down, one of each level, at
/// O(depth) nodes and one addition per distinct longer length in each. Nothing
/// fades by touching old counts: under half-life h the i-th answer weighs
/// 2^(i/h), and what matters are ratios; when weights grow large, all are
/// multiplied by one power of two, which rounds nothing.
///
/// Without fading all weights are whole numbers, and tables merge by addition,
/// to the same bits in any order.
public struct ConditionalLifeTables: Sendable, Equatable {
  /// What is looked at.
  public let settings: ConditionalLengthSettings

  /// Answers recorded, censored ones included.
  public internal(set) var count = 0

  var nodes: [NodeKey: FadingCounts] = [:]
  /// For each half-life, what the next answer weighs.
  var units: [Double]
  private let growth: [Double]

  /// Empty tables.
  ///
  /// - Throws: `ParameterError` if a setting is out of its range.
  public init(
    _ settings: ConditionalLengthSettings = .init()
  ) throws(ParameterError) {
    try settings.validate()
    self.settings = settings
    units = settings.halfLives.map { _ in 1 }
    growth = settings.halfLives.map {
      $0.map { Double.exp(Double.log(2) / $0) } ?? 1
    }
  }

  /// Counts an answer in.
  ///
  /// - Parameters:
  ///   - length: Tokens generated, at least 1.
  ///   - ending: How the answer ended.
  ///   - request: What was known of the request.
  /// - Throws: `LifeTableError` if `length` is below 1, or after 2⁵³ answers.
  public mutating func record(
    length: Int, ending: Ending, request: RequestFeatures
  ) throws(LifeTableError) {
    guard length >= 1 else { throw .lengthOutOfRange(length) }
    guard count < LifeTable.maximumCount else { throw .tooManyAnswers }
    let keys =
      [NodeKey(), NodeKey(task: request.task)]
      + settings.chains(request).joined()
    let empty = FadingCounts(halfLives: units.count)
    for key in keys {
      nodes[key, default: empty].record(
        length: length, isCensored: ending.isCensored, weights: units)
    }
    count += 1
    for index in units.indices {
      units[index] *= growth[index]
      if units[index] >= 0x1p400 { rescale(index, by: 0x1p-400) }
    }
  }

  private mutating func rescale(_ halfLife: Int, by factor: Double) {
    units[halfLife] *= factor
    for key in nodes.keys { nodes[key]?.scale(halfLife, by: factor) }
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
    guard count <= LifeTable.maximumCount - other.count else {
      throw .tooManyAnswers
    }
    count += other.count
    let empty = FadingCounts(halfLives: units.count)
    // Each key is met once: the order does not matter.
    for (key, counts) in other.nodes {
      nodes[key, default: empty].merge(counts)
    }
  }
}

/// Why two conditional tables do not merge.
public enum ConditionalMergeError: Error, Sendable, Hashable {
  /// The settings are not the same.
  case differentSettings
  /// Answers fade, so that their order matters.
  case fading
  /// More than 2⁵³ answers together.
  case tooManyAnswers
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
    case .tooManyAnswers:
      "conditional tables hold at most 2^53 answers"
    }
  }
}

// MARK: - Codable

extension ConditionalLifeTables: Codable {
  private enum CodingKeys: String, CodingKey {
    case settings
    case count
    case units
    case keys
    case nodes
  }

  /// Writes the nodes in the order of their places, whatever the order in
  /// which they arose.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    let keys = nodes.keys.sorted()
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(settings, forKey: .settings)
    try container.encode(count, forKey: .count)
    try container.encode(units, forKey: .units)
    try container.encode(keys, forKey: .keys)
    try container.encode(keys.compactMap { nodes[$0] }, forKey: .nodes)
  }

  /// Reads tables.
  ///
  /// - Throws: `DecodingError` if settings are out of range or columns do not
  ///   belong together.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func corrupted(_ key: CodingKeys, _ text: String) -> DecodingError {
      .dataCorruptedError(forKey: key, in: container, debugDescription: text)
    }
    let settings = try container.decode(
      ConditionalLengthSettings.self, forKey: .settings)
    do throws(ParameterError) {
      try self.init(settings)
    } catch {
      throw corrupted(.settings, error.description)
    }
    count = try container.decode(Int.self, forKey: .count)
    let units = try container.decode([Double].self, forKey: .units)
    let keys = try container.decode([NodeKey].self, forKey: .keys)
    let values = try container.decode([FadingCounts].self, forKey: .nodes)
    guard units.count == self.units.count,
      units.allSatisfy({ $0 > 0 && $0 < .infinity })
    else { throw corrupted(.units, "one positive unit is due a half-life") }
    self.units = units
    guard (0...LifeTable.maximumCount).contains(count) else {
      throw corrupted(.count, "a count should be in 0...2^53, but is \(count)")
    }
    guard keys.count == values.count, Set(keys).count == keys.count,
      values.allSatisfy({ $0.isConsistent && $0.sums.count == units.count })
    else { throw corrupted(.nodes, "the columns of a node do not fit") }
    // Every node's lengths are found by rank among those of the root.
    for (key, value) in zip(keys, values) { nodes[key] = value }
    let all = Set(nodes[NodeKey()]?.lengths ?? [])
    guard values.allSatisfy({ all.isSuperset(of: $0.lengths) }),
      all.isEmpty == (count == 0)
    else { throw corrupted(.nodes, "the root should have all lengths") }
  }
}
