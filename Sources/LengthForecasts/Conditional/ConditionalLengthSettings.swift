import LengthLaws

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

  /// The levels whose quantiles the experts are judged by, ascending in
  /// 10⁻⁶...1 − 10⁻⁶ and as far apart.
  public var levels: [Double] = [0.5, 0.9, 0.95, 0.99]

  /// What a request's prompt length is called among the features.
  public static let promptTokensName = "promptTokens"

  /// The features of a request that are looked at.
  public var features: [Feature] = [.number(promptTokensName)]

  /// After so many answers an answer counts half; `nil` for never fading.
  public var halfLives: [Double?] = [nil, 1500, 600]

  /// τ: with how many answers of its own a node outweighs its parent.
  public var shrinkages: [Double] = [5, 80]

  /// The fineness of each level of the tree below the task: 2^bits cells for
  /// each doubling of a number, ascending in 0...16.
  public var cellBits: [Int] = [0, 2, 4, 6, 8]

  /// How the answer is found from which a request goes on; `nil` leaves that
  /// aside, as do settings without the feature "promptTokens".
  public var continuation: Continuation? = Continuation()

  /// A guess, from lengths alone, at the answer from which a request goes on.
  ///
  /// In a conversation the prompt holds the prompt and the answer before, and
  /// what the user has added since. So a request of p prompt tokens may go on
  /// from an answer of n tokens to a prompt of p′ if 0 ≤ p − (p′ + n) ≤ `gap`,
  /// and how long that answer was tells something about the next.
  public struct Continuation: Sendable, Hashable, Codable {
    /// How many of a task's last answers are looked at, in 1...2²⁰.
    public var memory = 3000
    /// How many tokens may have been added, at least 0.
    public var gap = 30
    /// The fineness of the cells of that answer's length, as of `cellBits`.
    public var cellBits = [0, 2]

    /// The default.
    public init() {}
  }

  /// The default settings.
  public init() {}

  /// Whether nothing fades, so that counts of two models may be added.
  public var isMergeable: Bool { halfLives.allSatisfy { $0 == nil } }

  /// A chain of nodes below the task.
  struct Branch {
    /// What it looks at; `nil` for the answer that a request goes on from.
    var feature: Int?
    /// The fineness of its cells; `nil` for a category.
    var cellBits: [Int]?
    /// Whether the cells are shifted by half.
    var isShifted = false

    var depth: Int { cellBits?.count ?? 1 }
  }

  /// The chains of nodes below the task: two for a number, whose cells are
  /// shifted by half, one for a category, and one for the answer that a
  /// request goes on from.
  var branches: [Branch] {
    var branches: [Branch] = []
    for (index, feature) in features.enumerated() {
      switch feature {
      case .number:
        for isShifted in [false, true] {
          branches.append(
            Branch(feature: index, cellBits: cellBits, isShifted: isShifted))
        }
      case .category: branches.append(Branch(feature: index))
      }
    }
    if let continuation, promptTokensIndex != nil {
      branches.append(Branch(cellBits: continuation.cellBits))
    }
    return branches
  }

  /// Which feature is the prompt's length.
  var promptTokensIndex: Int? {
    features.firstIndex(of: .number(Self.promptTokensName))
  }

  /// All laws that are tried: those of all tasks together, of the task, and
  /// of every node below it.
  public var expertCount: Int {
    (2 + branches.reduce(0) { $0 + $1.depth }) * halfLives.count
      * shrinkages.count
  }

  /// Refuses settings with which no model can be made.
  func validate() throws(LengthLawError) {
    for level in levels where !(level >= 1e-6 && level <= 1 - 1e-6) {
      throw LengthLawError("level", level, accepted: "in 1e-6...1 - 1e-6")
    }
    for halfLife in halfLives {
      guard let halfLife, !(halfLife >= 1 && halfLife < .infinity)
      else { continue }
      throw LengthLawError(
        "half-life", halfLife, accepted: "at least 1 answer, or nil")
    }
    for value in shrinkages where !(value >= 0 && value < .infinity) {
      throw LengthLawError(
        "shrinkage", value, accepted: "a number of answers, at least 0")
    }
    for grid in [cellBits, continuation?.cellBits ?? []] {
      for (coarse, fine) in zip(grid, grid.dropFirst()) where coarse >= fine {
        throw LengthLawError(
          "cell bits", Double(fine), accepted: "above those before, \(coarse)")
      }
    }
    for bits in cellBits + (continuation?.cellBits ?? [])
    where !(0...16).contains(bits) {
      throw LengthLawError("cell bits", Double(bits), accepted: "in 0...16")
    }
    if let continuation {
      guard (1...1 << 20).contains(continuation.memory) else {
        throw LengthLawError(
          "memory", Double(continuation.memory), accepted: "in 1...2^20")
      }
      guard continuation.gap >= 0 else {
        throw LengthLawError(
          "gap", Double(continuation.gap), accepted: "at least 0 tokens")
      }
    }
    for count in [levels.count, halfLives.count, shrinkages.count]
    where count == 0 {
      throw LengthLawError(
        "number of levels, half-lives or shrinkages", 0,
        accepted: "at least 1")
    }
    for (lower, upper) in zip(levels, levels.dropFirst())
    where upper - lower < 1e-6 {
      throw LengthLawError(
        "level", upper, accepted: "above the one before, \(lower), by 1e-6")
    }
  }
}
