import DecodeStatistics

extension CrossValidation {
  /// The mean CRPS of min(N, c) on held-out answers, in tokens:
  /// Σ_{k<c} (F(k) − 1{y ≤ k})².
  ///
  /// Under a cap it is the score that all laws have: Kaplan–Meier leaves what
  /// lies beyond at infinity, and no answer there was seen to its end.
  func cappedCRPS(
    _ table: LifeTable, cap: Int,
    fit: (LifeTable) throws(FitError) -> any LengthDistribution
  ) throws -> Double {
    let parts = try split(table)
    var sum = 0.0
    for (index, part) in parts.enumerated() {
      var training = LifeTable()
      for (other, answers) in parts.enumerated() where other != index {
        training += answers
      }
      let survival = try fit(training).survivalCurve(through: cap)
      // F(k) = 1 − S(k + 1): sums of F² below y, and of S² from y on.
      var below = [0.0]
      for k in 1..<cap {
        let share = 1 - survival[k]
        below.append(below[k - 1] + share * share)
      }
      var beyond = [Double](repeating: 0, count: cap + 1)
      for k in stride(from: cap - 1, through: 1, by: -1) {
        beyond[k] = beyond[k + 1] + survival[k] * survival[k]
      }
      for row in part.rows {
        let place = min(row.length, cap)
        sum += Double(row.stopped) * (below[place - 1] + beyond[place])
        sum += Double(row.censored) * below[cap - 1]
      }
    }
    return sum / Double(table.count)
  }
}
