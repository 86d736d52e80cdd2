/// A sample as fits read it: sorted by length, equal terms merged, and what a
/// law is conditioned on taken off what is censored.
package struct FitTerms: Sendable {
  /// A length with a weight, negative where there is more to condition on than
  /// is censored.
  package typealias Term = CensoredSample.Term

  /// N = k, by length.
  package let ended: [Term]
  /// N > k, k ≥ 1, by length.
  package let beyond: [Term]
  /// a < N ≤ b.
  package let grouped: [CensoredSample.Group]
  /// The weight of `ended`.
  package let endedWeight: Double
  /// T(j): ended answers with N − 1 > j.
  package let endedTails: TailCounts
  /// T(j): answers known not to have ended at position j + 1 when they could
  /// have.
  package let survivalTails: TailCounts

  package init(_ sample: CensoredSample) {
    ended = Self.merged(sample.ended)
    beyond =
      sample.entered.isEmpty
      ? Self.merged(sample.censored.filter { $0.length > 0 })
      : Self.merged(
        sample.censored
          + sample.entered.map {
            Term(length: $0.length, weight: -$0.weight)
          }
      ).filter { $0.weight != 0 && $0.length > 0 }
    grouped = sample.grouped
    endedWeight = ended.weight
    endedTails = TailCounts(
      rising: ended.lazy.map { (depth: $0.length - 1, weight: $0.weight) })
    survivalTails = TailCounts(rising: Self.depths(ended, beyond))
  }

  /// What each term goes through: N = k does not end at the k − 1 positions
  /// before, N > k not at k positions.
  private static func depths(
    _ ended: [Term], _ beyond: [Term]
  ) -> [(depth: Int, weight: Double)] {
    var depths: [(depth: Int, weight: Double)] = []
    depths.reserveCapacity(ended.count + beyond.count)
    var next = 0
    for term in ended {
      while next < beyond.count, beyond[next].length < term.length {
        depths.append((beyond[next].length, beyond[next].weight))
        next += 1
      }
      depths.append((term.length - 1, term.weight))
    }
    for term in beyond[next...] { depths.append((term.length, term.weight)) }
    return depths
  }

  private static func merged(_ terms: [Term]) -> [Term] {
    var isRising = true
    for index in terms.indices.dropFirst()
    where terms[index - 1].length >= terms[index].length {
      isRising = false
      break
    }
    guard !isRising else { return terms }
    var result: [Term] = []
    for term in terms.sorted(by: { $0.length < $1.length }) {
      if let last = result.last, last.length == term.length {
        result[result.count - 1].weight += term.weight
      } else {
        result.append(term)
      }
    }
    return result
  }
}
