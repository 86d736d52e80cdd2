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
/// This is the hot loop of forecasts, and the one place where counts are read
/// through pointers: `withLaws` keeps them valid for the time of a call.
///
/// Source: V. Susarla and J. Van Ryzin, JASA 71, 897 (1976),
/// doi:10.1080/01621459.1976.10480966.
struct ShrunkenLaws {
  /// The law of one place given that of the place above.
  struct Layer {
    /// The counts' numbers; `nil` where there are none.
    let values: UnsafeBufferPointer<Double>?
    let size: Int
    let isIndexed: Bool
    let last: Int
    /// The place above, and the first place of the branch.
    let parent: Int
    let start: Int
    /// τ/(n + τ) and 1/(n + τ), n counted in the weight of a new answer.
    var parentShare = 1.0
    var ownShare = 0.0
    var total = 0.0
    /// Whether answers were censored there.
    let isCensored: Bool
  }

  let path: ConditionalPath
  private let halfLives: Int
  private(set) var halfLife = 0
  private let layers: UnsafeMutableBufferPointer<Layer>
  private var corrections: [CensoringCorrection]

  /// How many places there are.
  var count: Int { layers.count }

  /// Whether a place has answers of its own.
  @inline(__always)
  func hasOwn(_ place: Int) -> Bool { layers[place].ownShare > 0 }

  /// The place above.
  @inline(__always)
  func parent(_ place: Int) -> Int { layers[place].parent }

  /// Calls `body` with the laws along a path.
  static func withLaws<Result>(
    _ path: ConditionalPath, halfLives: Int,
    _ body: (inout ShrunkenLaws) -> Result
  ) -> Result {
    withUnsafeTemporaryAllocation(
      of: Layer.self, capacity: path.counts.count
    ) { layers in
      pin(path, halfLives, layers, 0, body)
    }
  }

  /// Keeps the counts from that place on at their addresses.
  private static func pin<Result>(
    _ path: ConditionalPath, _ halfLives: Int,
    _ layers: UnsafeMutableBufferPointer<Layer>, _ place: Int,
    _ body: (inout ShrunkenLaws) -> Result
  ) -> Result {
    guard place < path.counts.count else {
      var laws = ShrunkenLaws(
        path: path, halfLives: halfLives, layers: layers,
        corrections: path.counts.contains { $0?.censored != nil }
          ? path.counts.map { _ in CensoringCorrection() } : [])
      return body(&laws)
    }
    func initialize(
      _ values: UnsafeBufferPointer<Double>?, _ counts: FadingCounts?
    ) {
      layers.initializeElement(
        at: place,
        to: Layer(
          values: values, size: counts?.size ?? 0,
          isIndexed: counts?.isIndexed ?? false, last: counts?.last ?? 0,
          parent: path.parent(place), start: path.starts[place],
          isCensored: counts?.censored != nil))
    }
    guard let counts = path.counts[place] else {
      initialize(nil, nil)
      return pin(path, halfLives, layers, place + 1, body)
    }
    return counts.values.withUnsafeBufferPointer { values in
      initialize(values, counts)
      return pin(path, halfLives, layers, place + 1, body)
    }
  }

  /// Turns to another half-life and strength of shrinkage.
  mutating func set(halfLife: Int, unit: Double, shrinkage: Double) {
    self.halfLife = halfLife
    for place in layers.indices {
      guard let values = layers[place].values else { continue }
      let total = values[values.count - halfLives + halfLife]
      let tau = place == 0 ? 0 : shrinkage * unit
      // A node without answers has its parent's law, even at τ = 0.
      let share = total > 0 ? 1 / (total + tau) : 0
      layers[place].parentShare = total > 0 ? tau * share : 1
      layers[place].ownShare = share
      layers[place].total = total
      if layers[place].isCensored { correct(place) }
    }
  }

  /// P(N > the lengths of that cell) at a place, given it at the place above.
  @inline(__always)
  func survival(beyond cell: Int, at place: Int, parent: Double) -> Double {
    let plain = uncorrected(beyond: cell, at: place, parent: parent)
    return layers[place].isCensored
      ? corrections[place].apply(plain, cell: cell) : plain
  }

  @inline(__always)
  private func uncorrected(
    beyond cell: Int, at place: Int, parent: Double
  ) -> Double {
    let layer = layers[place]
    guard let values = layer.values, layer.ownShare > 0 else { return parent }
    // All together beyond the last, however the parts of a sum are rounded.
    guard cell < layer.last else { return layer.parentShare * parent }
    let sum: Double
    if layer.isIndexed {
      // In bounds: cell < last, which is in the last block or before.
      let block =
        (layer.size << FadingCounts.blockBits)
        + (cell >> FadingCounts.blockBits)
      sum =
        values[cell * halfLives + halfLife]
        + values[block * halfLives + halfLife]
    } else {
      var (low, high) = (0, layer.size)
      while low < high {
        let middle = (low + high) / 2
        if values[middle] <= Double(cell) {
          low = middle + 1
        } else {
          high = middle
        }
      }
      sum =
        low > 0 ? values[layer.size + (low - 1) * halfLives + halfLife] : 0
    }
    return layer.parentShare * parent + layer.ownShare * (layer.total - sum)
  }

  /// P(N > the lengths of that cell) at a place.
  @inline(__always)
  func survival(beyond cell: Int, at place: Int) -> Double {
    var survival = survival(beyond: cell, at: 0, parent: 1)
    guard place > 0 else { return survival }
    survival = self.survival(beyond: cell, at: 1, parent: survival)
    guard place > 1 else { return survival }
    for next in layers[place].start...place {
      survival = self.survival(beyond: cell, at: next, parent: survival)
    }
    return survival
  }

  private mutating func correct(_ place: Int) {
    guard let counts = path.counts[place], let censored = counts.censored
    else { return }
    var correction = CensoringCorrection()
    for (index, cell) in censored.cells.enumerated() {
      let cell = Int(cell)
      // The law of the place above is complete, and 1 above the root.
      let parent =
        place > 0 ? survival(beyond: cell, at: layers[place].parent) : 1
      correction.append(
        cell: cell,
        left: uncorrected(beyond: cell, at: place, parent: parent),
        censored: layers[place].ownShare
          * censored.weights[index * halfLives + halfLife])
    }
    corrections[place] = correction
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
