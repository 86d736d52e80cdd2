import DecodeStatistics

extension CrossValidation {
  /// The mean CRPS of min(N, c) on held-out answers, in tokens:
  /// Σ_{k<c} (F(k) − 1{y ≤ k})².
  ///
  /// Under a cap it is the score that all laws have: Kaplan–Meier leaves what
  /// lies beyond at infinity, and no answer there was seen to its end.
  func cappedCRPS(
    _ table: LifeTable, cap: Int,
    fit: (LifeTable) throws(LengthLawError) -> any LengthDistribution
  ) throws -> Double {
    let parts = try split(table)
    var sum = 0.0
    for (index, part) in parts.enumerated() {
      var training = LifeTable()
      for (other, answers) in parts.enumerated() where other != index {
        training += answers
      }
      let law = try fit(training)
      let crps = CappedCRPS(law, through: cap)
      for row in part.rows {
        sum +=
          Double(row.stopped)
          * crps.score(ofLength: row.length, cap: cap)
        sum += Double(row.censored) * crps.score(ofLength: cap, cap: cap)
      }
    }
    return sum / Double(table.count)
  }
}
