extension LifeTable {
  /// The acceleration of a statistic, for BCa intervals.
  ///
  ///     a = Σ (θ̄ − θ₍ᵢ₎)³ / (6 [Σ (θ̄ − θ₍ᵢ₎)²]^{3/2})
  ///
  /// over the answers i, with θ₍ᵢ₎ the statistic without the i-th and θ̄ their
  /// mean. Answers of one length and ending leave the same table behind, so
  /// the cost is in distinct lengths.
  ///
  /// - Returns: a, or 0 where the statistic does not vary; `nil` where it
  ///   does not exist for one of the tables.
  ///
  /// Source: B. Efron, JASA 82, 171 (1987),
  /// doi:10.1080/01621459.1987.10478410; B. Efron and R. J. Tibshirani, *An
  /// Introduction to the Bootstrap* (1993), eq. 14.15.
  public func jackknifeAcceleration(
    of statistic: (LifeTable) -> Double?
  ) -> Double? {
    guard count > 1 else { return nil }
    var values: [(value: Double, weight: Double)] = []
    for row in rows {
      for (ending, count) in [
        (Ending.stopped, row.stopped), (.capped, row.capped),
        (.cancelled, row.cancelled),
      ] where count > 0 {
        let rest = removingOne(length: row.length, ending: ending)
        guard let estimate = statistic(rest), estimate.isFinite else {
          return nil
        }
        values.append((estimate, Double(count)))
      }
    }
    let mean =
      values.reduce(0) { $0 + $1.value * $1.weight } / Double(count)
    var (squares, cubes) = (0.0, 0.0)
    for (value, weight) in values {
      let influence = mean - value
      squares += weight * influence * influence
      cubes += weight * influence * influence * influence
    }
    guard squares > 0 else { return 0 }
    return cubes / (6 * squares * squares.squareRoot())
  }
}
