import LengthLaws
import RealModule

/// A number or label known of a request, by which a branch of the tree is
/// divided.
enum ConditionalVariable: Sendable, Hashable {
  /// One of the settings' features.
  case feature(Int)
  /// Tokens of the answer that the request goes on from, as is known.
  case previous
  /// The same, guessed from lengths.
  case guessed
  /// Tokens that the user has added to the conversation.
  case added
  /// The mean length of the conversation's answers.
  case conversationMean
  /// The number that somebody predicted, or their median.
  case prediction
  /// Their greatest quantile.
  case upperPrediction
  /// The class that somebody predicted.
  case predictedClass
  /// The expected class of length, from the prompt's words and all else.
  case score
}

/// A chain of nodes below a task, or below all tasks together.
struct ConditionalBranch: Sendable {
  /// How values become cells.
  enum Cells: Sendable {
    /// 2^bits cells for each doubling, for each depth; shifted by half a cell
    /// if `isShifted`.
    case number(bits: [Int], isShifted: Bool)
    /// A cell for each label.
    case label
    /// Cells of 8, 4 and 2 sixteenths of a class.
    case score
  }

  /// The place of its variable among `ConditionalLayout.variables`.
  var variable: Int
  var cells: Cells
  /// Whether the branch hangs below all tasks together.
  var isShared = false

  var depth: Int {
    switch cells {
    case .number(let bits, _): bits.count
    case .label: 1
    case .score: 3
    }
  }

  /// The cell of a value at a depth.
  @inline(__always)
  func cell(of value: Int, depth: Int) -> Int {
    switch cells {
    case .number(let bits, let isShifted):
      return NumberCell.index(
        of: value, bits: bits[depth], isShifted: isShifted)
    case .label: return value
    case .score:
      let width = 8 >> depth
      return (value + width / 2) / width
    }
  }
}

/// What does not change while a conditional model learns.
final class ConditionalLayout: Sendable {
  let settings: ConditionalLengthSettings
  let variables: [ConditionalVariable]
  let branches: [ConditionalBranch]
  /// For each place the place above; −1 for the first.
  let parents: [Int]
  /// For each half-life by how much the next answer weighs more than the one
  /// before.
  let growth: FadingTables.Pair
  /// τ, of the four lanes of a place.
  let shrinkages: SIMD4<Double>
  /// What may be left beyond the quantiles of the settings' levels.
  let tails: [Double]

  /// - Throws: `LengthLawError` if a setting is out of its range.
  init(_ settings: ConditionalLengthSettings) throws(LengthLawError) {
    try settings.validate()
    self.settings = settings
    (variables, branches) = settings.branches
    var parents = [-1, 0]
    for branch in branches {
      for depth in 0..<branch.depth {
        parents.append(
          depth > 0 ? parents.count - 1 : branch.isShared ? 0 : 1)
      }
    }
    self.parents = parents
    // One half-life or strength stands for both.
    let growths = settings.halfLives.map {
      $0.map { Double.exp(Double.log(2) / $0) } ?? 1
    }
    growth = FadingTables.Pair(growths[0], growths[growths.count - 1])
    let (first, last) = (
      settings.shrinkages[0],
      settings.shrinkages[settings.shrinkages.count - 1]
    )
    shrinkages = SIMD4(first, first, last, last)
    tails = settings.levels.map { QuantileSearch.tail(level: $0) }
  }

  /// All places; four experts speak from each.
  var placeCount: Int { parents.count }

  /// Calls `body` with each place whose branch is known, and its key; the
  /// places above come first.
  @inline(__always)
  func forEachKey(
    _ answer: ConditionalAnswer, _ body: (Int, UInt64) -> Void
  ) {
    /// A key is never 0: places count from 1 in it.
    @inline(__always)
    func key(_ place: Int, _ task: Int, _ cell: Int) -> UInt64 {
      UInt64(place + 1) << 56
        | UInt64(truncatingIfNeeded: task & 0xFF_FFFF) << 32
        | UInt64(truncatingIfNeeded: cell & 0xFFFF_FFFF)
    }
    body(0, key(0, 0, 0))
    body(1, key(1, answer.task, 0))
    var place = 2
    for branch in branches {
      let value = answer.values[branch.variable]
      if value != -1 {
        for depth in 0..<branch.depth {
          body(
            place + depth,
            key(
              place + depth, branch.isShared ? 0 : answer.task,
              branch.cell(of: value, depth: depth)))
        }
      }
      place += branch.depth
    }
  }
}
