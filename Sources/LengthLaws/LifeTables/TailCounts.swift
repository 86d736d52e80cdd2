/// How many answers have more than j of something, for each j ≥ 0.
///
/// A sum Σ w f(0) + … + f(d − 1) over answers of weight w and depth d is
/// Σ T(j) f(j), with T(j) the weight of those deeper than j: one evaluation of
/// f at each place instead of a special function for each answer. T changes at
/// the depths that occur alone, so it is kept as runs of equal counts, and its
/// size does not depend on the greatest depth.
package struct TailCounts: Sendable, Hashable {
  /// Places with the same count.
  package struct Run: Sendable, Hashable {
    /// The first place.
    package var start: Int
    /// One past the last place.
    package var end: Int
    /// T(j) there.
    package var count: Double
  }

  /// The runs with a count other than 0, in order, without a gap.
  package private(set) var runs: [Run] = []

  /// Σ T(j), the sum of all depths.
  package private(set) var total = 0.0

  /// The counts of weighted depths, which rise; a weight may be negative.
  package init(
    rising depths: some BidirectionalCollection<(depth: Int, weight: Double)>
  ) {
    var count = 0.0
    runs.reserveCapacity(depths.count)
    var last: Int?
    // From the deepest on, so that large counts swallow no small ones.
    for (depth, weight) in depths.reversed() {
      if let end = last, depth < end {
        runs.append(Run(start: depth, end: end, count: count))
      }
      count += weight
      last = depth
    }
    if let end = last, end > 0 {
      runs.append(Run(start: 0, end: end, count: count))
    }
    runs.reverse()
    for run in runs { total += Double(run.end - run.start) * run.count }
  }
}
