/// Weights that make a mean over answers of known length stand for all
/// answers: inverse probabilities of not having been censored (IPCW).
///
/// Let C be where an answer would be cut, and Ĝ(k) = P̂(C ≥ k) its
/// Kaplan–Meier estimate, with ending and censoring exchanged. Up to a
/// horizon h, min(N, h) is known of an answer that ended at k < h, and of one
/// known to reach h. Those weigh 1/Ĝ(k) and 1/Ĝ(h − 1), the others nothing.
/// The mean of any score of min(N, h) so weighted estimates its expectation
/// without bias in the limit; for *one* law it is exactly the expectation
/// under the Kaplan–Meier estimate of N.
///
/// Assumption: C does not depend on the length, nor on the forecasts: caps
/// that differ between tasks need weights for each task.
///
/// Source: G. A. Satten and S. Datta, Am. Stat. 55, 207 (2001),
/// doi:10.1198/000313001317098185.
public struct CensoringWeights: Sendable {
  /// h: scores are of min(N, h).
  public let horizon: Int
  /// The lengths at which answers were cut, ascending, below the horizon.
  private let cuts: [Int]
  /// Ĝ just after each of them.
  private let uncut: [Double]

  /// The weights of the answers of a table.
  ///
  /// - Parameters:
  ///   - table: The answers to be scored.
  ///   - horizon: h ≥ 1, or `nil` for the longest recorded length, beyond
  ///     which nothing is known.
  /// - Throws: `LengthLawError.countOutOfRange` if the table is empty, or the
  ///   horizon below 1 or beyond the longest length.
  public init(
    _ table: LifeTable, horizon: Int? = nil
  ) throws(LengthLawError) {
    guard let longest = table.maximum else {
      throw .countOutOfRange(
        name: "the number of answers", value: 0, accepted: "at least 1")
    }
    let horizon = horizon ?? longest
    guard 1...longest ~= horizon else {
      throw .countOutOfRange(
        name: "the horizon", value: horizon,
        accepted: "between 1 and the longest length, \(longest)")
    }
    var (cuts, uncut) = ([Int](), [Double]())
    var (atRisk, reached) = (table.count, 1.0)
    for row in table.rows where row.length < horizon {
      let beyond = atRisk - row.stopped
      // Those cut just below the horizon are known to reach it.
      if row.censored > 0, row.length < horizon - 1 {
        reached *= Double(beyond - row.censored) / Double(beyond)
        cuts.append(row.length)
        uncut.append(reached)
      }
      atRisk -= row.total
    }
    self.horizon = horizon
    self.cuts = cuts
    self.uncut = uncut
  }

  /// The weight of an answer; 0 if min(N, h) is not known of it.
  public func weight(ofLength length: Int, ending: Ending) -> Double {
    // N > h − 1 is all that the horizon asks for.
    if ending.isCensored && length < horizon - 1 { return 0 }
    let k = min(length, horizon)
    var (low, high) = (0, cuts.count)
    while low < high {
      let middle = (low + high) / 2
      if cuts[middle] < k { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? 1 / uncut[low - 1] : 1
  }

  /// What min(N, h) is for an answer of positive weight.
  public func outcome(ofLength length: Int, ending: Ending) -> Int {
    ending.isCensored ? horizon : min(length, horizon)
  }

  /// The mean of a score of min(N, h) over the answers of a table.
  ///
  /// - Parameters:
  ///   - table: The answers that the weights were made for.
  ///   - score: The score of each outcome.
  /// - Returns: The weighted mean; NaN without answers.
  public func mean(
    over table: LifeTable, _ score: (Int) -> Double
  ) -> Double {
    var sum = 0.0
    for row in table.rows {
      for (ending, count) in [
        (Ending.stopped, row.stopped), (.capped, row.censored),
      ] where count > 0 {
        let weight = weight(ofLength: row.length, ending: ending)
        guard weight > 0 else { continue }
        sum +=
          weight * Double(count)
          * score(outcome(ofLength: row.length, ending: ending))
      }
    }
    return sum / Double(table.count)
  }
}
