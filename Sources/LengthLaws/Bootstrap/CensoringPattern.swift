import NumericalMethods

/// Where simulated answers are cut.
///
/// A life table shows the caps of the answers that were cut, not of those
/// that ended before; so the caps are themselves estimated, by Kaplan–Meier
/// with the roles of ending and censoring exchanged. With one common cap that
/// is the cap.
///
/// Assumption: caps do not depend on the length that an answer would have.
///
/// Source: B. Efron, "Censored data and the bootstrap", JASA 76, 312 (1981),
/// doi:10.1080/01621459.1981.10477650.
public struct CensoringPattern: Sendable, Hashable {
  /// A length at which answers are cut.
  struct Cut: Sendable, Hashable {
    var length: Int
    /// P(cut here | still running beyond).
    var probability: Double
  }

  let cuts: [Cut]

  private init(cuts: [Cut]) { self.cuts = cuts }

  /// No answer is cut.
  public static let none = CensoringPattern(cuts: [])

  /// Every answer longer than `cap` is cut there.
  ///
  /// - Precondition: `cap` ≥ 1.
  public static func cap(_ cap: Int) -> CensoringPattern {
    precondition(cap >= 1, "Cap should be at least 1, but is \(cap)")
    return CensoringPattern(cuts: [Cut(length: cap, probability: 1)])
  }

  /// Answers are cut as those of a table were, cancelled ones included.
  public static func asObserved(in table: LifeTable) -> CensoringPattern {
    var cuts: [Cut] = []
    var atRisk = table.count
    for row in table.rows {
      let beyond = atRisk - row.stopped
      if row.censored > 0 {
        cuts.append(
          Cut(
            length: row.length,
            probability: Double(row.censored) / Double(beyond)))
      }
      atRisk -= row.total
    }
    return CensoringPattern(cuts: cuts)
  }
}
