/// The laws at all places of a path under one half-life and one strength of
/// shrinkage, each shrunk towards the law of the place above.
///
/// The law of a node is the posterior mean under a Dirichlet process centred
/// at its parent's law S_p with τ answers' weight,
///
///     S(N > k) = (n⁺(k) + τ·S_p(k)) / (n + τ)
///                · Π_{c ≤ k} (n⁺(c) + λ(c) + τ·S_p(c)) / (n⁺(c) + τ·S_p(c))
///
/// with n⁺(k) the answers recorded longer than k and λ(c) those censored at c.
/// It is hazard-wise shrinkage, with the parent's answers at risk where it
/// has them: h(k) = (d(k) + τ·S_p(≥k)·h_p(k))/(r(k) + τ·S_p(≥k)). Without
/// censoring it is the mixture of counts and parent; at τ = 0, and at the
/// root, it is Kaplan–Meier. Lengths are those of `LengthGrid`.
///
/// Source: V. Susarla and J. Van Ryzin, JASA 71, 897 (1976),
/// doi:10.1080/01621459.1976.10480966.
struct ShrunkenLaws {
  let path: ConditionalPath
  private(set) var halfLife = 0
  private(set) var layers: [Layer]
  private var corrections: [CensoringCorrection?]
  /// Whether any node of the path has censored answers.
  let isCensored: Bool

  /// The law of one place given that of the place above.
  struct Layer {
    /// τ/(n + τ) and 1/(n + τ), n counted in the weight of a new answer.
    var parentShare = 1.0
    var ownShare = 0.0
    var total = 0.0
  }

  init(_ path: ConditionalPath) {
    self.path = path
    layers = Array(repeating: Layer(), count: path.counts.count)
    corrections = Array(repeating: nil, count: path.counts.count)
    isCensored = path.counts.contains {
      $0.map { !$0.censoredCells.isEmpty } ?? false
    }
  }

  /// Turns to another half-life and strength of shrinkage.
  mutating func set(halfLife: Int, unit: Double, shrinkage: Double) {
    self.halfLife = halfLife
    for place in layers.indices {
      guard let counts = path.counts[place] else { continue }
      let total = counts.total(halfLife)
      let tau = place == 0 ? 0 : shrinkage * unit
      // A node without answers has its parent's law, even at τ = 0.
      let share = total > 0 ? 1 / (total + tau) : 0
      layers[place] = Layer(
        parentShare: total > 0 ? tau * share : 1, ownShare: share, total: total)
      if !counts.censoredCells.isEmpty {
        corrections[place] = correction(counts, place)
      }
    }
  }

  /// P(N > the lengths of that cell) at a place, given it at the place above.
  @inline(__always)
  func survival(beyond cell: Int, at place: Int, parent: Double) -> Double {
    let plain = uncorrected(beyond: cell, at: place, parent: parent)
    return isCensored
      ? corrections[place]?.apply(plain, cell: cell) ?? plain : plain
  }

  @inline(__always)
  private func uncorrected(
    beyond cell: Int, at place: Int, parent: Double
  ) -> Double {
    let layer = layers[place]
    guard layer.ownShare > 0, let counts = path.counts[place] else {
      return parent
    }
    return layer.parentShare * parent
      + layer.ownShare * (layer.total - counts.sum(through: cell, halfLife))
  }

  /// P(N > the lengths of that cell) at a place.
  @inline(__always)
  func survival(beyond cell: Int, at place: Int) -> Double {
    var survival = survival(beyond: cell, at: 0, parent: 1)
    guard place > 0 else { return survival }
    survival = self.survival(beyond: cell, at: 1, parent: survival)
    guard place > 1 else { return survival }
    for next in path.starts[place]...place {
      survival = self.survival(beyond: cell, at: next, parent: survival)
    }
    return survival
  }

  private func correction(
    _ counts: FadingCounts, _ place: Int
  ) -> CensoringCorrection {
    var correction = CensoringCorrection()
    for (index, cell) in counts.censoredCells.enumerated() {
      let cell = Int(cell)
      // The law of the place above is complete, and 1 above the root.
      let parent =
        place > 0 ? survival(beyond: cell, at: path.parent(place)) : 1
      correction.append(
        cell: cell,
        left: uncorrected(beyond: cell, at: place, parent: parent),
        censored: layers[place].ownShare
          * counts.censoredWeights[index * counts.halfLives + halfLife])
    }
    return correction
  }
}

/// The factors by which answers that were censored still count beyond.
struct CensoringCorrection {
  private var cells: [Int32] = []
  private var factors: [Double] = []
  /// What stays where nothing is known beyond the last censored answers.
  private var floor = 0.0

  /// Adds the next longer censored length.
  mutating func append(cell: Int, left: Double, censored: Double) {
    guard censored > 0 else { return }
    let factor = factors.last ?? 1
    cells.append(Int32(cell))
    if left > 0 {
      factors.append(factor * ((left + censored) / left))
    } else {
      factors.append(factor)
      floor = factor * censored
    }
  }

  func apply(_ survival: Double, cell: Int) -> Double {
    guard let first = cells.first, Int(first) <= cell else { return survival }
    let place = cells.partitioningIndex(above: cell) - 1
    // Rounding may leave a product of factors a little above 1.
    let corrected = min(survival * factors[place], 1)
    return survival > 0 ? corrected : floor
  }
}
