public import LengthLaws
import RealModule

/// The law of the longest of independent answers: when a batch that waits for
/// all of them is done.
///
///     P(max ≥ k) = 1 − Π (1 − Sᵢ(k))
///
/// For requests that have caps or have already generated tokens, take the law
/// of each as a `RemainingLength`; the result is then the number of steps to come.
public struct LongestAnswer: LengthDistribution {
  /// The laws of the answers, each with how many follow it.
  private let parts: [(law: any LengthDistribution, count: Double)]

  /// The longest of `count` answers of one law.
  ///
  /// - Parameters:
  ///   - law: The law of each answer.
  ///   - count: m ≥ 1.
  /// - Throws: `LengthLawError` for other counts.
  public init(
    of law: some LengthDistribution, count: Int
  ) throws(LengthLawError) {
    guard count >= 1 else {
      throw LengthLawError(
        "number of answers", Double(count), accepted: "at least 1")
    }
    parts = [(law, Double(count))]
  }

  /// The longest of answers that each have their own law.
  ///
  /// - Parameter laws: One law for each answer, at least one.
  /// - Throws: `LengthLawError` if there is none.
  public init(of laws: [any LengthDistribution]) throws(LengthLawError) {
    guard !laws.isEmpty else {
      throw LengthLawError("number of answers", 0, accepted: "at least 1")
    }
    parts = laws.map { ($0, 1) }
  }

  /// log P(max < k), by the logarithms of what each has below k.
  private func logBelow(_ length: Int) -> Double {
    parts.reduce(0) { sum, part in
      sum + part.count * Double.log(onePlus: -part.law.survival(at: length))
    }
  }

  /// log P(max = k).
  public func logMass(at length: Int) -> Double {
    guard length >= 1 else { return -.infinity }
    let (here, below) = (logBelow(length.next), logBelow(length))
    // Where hardly any mass is left beyond, the difference of survivals keeps
    // more digits than that of the probabilities below.
    let mass =
      here > -0.5
      ? Double.expMinusOne(here) - Double.expMinusOne(below)
      : Double.exp(here) - Double.exp(below)
    return Double.log(max(mass, 0))
  }

  /// log P(max ≥ k).
  public func logSurvival(at length: Int) -> Double {
    guard length > 1 else { return 0 }
    return min(Double.log(-Double.expMinusOne(logBelow(length))), 0)
  }

  /// E[max]; `.infinity` where that of any answer is.
  public var mean: Double { moments.mean }

  /// Var[max]; `.infinity` where that of any answer is, NaN where the mean
  /// diverges.
  public var variance: Double { moments.variance }

  private var moments: (mean: Double, variance: Double) {
    guard parts.allSatisfy({ $0.law.mean < .infinity }) else {
      return (.infinity, .nan)
    }
    let sums = SurvivalSums.moments(
      over: 1...1 << 61, survival: survival(at:))
    guard parts.allSatisfy({ $0.law.variance < .infinity }) else {
      return (sums.first, .infinity)
    }
    return (sums.first, max(sums.second - sums.first * sums.first, 0))
  }
}
