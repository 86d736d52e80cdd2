import LengthLaws

/// The laws of all nodes of a chain under one half-life, each shrunk towards
/// the law of the node above.
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
/// root, it is Kaplan–Meier.
///
/// Source: V. Susarla and J. Van Ryzin, JASA 71, 897 (1976).
struct ShrunkenChain {
  let chain: NodeChain
  private var layers: [Layer] = []

  /// The law of one node given that of the node above.
  private struct Layer {
    /// For each rank, how many of the node's lengths are within.
    let places: [Int]
    /// The weights from below; n⁺ is `total` minus one of them.
    let sums: [Double]
    let total: Double
    /// τ/(n + τ) and 1/(n + τ), n counted in the weight of a new answer.
    let parentShare: Double
    let ownShare: Double
    var correction: CensoringCorrection?

    /// The share not yet corrected for the answers censored in that node.
    func uncorrected(_ rank: Int, parent: Double) -> Double {
      parentShare * parent + ownShare * (total - sums[places[rank]])
    }
  }

  init(_ chain: NodeChain, halfLife: Int, unit: Double, shrinkage: Double) {
    self.chain = chain
    for (index, node) in chain.nodes.enumerated() {
      let total = node.total(halfLife)
      let tau = index == 0 ? 0 : shrinkage * unit
      // A node without answers has its parent's law, even at τ = 0.
      var layer = Layer(
        places: chain.places[index], sums: node.sums[halfLife], total: total,
        parentShare: total > 0 ? tau / (total + tau) : 1,
        ownShare: total > 0 ? 1 / (total + tau) : 0)
      layer.correction = correction(
        layer, node.censoredLengths, node.censoredWeights[halfLife])
      layers.append(layer)
    }
  }

  /// P(N > length of that rank) at the node of index `depth`.
  func survival(beyond rank: Int, depth: Int) -> Double {
    var survival = 1.0
    for index in 0..<(depth + 1) {
      survival = layers[index].uncorrected(rank, parent: survival)
      if layers[index].correction != nil {
        survival =
          layers[index].correction?.apply(survival, rank: rank) ?? survival
      }
    }
    return survival
  }

  private func correction(
    _ layer: Layer, _ lengths: [Int], _ weights: [Double]
  ) -> CensoringCorrection? {
    guard !lengths.isEmpty else { return nil }
    var correction = CensoringCorrection()
    for (length, weight) in zip(lengths, weights) {
      let rank = chain.rank(of: length)
      // The law of the node above is complete, and 1 above the root.
      let parent = survival(beyond: rank, depth: layers.count - 1)
      correction.append(
        rank: rank, left: layer.uncorrected(rank, parent: parent),
        censored: layer.ownShare * weight)
    }
    return correction
  }

  /// The rank of the smallest length k with P(N ≤ k) ≥ `level`, or that of the
  /// longest length, where censoring hides the quantile.
  ///
  /// - Parameters:
  ///   - level: A probability in 0...1.
  ///   - depth: The index of a node.
  ///   - guess: A rank near which to look first, from 1.
  /// - Returns: A rank, from 1.
  func rank(level: Double, depth: Int, near guess: Int = 1) -> Int {
    func reaches(_ rank: Int) -> Bool {
      QuantileSearch.reaches(
        level, survivalBeyond: survival(beyond: rank, depth: depth))
    }
    // Steps that double until the answer is in low...high.
    var (low, high) = (1, chain.lengths.count)
    var step = 1
    if guess >= high || reaches(guess) {
      high = min(guess, high)
      while low < high, reaches(max(high - step, low)) {
        high = max(high - step, low)
        step *= 2
      }
      low = max(high - step + 1, low)
    } else {
      low = guess + 1
      while low + step < high, !reaches(low + step) {
        low += step + 1
        step *= 2
      }
      high = min(low + step, high)
    }
    while low < high {
      let middle = (low + high) / 2
      if reaches(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// The factors by which answers that were censored still count beyond.
struct CensoringCorrection {
  private var ranks: [Int] = []
  private var factors: [Double] = []
  /// What stays where nothing is known beyond the last censored answers.
  private var floor = 0.0

  /// Adds the next longer censored length.
  mutating func append(rank: Int, left: Double, censored: Double) {
    guard censored > 0 else { return }
    let factor = factors.last ?? 1
    ranks.append(rank)
    if left > 0 {
      factors.append(factor * ((left + censored) / left))
    } else {
      factors.append(factor)
      floor = factor * censored
    }
  }

  func apply(_ survival: Double, rank: Int) -> Double {
    guard let first = ranks.first, first <= rank else { return survival }
    let place = ranks.partitioningIndex(notBelow: rank + 1) - 1
    // Rounding may leave a product of factors a little above 1.
    let corrected = min(survival * factors[place], 1)
    return survival > 0 ? corrected : floor
  }
}
