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

  /// After so many answers of its task an answer counts half.
  ///
  /// One or two; `nil` for never fading.
  public var halfLives: [Double?] = [nil, 600]

  /// τ: with how many answers of its own a node outweighs its parent.
  ///
  /// One or two; a node that has fewer different lengths does so with as many
  /// answers as it has of these.
  public var shrinkages: [Double] = [1, 100]

  /// The fineness of each level of the tree below the task: 2^bits cells for
  /// each doubling of a number, ascending in 0...16.
  public var cellBits: [Int] = [0, 2, 4, 6, 8]

  /// How the answer is found from which a request goes on; `nil` leaves that
  /// aside, as do settings without the feature "promptTokens".
  public var continuation: Continuation? = Continuation()

  /// Whether conversations are looked at, where requests tell theirs.
  public var usesConversations = true

  /// Whether predictions are looked at, where requests have them.
  public var usesPredictions = true

  /// Whether lengths are learnt from the prompt's words, embeddings and
  /// further features, where requests have them.
  public var usesText = true

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

  /// The chains of nodes below the tasks, and what they look at: two for a
  /// number among the features, whose cells are shifted by half, one for
  /// everything else.
  var branches: (variables: [ConditionalVariable], chains: [ConditionalBranch])
  {
    var variables: [ConditionalVariable] = []
    var branches: [ConditionalBranch] = []
    func add(
      _ variable: ConditionalVariable, _ cells: ConditionalBranch.Cells...,
      isShared: Bool = false
    ) {
      let place = variables.firstIndex(of: variable) ?? variables.count
      if place == variables.count { variables.append(variable) }
      branches += cells.map {
        ConditionalBranch(variable: place, cells: $0, isShared: isShared)
      }
    }
    for (index, feature) in features.enumerated() {
      switch feature {
      case .number:
        add(
          .feature(index), .number(bits: cellBits, isShifted: false),
          .number(bits: cellBits, isShifted: true))
      case .category: add(.feature(index), .label)
      }
    }
    if let continuation, promptTokensIndex != nil {
      add(.guessed, .number(bits: continuation.cellBits, isShifted: false))
    }
    if usesConversations {
      for variable in [ConditionalVariable.previous, .added, .conversationMean]
      {
        add(variable, .number(bits: [0, 2], isShifted: false))
      }
    }
    if usesPredictions {
      add(.prediction, .number(bits: [0, 2, 4], isShifted: false))
      add(.upperPrediction, .number(bits: [0, 2], isShifted: false))
      add(.predictedClass, .label)
    }
    if usesText {
      add(.score, .score)
      add(.score, .score, isShared: true)
    }
    return (variables, branches)
  }

  /// Which feature is the prompt's length.
  var promptTokensIndex: Int? {
    features.firstIndex(of: .number(Self.promptTokensName))
  }

  /// How many laws are tried.
  ///
  /// They are under each half-life and strength of shrinkage
  /// those of all tasks together, of the task, and of every node below; and
  /// four from the prompt's words. A law of which nothing is known for a
  /// request is left aside for it.
  public var expertCount: Int {
    4 * (2 + branches.chains.reduce(0) { $0 + $1.depth } + (usesText ? 1 : 0))
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
    for count in [halfLives.count, shrinkages.count]
    where !(1...2).contains(count) {
      throw LengthLawError(
        "number of half-lives or shrinkages", Double(count),
        accepted: "1 or 2")
    }
    guard (1...32).contains(levels.count) else {
      throw LengthLawError(
        "number of levels", Double(levels.count), accepted: "in 1...32")
    }
    guard expertCount <= 4 * 60 else {
      throw LengthLawError(
        "number of experts", Double(expertCount), accepted: "at most 240")
    }
    for (lower, upper) in zip(levels, levels.dropFirst())
    where upper - lower < 1e-6 {
      throw LengthLawError(
        "level", upper, accepted: "above the one before, \(lower), by 1e-6")
    }
  }
}

extension ConditionalLengthSettings {
  /// The prompt's length, if it is a feature and known.
  func promptTokens(of request: RequestFeatures) -> Int? {
    guard promptTokensIndex != nil, let tokens = request.promptTokens,
      tokens >= 0
    else { return nil }
    return tokens
  }
}
