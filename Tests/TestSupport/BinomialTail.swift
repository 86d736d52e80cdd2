/// Exact tail probabilities of a binomial count.
///
/// Weights are built outwards from the mode by the ratio of neighbouring
/// masses and divided by their sum: no factorials and so no cancellation, in
/// O(√n) memory. Tails are summed from their far ends. What is dropped is
/// below 10⁻²⁹⁰ of the mode.
public struct BinomialTail: Sendable {
  /// The smallest count kept.
  private let first: Int
  /// P(X = first), P(X = first + 1) and so on.
  private let masses: [Double]

  /// The law of the number of successes.
  ///
  /// - Precondition: `trials` is at least 0 and `probability` in 0...1.
  public init(trials: Int, probability: Double) {
    precondition(trials >= 0, "Trials should not be negative, but \(trials)")
    precondition(
      probability >= 0 && probability <= 1,
      "Probability should be in 0...1, but is \(probability)")
    let negligible = 1e-290
    let odds = probability / (1 - probability)
    let mode = min(trials, Int(Double(trials + 1) * probability))
    // P(X = k + 1) / P(X = k)
    func ratio(_ k: Int) -> Double { Double(trials - k) / Double(k + 1) * odds }

    var upper = [1.0]
    for k in mode..<trials {
      let weight = upper[upper.count - 1] * ratio(k)
      guard weight > negligible else { break }
      upper.append(weight)
    }
    var lower: [Double] = []
    var weight = 1.0
    for k in stride(from: mode - 1, through: 0, by: -1) {
      weight /= ratio(k)
      guard weight > negligible else { break }
      lower.append(weight)
    }
    let weights = lower.reversed() + upper
    let total = lower.reversed().reduce(0, +) + upper.reversed().reduce(0, +)
    first = mode - lower.count
    masses = weights.map { $0 / total }
  }

  /// P(X > count).
  public func probability(above count: Int) -> Double {
    let kept = max(0, min(masses.count, count - first + 1))
    return masses[kept...].reversed().reduce(0, +)
  }

  /// P(X < count).
  public func probability(below count: Int) -> Double {
    let kept = max(0, min(masses.count, count - first))
    return masses[..<kept].reduce(0, +)
  }

  /// The smallest k with P(X > k) ≤ `falseAlarm`.
  public func largestPlausibleCount(falseAlarm: Double) -> Int {
    var tail = 0.0
    for index in masses.indices.reversed() {
      tail += masses[index]
      // tail is P(X ≥ first + index), so k = first + index is needed.
      if tail > falseAlarm { return first + index }
    }
    return 0
  }

  /// The largest k with P(X < k) ≤ `falseAlarm`.
  public func smallestPlausibleCount(falseAlarm: Double) -> Int {
    var tail = 0.0
    for index in masses.indices {
      tail += masses[index]
      if tail > falseAlarm { return first + index }
    }
    return first + masses.count - 1
  }
}

/// The most successes that chance still explains: the smallest k with
/// P(Bin(trials, probability) > k) ≤ `falseAlarm`.
///
/// A test that counts misses and allows this many fails a correct program
/// with at most the probability `falseAlarm`.
public func largestPlausibleCount(
  trials: Int, probability: Double, falseAlarm: Double = 1e-9
) -> Int {
  BinomialTail(trials: trials, probability: probability)
    .largestPlausibleCount(falseAlarm: falseAlarm)
}

/// The fewest successes that chance still explains: the largest k with
/// P(Bin(trials, probability) < k) ≤ `falseAlarm`.
public func smallestPlausibleCount(
  trials: Int, probability: Double, falseAlarm: Double = 1e-9
) -> Int {
  BinomialTail(trials: trials, probability: probability)
    .smallestPlausibleCount(falseAlarm: falseAlarm)
}
