/// The law of one place on a walk through the strips, under both half-lives
/// and both strengths of shrinkage.
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
/// root, it is Kaplan–Meier. A node of few different lengths is shrunk by no
/// more answers than it has of these: what is always the same is trusted soon.
///
/// Source: V. Susarla and J. Van Ryzin, JASA 71, 897 (1976),
/// doi:10.1080/01621459.1976.10480966.
struct PlaceState {
  typealias Pair = FadingTables.Pair
  /// Lanes: both half-lives at the first strength, then at the second.
  typealias Lanes = SIMD4<Double>

  /// The place above among those of the walk; −1 above the first.
  let parent: Int
  /// Where the counts are; the node's last strip, its weight in all.
  let start: Int
  let sums: Int
  let size: Int
  let isIndexed: Bool
  let last: Int
  let total: Pair
  /// τ/(n + τ) and 1/(n + τ).
  let parentShare: Lanes
  let ownShare: Lanes

  /// P(N > the strips walked), and the weight in them.
  var survival = Lanes(repeating: 1)
  var below = Pair.zero
  /// For each lane the next level that is sought, and what may be left there.
  var level = SIMD4<Int>.zero
  var tail: Lanes
  /// How many sorted strips were walked.
  var cursor = 0

  /// Both as they are at the end of the block, before it is walked.
  var survivalAhead = Lanes(repeating: 1)
  var belowAhead = Pair.zero
  var cursorAhead = 0

  /// By how much answers that were censored still count beyond.
  var factor = Lanes(repeating: 1)
  var floor = Lanes.zero
  /// The place of its censored answers; −1 without.
  let censored: Int
  var censoredCursor = 0

  /// The state before the first strip.
  ///
  /// - Parameters:
  ///   - node: What is counted there; `nil` where nothing is.
  ///   - unit: What the next answer of its clock weighs.
  ///   - shrinkages: τ, in answers, of each lane.
  ///   - parent: The place above.
  ///   - tail: What is left at the first level.
  init(
    _ node: FadingTables.Node?, unit: Pair, shrinkages: Lanes, parent: Int,
    tail: Double
  ) {
    self.parent = parent
    self.tail = Lanes(repeating: tail)
    guard let node, node.total.min() > 0 else {
      (start, sums, size, isIndexed) = (0, 0, 0, false)
      (last, total) = (-1, .zero)
      (parentShare, ownShare) = (Lanes(repeating: 1), .zero)
      censored = -1
      return
    }
    (start, sums) = (node.start, node.sums)
    (size, isIndexed) = (node.size, node.isIndexed)
    (last, total, censored) = (node.last, node.total, node.censored)
    let units = Lanes(lowHalf: unit, highHalf: unit)
    let tau =
      parent < 0
      ? .zero
      : units
        * shrinkages.replacing(
          with: Double(node.types), where: shrinkages .> Double(node.types))
    ownShare = 1 / (Lanes(lowHalf: total, highHalf: total) + tau)
    parentShare = tau * ownShare
  }

  /// The weight in sorted strips below one, from a cursor on.
  @inline(__always)
  static func sorted(
    _ entries: UnsafePointer<Pair>, _ size: Int, _ cursor: inout Int,
    below end: Int
  ) -> Pair {
    var sum = Pair.zero
    while cursor < size, entries[2 * cursor].x < Double(end) {
      sum += entries[2 * cursor + 1]
      cursor += 1
    }
    return sum
  }

  /// Corrects a law for the answers censored up to a strip, walked one by one.
  @inline(__always)
  mutating func correct(
    _ survival: Lanes, beyond strip: Int, _ counts: FadingTables.Censored
  ) -> Lanes {
    while censoredCursor < counts.strips.count,
      counts.strips[censoredCursor] <= strip
    {
      let weight = counts.weights[censoredCursor]
      let own = ownShare * Lanes(lowHalf: weight, highHalf: weight)
      for lane in 0..<4 where own[lane] > 0 {
        if survival[lane] > 0 {
          factor[lane] *= (survival[lane] + own[lane]) / survival[lane]
        } else {
          floor[lane] = factor[lane] * own[lane]
        }
      }
      censoredCursor += 1
    }
    guard censoredCursor > 0 else { return survival }
    var corrected = survival
    for lane in 0..<4 {
      // Rounding may leave a product of factors a little above 1.
      corrected[lane] =
        survival[lane] > 0 ? min(survival[lane] * factor[lane], 1) : floor[lane]
    }
    return corrected
  }
}
