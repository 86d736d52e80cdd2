import LengthLaws

/// The quantiles of all experts for one request, and the mixed ones.
///
/// The order of the experts: for every half-life and strength of shrinkage,
/// all tasks together, the task, then each branch downwards.
struct ExpertQuantiles: Sendable {
  /// Tokens, level after level and expert after expert.
  private(set) var values: [Double]
  /// For each level, Σ w_e·x_e.
  private(set) var mixed: [Double] = []

  /// Where the survival function of an expert passes a level.
  private struct Crossing {
    /// The first cell beyond whose lengths at most the tail is left.
    var cell: Int
    /// What is left beyond it, and beyond the cell before.
    var beyond: Double
    var before: Double
  }

  /// Asks all experts.
  ///
  /// A quantile that censoring hides counts as the longest length.
  init(
    _ tables: ConditionalLifeTables, _ mixture: ExpertMixture,
    _ laws: inout ShrunkenLaws
  ) {
    let settings = tables.settings
    let tails = settings.levels.map { QuantileSearch.tail(level: $0) }
    let placeCount = laws.count
    let longest = tables.longest
    let cells = tables.cells
    let experts = settings.expertCount
    values = Array(repeating: 0, count: tails.count * experts)
    let none = Crossing(cell: 0, beyond: 0, before: 1)
    var found = Array(repeating: none, count: tails.count * placeCount)
    var expert = 0
    for halfLife in settings.halfLives.indices {
      for shrinkage in settings.shrinkages.indices {
        laws.set(
          halfLife: halfLife, unit: tables.units[halfLife],
          shrinkage: settings.shrinkages[shrinkage])
        for place in 0..<placeCount {
          // All tasks together are not shrunk.
          let isKnown = place == 0 && shrinkage > 0
          let start = place * tails.count
          let above = laws.parent(place) * tails.count
          for level in tails.indices where !isKnown {
            found[start + level] =
              place > 0
              ? Self.crossing(
                laws, place, tails[level], cells,
                near: found[above + level])
              : Self.crossing(laws, tails[level], cells)
          }
          for level in tails.indices {
            var cell = found[start + level].cell
            // Rounding may pass in a cell that no answer has.
            while cell > cells.lowerBound, longest[cell] == 0 { cell -= 1 }
            values[level * experts + expert] = Double(longest[cell])
          }
          expert += 1
        }
      }
    }
    mixed = tails.indices.map { mixture.mix(values, level: $0) }
  }

  /// The crossing of the law of all tasks together.
  private static func crossing(
    _ laws: ShrunkenLaws, _ tail: Double, _ cells: ClosedRange<Int>
  ) -> Crossing {
    narrowed(
      laws, 0, tail, (cells.lowerBound - 1, 1),
      (cells.upperBound, laws.survival(beyond: cells.upperBound, at: 0)))
  }

  /// The crossing of a place's law, sought near that of the place above.
  private static func crossing(
    _ laws: ShrunkenLaws, _ place: Int, _ tail: Double,
    _ cells: ClosedRange<Int>, near guess: Crossing
  ) -> Crossing {
    guard laws.hasOwn(place) else { return guess }
    var cell = guess.cell
    var beyond = laws.survival(beyond: cell, at: place, parent: guess.beyond)
    var step = 1
    if beyond <= tail {
      guard cell > cells.lowerBound else {
        return Crossing(cell: cell, beyond: beyond, before: 1)
      }
      let before = laws.survival(
        beyond: cell - 1, at: place, parent: guess.before)
      if before > tail {
        return Crossing(cell: cell, beyond: beyond, before: before)
      }
      (cell, beyond) = (cell - 1, before)
      while true {
        let next = cell - step
        guard next >= cells.lowerBound else {
          return narrowed(
            laws, place, tail, (cells.lowerBound - 1, 1), (cell, beyond))
        }
        let value = laws.survival(beyond: next, at: place)
        if value > tail {
          return narrowed(laws, place, tail, (next, value), (cell, beyond))
        }
        (cell, beyond) = (next, value)
        step *= 2
      }
    }
    while true {
      let next = min(cell + step, cells.upperBound)
      let value = laws.survival(beyond: next, at: place)
      if value <= tail || next == cells.upperBound {
        return narrowed(laws, place, tail, (cell, beyond), (next, value))
      }
      (cell, beyond) = (next, value)
      step *= 2
    }
  }

  /// Bisects between a cell beyond which more than the tail is left and one
  /// that passes, or is the last.
  private static func narrowed(
    _ laws: ShrunkenLaws, _ place: Int, _ tail: Double,
    _ lower: (cell: Int, beyond: Double), _ upper: (cell: Int, beyond: Double)
  ) -> Crossing {
    var (low, before) = lower
    var (high, beyond) = upper
    while high - low > 1 {
      let middle = (low + high) / 2
      let value = laws.survival(beyond: middle, at: place)
      if value <= tail {
        (high, beyond) = (middle, value)
      } else {
        (low, before) = (middle, value)
      }
    }
    return Crossing(cell: high, beyond: beyond, before: before)
  }
}
