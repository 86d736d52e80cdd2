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

  /// Asks all experts.
  ///
  /// A quantile that censoring hides counts as the longest length.
  init(
    _ tables: ConditionalLifeTables, _ mixture: ExpertMixture,
    _ laws: borrowing ShrunkenLaws
  ) {
    let settings = tables.settings
    let tails = settings.levels.map { QuantileSearch.tail(level: $0) }
    let (longest, cells) = (tables.longest, tables.cells)
    let experts = settings.expertCount
    let (places, lanes, levels) = (laws.count, laws.lanes, tails.count)
    values = Array(repeating: 0, count: levels * experts)
    var found = Array(
      repeating: cells.lowerBound, count: places * lanes * levels)
    for place in 0..<places {
      let above = laws.parent(place)
      for lane in 0..<lanes {
        let start = (place * lanes + lane) * levels
        for level in 0..<levels {
          var cell = found[
            max(above, 0) * lanes * levels + lane * levels + level]
          if above < 0 {
            // All together, from the level below on; strengths do not matter.
            if level > 0 { cell = found[start + level - 1] }
            if lane % settings.shrinkages.count > 0 {
              cell = found[start - levels + level]
            }
          }
          if laws.hasOwn(place) {
            cell = Self.crossing(laws, place, lane, tails[level], cells, cell)
          }
          found[start + level] = cell
          // Rounding may pass in a cell that no answer has.
          while cell > cells.lowerBound, longest[cell] == 0 { cell -= 1 }
          values[level * experts + lane * places + place] = Double(
            longest[cell])
        }
      }
    }
    mixed = tails.indices.map { mixture.mix(values, level: $0) }
  }

  /// The first cell beyond whose lengths at most a tail is left, or the last
  /// cell, sought near a guess: by steps that double, then by bisection.
  private static func crossing(
    _ laws: borrowing ShrunkenLaws, _ place: Int, _ lane: Int, _ tail: Double,
    _ cells: ClosedRange<Int>, _ guess: Int
  ) -> Int {
    var (low, high) = (cells.lowerBound - 1, cells.upperBound)
    var step = 1
    if laws.survival(beyond: guess, at: place)[lane] <= tail {
      high = guess
      while high - step > low {
        guard laws.survival(beyond: high - step, at: place)[lane] <= tail
        else {
          low = high - step
          break
        }
        high -= step
        step *= 2
      }
    } else {
      low = guess
      while low + step < high {
        guard laws.survival(beyond: low + step, at: place)[lane] > tail else {
          high = low + step
          break
        }
        low += step
        step *= 2
      }
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if laws.survival(beyond: middle, at: place)[lane] <= tail {
        high = middle
      } else {
        low = middle
      }
    }
    return high
  }
}
