import LengthLaws

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
  /// - Returns: The law, whose quantiles at these levels are those given, or
  ///   its own where they were taken for hidden.
  func law(levels: [Double], quantiles: [Int]) -> SurvivalStepFunction {
    let mixtures = mixtures()
    let lengths = mixtures[0].lengths
    // A quantile among the longest answers counts as hidden if any of them was
    // cut; it is not if enough of them ended.
    let resolved = levels.indices.map { place in
      let beyond =
        (mixtures[place].unidentifiedMass
          + mixtures[place + 1].unidentifiedMass) / 2
      let ends = QuantileSearch.reaches(levels[place], survivalBeyond: beyond)
      return quantiles[place] == .max && ends
        ? lengths.last ?? .max : quantiles[place]
    }
    return QuantileAdjustedLaw(
      mixtures, levels: levels, quantiles: resolved
    ).steps(at: lengths)
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
    let sums = ShrunkenLaws.withLaws(
      path, units: units, strengths: settings.shrinkages
    ) { self.sums($0, weights, filled) }
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

  /// Σ w_e·S_e beyond each cell, under several weights.
  private func sums(
    _ laws: borrowing ShrunkenLaws, _ weights: [[Double]], _ cells: [Int]
  ) -> [[Double]] {
    let (places, lanes) = (laws.count, laws.lanes)
    var sums = weights.map { _ in [Double](repeating: 0, count: cells.count) }
    for (step, cell) in cells.enumerated() {
      for place in 0..<places {
        let row = laws.survival(beyond: cell, at: place)
        for piece in weights.indices {
          var sum = 0.0
          for lane in 0..<lanes {
            sum += weights[piece][lane * places + place] * row[lane]
          }
          sums[piece][step] += sum
        }
      }
    }
    return sums
  }
}
