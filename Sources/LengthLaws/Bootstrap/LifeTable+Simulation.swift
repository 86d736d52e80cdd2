import NumericalMethods
import RealModule

extension LifeTable {
  /// The life table of answers drawn from a law and cut by a pattern.
  ///
  /// No answer is drawn by itself: a binomial number of them ends in each
  /// half of a range of lengths, so the cost is in distinct lengths.
  ///
  /// - Parameters:
  ///   - law: The law of N. Mass that it leaves at infinity is cut at the last
  ///     length that it identifies, or else left out.
  ///   - count: How many answers, in 0...2⁵³.
  ///   - censoring: Where they are cut; those are recorded as capped.
  ///   - seed: The draw depends on it and on the other arguments alone.
  /// - Returns: The table.
  public static func simulated(
    from law: some LengthDistribution, count: Int,
    censoring: CensoringPattern = .none, seed: UInt64
  ) -> LifeTable {
    simulated(
      from: law, count: count, censoring: censoring,
      using: RandomSource(seed: seed, stream: 0))
  }

  /// A replicate for a parametric bootstrap: as many answers from a law, cut
  /// as those of the table were.
  ///
  /// It follows from the seed and the index, whatever the order in which
  /// replicates are drawn.
  package func replicate(
    of law: some LengthDistribution, index: Int, seed: UInt64
  ) -> LifeTable {
    LifeTable.simulated(
      from: law, count: count, censoring: .asObserved(in: self),
      using: RandomSource(seed: seed, stream: index))
  }

  /// No answer is simulated that is longer: 2⁶¹.
  private static let longestSimulated = 1 << 61

  /// As above, from a running stream.
  static func simulated(
    from law: some LengthDistribution, count: Int,
    censoring: CensoringPattern, using random: borrowing RandomSource
  ) -> LifeTable {
    var result = LifeTable()
    // Answers longer than `generated`, and log P(N > generated).
    var (running, generated, logBeyond) = (
      min(max(count, 0), maximumCount), 0, 0.0
    )
    func end(through length: Int) {
      let log = law.logSurvival(at: length + 1)
      let stay = Double.exp(log - logBeyond)
      let stays = random.binomial(running, probability: stay)
      distribute(
        running - stays, Range(generated, length, logBeyond, log), law,
        random, &result)
      (running, generated, logBeyond) = (stays, length, log)
    }
    for cut in censoring.cuts {
      end(through: min(cut.length, longestSimulated))
      let capped = random.binomial(running, probability: cut.probability)
      if capped > 0 { result.add(length: generated, capped: capped) }
      running -= capped
      guard running > 0 else { return result }
    }
    // Ranges of doubling width until all have ended.
    var width = 1
    while running > 0, generated < longestSimulated {
      end(through: generated + width)
      width *= 2
    }
    return result
  }

  /// Lengths in lower + 1 … upper, and the log-survival just after each end.
  private struct Range {
    var lower: Int
    var upper: Int
    var logLower: Double
    var logUpper: Double

    init(_ lower: Int, _ upper: Int, _ logLower: Double, _ logUpper: Double) {
      self.lower = lower
      self.upper = upper
      self.logLower = logLower
      self.logUpper = logUpper
    }
  }

  /// Records `count` answers that ended within a range, shortest first.
  private static func distribute(
    _ count: Int, _ range: Range, _ law: some LengthDistribution,
    _ random: borrowing RandomSource, _ result: inout LifeTable
  ) {
    guard count > 0 else { return }
    guard range.upper - range.lower > 1 else {
      result.add(length: range.upper, stopped: count)
      return
    }
    let middle = range.lower + (range.upper - range.lower) / 2
    let log = law.logSurvival(at: middle + 1)
    let share = Double.exp(
      logDifference(range.logLower, log)
        - logDifference(range.logLower, range.logUpper))
    let below = random.binomial(count, probability: share)
    distribute(
      below, Range(range.lower, middle, range.logLower, log), law, random,
      &result)
    distribute(
      count - below, Range(middle, range.upper, log, range.logUpper), law,
      random, &result)
  }

  /// Adds answers no shorter than any before.
  private mutating func add(length: Int, stopped: Int = 0, capped: Int = 0) {
    let row = Row(length: length, stopped: stopped, capped: capped)
    guard maximum == length else {
      append(row)
      return
    }
    for (ending, count) in [(Ending.stopped, stopped), (.capped, capped)] {
      // Within the total that was asked for, which a table can hold.
      try? record(length: length, ending: ending, count: count)
    }
  }
}
