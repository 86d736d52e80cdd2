extension CappedCRPS {
  /// The score of one answer under a law of steps, in one pass over them: for
  /// a law that scores no other answer.
  ///
  /// - Parameters:
  ///   - law: The forecast of N.
  ///   - length: Tokens generated; c or more for an answer that was cut.
  ///   - cap: c, in 1...2²²; numbers outside count as the nearer end.
  /// - Returns: The score in tokens, as of `score(ofLength:cap:)`.
  public static func score(
    of law: SurvivalStepFunction, length: Int, cap: Int
  ) -> Double {
    let c = min(max(cap, 1), DiscreteCRPS.longest)
    let y = min(max(length, 1), c)
    // P(N > k) is `value` for k in start + 1 …; from y on F is compared to 1.
    var (sum, start, value) = (0.0, 0, 1.0)
    func add(to end: Int) {
      let below = min(end, y - 1) - start
      if below > 0 { sum += Double(below) * (1 - value) * (1 - value) }
      let beyond = end - max(start, y - 1)
      if beyond > 0 { sum += Double(beyond) * value * value }
      start = max(start, end)
    }
    for (step, left) in zip(law.lengths, law.survivalBeyond) where start < c - 1
    {
      add(to: min(step - 1, c - 1))
      value = left
    }
    add(to: c - 1)
    return sum + DiscreteCRPS.distanceToSupport(length)
  }
}
