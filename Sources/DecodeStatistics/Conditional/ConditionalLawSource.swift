/// What a conditional law is worked out from, as it was at the forecast.
struct ConditionalLawSource: Sendable {
  private let path: ConditionalPath
  private let settings: ConditionalLengthSettings
  private let units: [Double]
  private let longest: [Int]
  private let cells: ClosedRange<Int>
  private let mixture: ExpertMixture

  init(
    path: ConditionalPath, _ tables: ConditionalLifeTables,
    _ mixture: ExpertMixture
  ) {
    self.path = path
    settings = tables.settings
    units = tables.units
    longest = tables.longest
    cells = tables.cells
    self.mixture = mixture
  }

  /// The mixture of the experts' laws, cut at the quantiles of some levels.
  ///
  /// - Parameters:
  ///   - levels: Ascending, 10⁻⁶ apart.
  ///   - quantiles: One for each, non-decreasing; `Int.max` where hidden.
  /// - Returns: The law, whose quantiles at these levels are those given.
  func law(levels: [Double], quantiles: [Int]) -> SurvivalStepFunction {
    let mixtures = self.mixtures()
    var (lengths, beyond) = ([Int](), [Double]())
    var least = 1.0
    // The pieces: from one quantile up to the next, which begins its own.
    var (start, tail) = (0, 1.0)
    for place in 0...levels.count {
      let end = place < levels.count ? quantiles[place] : .max
      let nextTail = place < levels.count ? 1 - levels[place] : 0
      defer { (start, tail) = (max(start, end), nextTail) }
      guard end > start else { continue }
      let mixture = mixtures[place]
      let piece = Piece(mixture, from: start, to: end, tail, nextTail)
      var steps = mixture.indices(from: start, below: end)
      // A quantile that no answer had is a step of its own.
      if start > 0, steps.isEmpty || mixture.lengths[steps.lowerBound] > start {
        lengths.append(start)
        least = min(least, piece.beyond(mixture.survival(beyond: start)))
        beyond.append(least)
      }
      if end == .max { steps = steps.lowerBound..<mixture.lengths.count }
      for index in steps {
        lengths.append(mixture.lengths[index])
        least = min(least, piece.beyond(mixture.survivalBeyond[index]))
        beyond.append(least)
      }
    }
    return SurvivalStepFunction(steps: lengths, beyond: beyond)
  }

  /// One piece of the law: how the mixture's survival becomes its own.
  private struct Piece {
    let (left, right): (Double, Double)
    let (tail, nextTail): (Double, Double)
    let floor: Double

    init(
      _ mixture: SurvivalStepFunction, from start: Int, to end: Int,
      _ tail: Double, _ nextTail: Double
    ) {
      /// What is left of the mixture at a quantile, as near to the level as
      /// the answers that are just as long allow.
      func cut(_ quantile: Int, _ tail: Double) -> Double {
        let before =
          quantile == .max
          ? mixture.unidentifiedMass
          : mixture.survival(beyond: quantile - 1)
        let after = quantile == .max ? 0 : mixture.survival(beyond: quantile)
        return min(max(tail, after), before)
      }
      left = start > 0 ? cut(start, tail) : 1
      right = cut(end, nextTail)
      (self.tail, self.nextTail) = (tail, nextTail)
      // Short of the next quantile its level is not reached.
      floor =
        nextTail > 0 ? nextTail + (tail - nextTail) * 0x1p-20 : 0
    }

    func beyond(_ survival: Double) -> Double {
      guard left > right else { return tail }
      let share = (min(max(survival, right), left) - right) / (left - right)
      return min(max(nextTail + (tail - nextTail) * share, floor), tail)
    }
  }
}

extension ConditionalLawSource {
  /// For each piece between two levels, the mixture of the experts' laws under
  /// the mean of both levels' weights.
  private func mixtures() -> [SurvivalStepFunction] {
    let levels = mixture.levels.indices.map { mixture.weights(level: $0) }
    let weights = (0...levels.count).map { piece -> [Double] in
      let lower = levels[max(piece - 1, 0)]
      let upper = levels[min(piece, levels.count - 1)]
      return zip(lower, upper).map { ($0 + $1) / 2 }
    }
    let filled = cells.filter { longest[$0] > 0 }
    var sums = weights.map { _ in [Double](repeating: 0, count: filled.count) }
    var laws = ShrunkenLaws(path)
    var survival = [Double](repeating: 1, count: laws.layers.count)
    var expert = 0
    for halfLife in settings.halfLives.indices {
      for shrinkage in settings.shrinkages {
        laws.set(
          halfLife: halfLife, unit: units[halfLife], shrinkage: shrinkage)
        for (step, cell) in filled.enumerated() {
          for place in survival.indices {
            let parent = place > 0 ? survival[path.parent(place)] : 1
            survival[place] = laws.survival(
              beyond: cell, at: place, parent: parent)
          }
          for piece in weights.indices {
            var sum = 0.0
            for place in survival.indices {
              sum += weights[piece][expert + place] * survival[place]
            }
            sums[piece][step] += sum
          }
        }
        expert += survival.count
      }
    }
    let lengths = filled.map { longest[$0] }
    return sums.map { sum in
      // Sums of weighted laws may rise, or stay above 0, by a rounding.
      var least = 1.0
      return SurvivalStepFunction(
        steps: lengths,
        beyond: sum.map {
          least = min(least, max($0, 0))
          return least
        })
    }
  }
}

extension SurvivalStepFunction {
  /// P(N > k).
  fileprivate func survival(beyond length: Int) -> Double {
    length == .max ? unidentifiedMass : survival(at: length + 1)
  }

  /// The steps at lengths in start..<end.
  fileprivate func indices(from start: Int, below end: Int) -> Range<Int> {
    let first = lastIndex(below: start).map { $0 + 1 } ?? 0
    let last = lastIndex(below: end).map { $0 + 1 } ?? 0
    return first..<max(first, last)
  }
}
