import LengthBounds
import LengthLaws

/// Times by rank: the i-th distinct time stands for the length i, so that all
/// that is known of censored lengths, whatever their law, holds for times.
///
/// Kaplan–Meier, order statistics, the beta product and bands depend on the
/// order alone.
struct RankedTimes {
  /// The distinct times, increasing.
  let seconds: [Double]
  /// How many answers ended and were cut at each.
  let ranks: LifeTable

  /// The times as they are for requests under a cap.
  ///
  /// - Parameters:
  ///   - table: The times.
  ///   - cap: c, at least 1; `nil` for requests without a cap.
  /// - Throws: `DecodeTimeError` for a cap below 1.
  init(_ table: TimeTable, underCap cap: Int?) throws(DecodeTimeError) {
    if let cap, cap < 1 {
      throw .countOutOfRange(row: 0, name: "the cap", value: cap)
    }
    var seconds: [Double] = []
    var ranks = LifeTable()
    for entry in table.entries {
      if seconds.last != entry.seconds { seconds.append(entry.seconds) }
      let isComplete = cap.map { entry.tokens >= $0 } ?? false
      do throws(LengthLawError) {
        try ranks.record(
          length: seconds.count, ending: isComplete ? .stopped : entry.ending,
          count: entry.count)
      } catch {
        throw .tooManyTimes
      }
    }
    self.seconds = seconds
    self.ranks = ranks
  }

  /// How many distinct times are at most `limit`.
  func rank(of limit: Double) -> Int {
    var (low, high) = (0, seconds.count)
    while low < high {
      let middle = low + (high - low) / 2
      if seconds[middle] <= limit { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// A bound of ranks as one of times.
  func bound(_ ranks: Bound) -> Bound {
    var bound = ranks
    if let rank = ranks.limit.tokens {
      bound.limit = .seconds(seconds[rank - 1])
    }
    return bound
  }
}
