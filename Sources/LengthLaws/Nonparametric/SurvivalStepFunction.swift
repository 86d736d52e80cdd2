import RealModule

/// A law of lengths with mass at finitely many of them, given by its survival
/// function: what a Kaplan–Meier estimate and a conditional forecast are.
///
/// A "step" here is one of the function, not a decode step. The law may be
/// defective: what censoring hides, `unidentifiedMass`, stays at infinity.
/// Survival at one length and the whole curve agree to the last bit.
public struct SurvivalStepFunction: LengthDistribution, Hashable {
  /// The lengths at which the survival function steps down, ascending.
  public let lengths: [Int]

  /// P(N > `lengths[i]`), non-increasing in 0...1.
  public let survivalBeyond: [Double]

  /// A law from its steps.
  ///
  /// - Parameters:
  ///   - lengths: Ascending, at least 1.
  ///   - survivalBeyond: P(N > k) at each, non-increasing in 0...1.
  /// - Throws: `LengthLawError` for other numbers.
  public init(
    lengths: [Int], survivalBeyond: [Double]
  ) throws(LengthLawError) {
    guard lengths.count == survivalBeyond.count else {
      throw LengthLawError(
        "number of survival values", Double(survivalBeyond.count),
        accepted: "one for each of \(lengths.count) lengths")
    }
    var (length, survival) = (0, 1.0)
    for (next, beyond) in zip(lengths, survivalBeyond) {
      guard next > length else {
        throw LengthLawError(
          "length", Double(next), accepted: "above the one before, \(length)")
      }
      guard beyond >= 0, beyond <= survival else {
        throw LengthLawError(
          "survival", beyond, accepted: "in 0...\(survival), the one before")
      }
      (length, survival) = (next, beyond)
    }
    self.init(steps: lengths, beyond: survivalBeyond)
  }

  /// A law from steps known to be in order.
  package init(steps lengths: [Int], beyond: [Double]) {
    self.lengths = lengths
    survivalBeyond = beyond
  }

  /// The law of which nothing is known: all mass at infinity.
  public static let unknown = SurvivalStepFunction(
    steps: [], beyond: [])

  /// P(N > the longest length): the share that censoring hides.
  public var unidentifiedMass: Double { survivalBeyond.last ?? 1 }

  /// The index of the last step below `length`.
  package func lastIndex(below length: Int) -> Int? {
    var (low, high) = (0, lengths.count)
    while low < high {
      let middle = (low + high) / 2
      if lengths[middle] < length { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }
}

// MARK: - LengthDistribution

extension SurvivalStepFunction {
  /// S(k) = P(N ≥ k): `survivalBeyond` of the last length below k, since that
  /// is P(N > length), as SciPy's `sf` is.
  public func survival(at length: Int) -> Double {
    lastIndex(below: length).map { survivalBeyond[$0] } ?? 1
  }

  /// log S(k).
  public func logSurvival(at length: Int) -> Double {
    Double.log(survival(at: length))
  }

  /// log of S(k) − S(k + 1).
  public func logMass(at length: Int) -> Double {
    guard length >= 1 else { return -.infinity }
    let index = lastIndex(below: length).map { $0 + 1 } ?? 0
    guard index < lengths.count, lengths[index] == length else {
      return -.infinity
    }
    let before = index > 0 ? survivalBeyond[index - 1] : 1
    return Double.log(before - survivalBeyond[index])
  }

  /// S(1), …, S(n) in one pass.
  public func survivalCurve(through length: Int) -> [Double] {
    guard length >= 1 else { return [] }
    var curve = [Double](repeating: unidentifiedMass, count: length)
    var (start, value) = (0, 1.0)
    for (end, beyond) in zip(lengths, survivalBeyond) where start < length {
      // S is `value` at positions start + 1 … end.
      for position in start..<min(end, length) { curve[position] = value }
      (start, value) = (min(end, length), beyond)
    }
    return curve
  }

  /// E[min(N, c)] = Σ S(k) over k ≤ c, in one pass over the steps.
  public func restrictedMean(through cap: Int) -> Double {
    guard cap >= 1 else { return 0 }
    var (sum, start, value) = (0.0, 0, 1.0)
    for (end, beyond) in zip(lengths, survivalBeyond) {
      guard start < cap else { return sum }
      let stop = min(end, cap)
      sum += value * Double(stop - start)
      (start, value) = (stop, beyond)
    }
    return start < cap ? sum + value * Double(cap - start) : sum
  }

  /// The smallest k with S(k + 1) ≤ 1 − level; `Int.max` where censoring
  /// hides it.
  public func quantile(_ level: Double) -> Int {
    precondition(
      level >= 0 && level <= 1, "Level should be in 0...1, but is \(level)")
    // F(1) ≥ 0 always: the least length of the support is 1.
    if QuantileSearch.reaches(level, survivalBeyond: survival(at: 2)) {
      return 1
    }
    var (low, high) = (0, survivalBeyond.count)
    while low < high {
      let middle = (low + high) / 2
      if QuantileSearch.reaches(level, survivalBeyond: survivalBeyond[middle]) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low < lengths.count ? lengths[low] : .max
  }

  /// The lengths at which the survival function steps down.
  public var atoms: [Int]? { lengths }

  /// E[N], or `.infinity` where mass is unidentified.
  public var mean: Double {
    guard unidentifiedMass == 0 else { return .infinity }
    return moment { Double($0) }
  }

  /// Var[N], or NaN where mass is unidentified.
  public var variance: Double {
    let mean = mean
    guard mean < .infinity else { return .nan }
    return moment { (Double($0) - mean) * (Double($0) - mean) }
  }

  private func moment(_ value: (Int) -> Double) -> Double {
    var (sum, before) = (0.0, 1.0)
    for (length, beyond) in zip(lengths, survivalBeyond) {
      sum += (before - beyond) * value(length)
      before = beyond
    }
    return sum
  }
}

/// A law that is a survival function with finitely many steps.
public protocol SteppedDistribution: LengthDistribution {
  /// The law, step by step.
  var steps: SurvivalStepFunction { get }
}

extension SurvivalStepFunction: SteppedDistribution {
  /// Itself.
  public var steps: SurvivalStepFunction { self }
}
