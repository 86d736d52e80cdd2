/// What a conditional length model looks at, and with which experts.
///
/// The default is one for all traces. Every combination of a place in the
/// tree, a half-life and a strength of shrinkage is an expert, and which of
/// them to trust is learnt from the traffic.
public struct ConditionalLengthSettings: Sendable, Hashable, Codable {
  /// A property of a request besides its task.
  public enum Feature: Sendable, Hashable, Codable {
    /// A whole number such as the prompt's tokens, seen on a logarithmic grid.
    case number(String)
    /// A label, such as a model's or a user's.
    case category(String)
  }

  /// The levels whose quantiles the experts are judged by, ascending in 0...1,
  /// ends excluded.
  public var levels: [Double] = [0.5, 0.9, 0.95, 0.99]

  /// The features of a request, in the order in which values are given.
  public var features: [Feature] = [.number("promptTokens")]

  /// After so many answers an answer counts half; `nil` for never fading.
  public var halfLives: [Double?] = [nil, 1500, 600]

  /// τ: with how many answers of its own a node outweighs its parent.
  public var shrinkages: [Double] = [5, 80]

  /// The fineness of each level of the tree below the task: 2^bits cells for
  /// each doubling of a number, ascending in 0...16.
  public var cellBits: [Int] = [0, 2, 4, 6, 8]

  /// The default settings.
  public init() {}

  /// Whether nothing fades, so that counts of two models may be added.
  public var isMergeable: Bool { halfLives.allSatisfy { $0 == nil } }

  /// The chains of nodes below the task: two for a number, whose cells are
  /// shifted by half, and one for a category.
  var branches: [(feature: Int, depth: Int, isShifted: Bool)] {
    features.enumerated().flatMap { index, feature in
      switch feature {
      case .number:
        [(index, cellBits.count, false), (index, cellBits.count, true)]
      case .category: [(index, 1, false)]
      }
    }
  }

  /// All laws that are tried: those of all tasks together, of the task, and
  /// of every node below it.
  public var expertCount: Int {
    (2 + branches.reduce(0) { $0 + $1.depth }) * halfLives.count
      * shrinkages.count
  }

  /// Refuses settings with which no model can be made.
  func validate() throws(ParameterError) {
    for level in levels where !(level > 0 && level < 1) {
      throw ParameterError("level", level, accepted: "between 0 and 1")
    }
    for halfLife in halfLives {
      guard let halfLife, !(halfLife >= 1 && halfLife < .infinity)
      else { continue }
      throw ParameterError(
        "half-life", halfLife, accepted: "at least 1 answer, or nil")
    }
    for value in shrinkages where !(value >= 0 && value < .infinity) {
      throw ParameterError(
        "shrinkage", value, accepted: "a number of answers, at least 0")
    }
    for bits in cellBits where !(0...16).contains(bits) {
      throw ParameterError("cell bits", Double(bits), accepted: "in 0...16")
    }
    for count in [levels.count, halfLives.count, shrinkages.count]
    where count == 0 {
      throw ParameterError(
        "number of levels, half-lives or shrinkages", 0,
        accepted: "at least 1")
    }
    for (lower, upper) in zip(levels, levels.dropFirst()) where lower >= upper {
      throw ParameterError(
        "level", upper, accepted: "above the one before, \(lower)")
    }
  }
}
