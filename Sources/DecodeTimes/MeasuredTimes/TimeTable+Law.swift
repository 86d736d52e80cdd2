import LengthLaws

extension TimeTable {
  /// The Kaplan–Meier law of measured times: of T for requests under a cap.
  ///
  /// An estimate, without a promise. Where answers that took longest were cut,
  /// part of the law lies beyond the data: `beyond` is its probability, and
  /// the law is that of the times up to there.
  ///
  /// - Parameter cap: The cap of the requests; `nil` if they have none.
  /// - Returns: The law given that it is not beyond the data, and the
  ///   probability of what is; `nil` of no time that ended.
  /// - Throws: `DecodeTimeError` for a cap below 1.
  public func law(
    underCap cap: Int? = nil
  ) throws(DecodeTimeError) -> (law: DiscreteLaw, beyond: Double)? {
    let times = try RankedTimes(self, underCap: cap)
    guard let curve = try? KaplanMeier(times.ranks) else { return nil }
    var atoms: [(value: Double, mass: Double)] = []
    var left = 1.0
    for (place, seconds) in times.seconds.enumerated() {
      let next = curve.survival(at: place + 2)
      if next < left { atoms.append((seconds, left - next)) }
      left = next
    }
    guard !atoms.isEmpty else { return nil }
    let total = 1 - left
    return (
      DiscreteLaw(atoms: atoms.map { ($0.value, $0.mass / total) }), left
    )
  }

  /// The q-quantile of the Kaplan–Meier law.
  ///
  /// - Parameters:
  ///   - level: q in (0, 1).
  ///   - cap: The cap of the requests; `nil` if they have none.
  /// - Returns: Seconds; `nil` where the quantile is beyond the data.
  /// - Throws: `DecodeTimeError` for a level or cap out of range.
  public func quantile(
    _ level: Double, underCap cap: Int? = nil
  ) throws(DecodeTimeError) -> Double? {
    try DecodeTimeError.require(
      level > 0 && level < 1, "level", level, "(0, 1)")
    let times = try RankedTimes(self, underCap: cap)
    guard let curve = try? KaplanMeier(times.ranks) else { return nil }
    let rank = curve.quantile(level)
    return rank <= times.seconds.count ? times.seconds[rank - 1] : nil
  }

  /// P(T > t) by the Kaplan–Meier law.
  ///
  /// - Parameters:
  ///   - limit: t in seconds.
  ///   - cap: The cap of the requests; `nil` if they have none.
  /// - Returns: A probability; `nil` of no times, and beyond the longest where
  ///   it was cut.
  /// - Throws: `DecodeTimeError` for a cap below 1.
  public func probability(
    exceeding limit: Double, underCap cap: Int? = nil
  ) throws(DecodeTimeError) -> Double? {
    let times = try RankedTimes(self, underCap: cap)
    guard let curve = try? KaplanMeier(times.ranks) else { return nil }
    let rank = times.rank(of: limit)
    let share = curve.survival(at: rank + 1)
    return rank == times.seconds.count && share > 0 ? nil : share
  }
}
