/// The laws at all places of a path under every half-life and strength of
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
/// through pointers: `withLaws` keeps them valid for the time of a call. A
/// place's values at one cell are worked out for all half-lives and strengths
/// at once, and kept: quantiles of neighbouring experts are near each other.
///
/// Source: V. Susarla and J. Van Ryzin, JASA 71, 897 (1976),
/// doi:10.1080/01621459.1976.10480966.
struct ShrunkenLaws {
  /// What is counted at one place.
  private struct Layer {
    /// The counts' numbers; `nil` where there are none.
    let values: UnsafeBufferPointer<Double>?
    let size: Int
    let isIndexed: Bool
    let last: Int
    /// The place above, −1 above the first.
    let parent: Int
    let isCensored: Bool
  }

  /// τ/(n + τ) and 1/(n + τ), n counted in the weight of a new answer, and n.
  private struct Share {
    var parent = 1.0
    var own = 0.0
    var total = 0.0
  }

  /// So many values of a place are kept, by the cell's last bits.
  private static let slots = 64

  private let path: ConditionalPath
  private let halfLives: Int
  private let strengths: Int
  /// How many half-lives times strengths there are.
  let lanes: Int
  private let layers: UnsafeMutableBufferPointer<Layer>
  private let shares: UnsafeMutableBufferPointer<Share>
  private let tags: UnsafeMutableBufferPointer<Int32>
  private let memo: UnsafeMutableBufferPointer<Double>
  private var corrections: [CensoringCorrection] = []

  /// How many places there are.
  var count: Int { layers.count }

  /// Whether a place has answers of its own.
  @inline(__always)
  func hasOwn(_ place: Int) -> Bool { layers[place].values != nil }

  /// The place above; −1 above the first.
  @inline(__always)
  func parent(_ place: Int) -> Int { layers[place].parent }

  /// P(N > the lengths of that cell) at a place, for every half-life and, for
  /// each, every strength; valid until the next call.
  @inline(__always)
  func survival(
    beyond cell: Int, at place: Int
  ) -> UnsafeMutablePointer<Double> {
    // In bounds: a slot for each place and remainder, and lanes for each slot.
    let slot = place * Self.slots + cell & (Self.slots - 1)
    let row = memo.baseAddress.unsafelyUnwrapped + slot * lanes
    if tags[slot] != Int32(truncatingIfNeeded: cell) {
      fill(row, beyond: cell, at: place)
      tags[slot] = Int32(truncatingIfNeeded: cell)
    }
    return row
  }

  @inline(never)
  private func fill(
    _ row: UnsafeMutablePointer<Double>, beyond cell: Int, at place: Int
  ) {
    uncorrected(row, beyond: cell, at: place)
    guard layers[place].isCensored else { return }
    for lane in 0..<lanes {
      row[lane] = corrections[place * lanes + lane]
        .apply(row[lane], cell: cell)
    }
  }

  /// The survival not yet corrected for the answers censored at that place.
  private func uncorrected(
    _ row: UnsafeMutablePointer<Double>, beyond cell: Int, at place: Int
  ) {
    let layer = layers[place]
    if layer.parent >= 0 {
      row.update(
        from: survival(beyond: cell, at: layer.parent), count: lanes)
    } else {
      row.update(repeating: 1, count: lanes)
    }
    guard let values = layer.values else { return }
    let shares = UnsafeMutableBufferPointer(
      rebasing: shares[place * lanes..<(place + 1) * lanes])
    // All together beyond the last, however the parts of a sum are rounded.
    guard cell < layer.last else {
      for lane in 0..<lanes { row[lane] *= shares[lane].parent }
      return
    }
    var (first, second) = (-1, -1)
    if layer.isIndexed {
      // In bounds: cell < last, which is in the last block or before.
      let block =
        (layer.size << FadingCounts.blockBits)
        + (cell >> FadingCounts.blockBits)
      (first, second) = (cell * halfLives, block * halfLives)
    } else {
      var low = 0
      while low < layer.size, values[low] <= Double(cell) { low += 1 }
      if low > 0 { first = layer.size + (low - 1) * halfLives }
    }
    for halfLife in 0..<halfLives {
      var sum = first >= 0 ? values[first + halfLife] : 0
      if second >= 0 { sum += values[second + halfLife] }
      for lane in halfLife * strengths..<(halfLife + 1) * strengths {
        row[lane] =
          shares[lane].parent * row[lane]
          + shares[lane].own * (shares[lane].total - sum)
      }
    }
  }
}

// MARK: - Making

extension ShrunkenLaws {
  /// Calls `body` with the laws along a path.
  ///
  /// - Parameters:
  ///   - path: What is counted at each place.
  ///   - units: For each half-life what the next answer weighs.
  ///   - strengths: τ, in answers.
  ///   - body: What is done with the laws.
  /// - Returns: What `body` does.
  static func withLaws<Result>(
    _ path: ConditionalPath, units: [Double], strengths: [Double],
    _ body: (borrowing ShrunkenLaws) -> Result
  ) -> Result {
    let places = path.counts.count
    let lanes = units.count * strengths.count
    return withUnsafeTemporaryAllocation(of: Layer.self, capacity: places) {
      layers in
      withUnsafeTemporaryAllocation(of: Share.self, capacity: places * lanes) {
        shares in
        withUnsafeTemporaryAllocation(
          of: Int32.self, capacity: places * slots
        ) { tags in
          withUnsafeTemporaryAllocation(
            of: Double.self, capacity: places * slots * lanes
          ) { memo in
            tags.initialize(repeating: -1)
            memo.initialize(repeating: 0)
            shares.initialize(repeating: Share())
            let laws = ShrunkenLaws(
              path: path, halfLives: units.count, strengths: strengths.count,
              lanes: lanes, layers: layers, shares: shares, tags: tags,
              memo: memo)
            return laws.pin(0, units, strengths, body)
          }
        }
      }
    }
  }

  /// Keeps the counts from that place on at their addresses.
  private func pin<Result>(
    _ place: Int, _ units: [Double], _ strengths: [Double],
    _ body: (borrowing ShrunkenLaws) -> Result
  ) -> Result {
    guard place < path.counts.count else {
      var laws = self
      laws.share(units, strengths)
      return body(laws)
    }
    let counts = path.counts[place]
    func initialize(_ values: UnsafeBufferPointer<Double>?) {
      layers.initializeElement(
        at: place,
        to: Layer(
          values: values, size: counts?.size ?? 0,
          isIndexed: counts?.isIndexed ?? false, last: counts?.last ?? 0,
          parent: path.parent(place), isCensored: counts?.censored != nil))
    }
    guard let counts else {
      initialize(nil)
      return pin(place + 1, units, strengths, body)
    }
    return counts.values.withUnsafeBufferPointer { values in
      initialize(values)
      return pin(place + 1, units, strengths, body)
    }
  }

  /// Works out how much each place counts against the place above.
  private mutating func share(_ units: [Double], _ strengths: [Double]) {
    for place in layers.indices {
      guard let values = layers[place].values else { continue }
      for halfLife in 0..<halfLives {
        let total = values[values.count - halfLives + halfLife]
        // A node without answers has its parent's law, even at τ = 0.
        guard total > 0 else { continue }
        for strength in 0..<self.strengths {
          let tau = place == 0 ? 0 : strengths[strength] * units[halfLife]
          let own = 1 / (total + tau)
          shares[place * lanes + halfLife * self.strengths + strength] = Share(
            parent: tau * own, own: own, total: total)
        }
      }
    }
    guard layers.contains(where: \.isCensored) else { return }
    corrections = Array(
      repeating: CensoringCorrection(), count: layers.count * lanes)
    for place in layers.indices where layers[place].isCensored {
      correct(place)
    }
  }

  private mutating func correct(_ place: Int) {
    guard let censored = path.counts[place]?.censored else { return }
    var made = Array(repeating: CensoringCorrection(), count: lanes)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: lanes) { row in
      row.initialize(repeating: 0)
      for (index, cell) in censored.cells.enumerated() {
        // The law of the place above is complete, and 1 above the root.
        guard let start = row.baseAddress else { continue }
        uncorrected(start, beyond: Int(cell), at: place)
        for lane in 0..<lanes {
          made[lane].append(
            cell: Int(cell), left: row[lane],
            censored: shares[place * lanes + lane].own
              * censored.weights[index * halfLives + lane / strengths])
        }
      }
    }
    corrections.replaceSubrange(
      place * lanes..<(place + 1) * lanes, with: made)
  }
}
