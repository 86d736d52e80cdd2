import RealModule

/// A Poisson number of further tokens after the first.
///
/// J = N − 1 ≥ 0 has mean and variance m:
///
///     P(N = k) = e⁻ᵐ mᵏ⁻¹/(k − 1)!,   S(k) = P(k − 1, m)
///
/// with P the regularised incomplete gamma function. Lengths of answers are
/// hardly ever so regular: the law is a yardstick for their spread, and the
/// limit of the negative binomial at infinite size.
public struct Poisson: LengthDistribution, Hashable {
  let count: PoissonCount

  /// m = E[N − 1], at least 0; at 0 every answer has one token.
  public var meanBeyondFirst: Double { count.mean }

  /// A law with mean `meanBeyondFirst` of N − 1.
  ///
  /// - Throws: `LengthLawError` unless 0 ≤ m < ∞.
  public init(meanBeyondFirst: Double) throws(LengthLawError) {
    guard meanBeyondFirst >= 0, meanBeyondFirst < .infinity else {
      throw LengthLawError(
        "mean", meanBeyondFirst, accepted: "a finite number, 0 or more")
    }
    count = PoissonCount(mean: meanBeyondFirst)
  }

  /// log P(N = k).
  public func logMass(at length: Int) -> Double {
    length >= 1 ? count.logMass(at: length - 1) : -.infinity
  }

  /// log S(k).
  public func logSurvival(at length: Int) -> Double {
    length >= 2 ? count.logTail(from: length - 1) : 0
  }

  /// S(k), by the same recurrence as the curve.
  public func survival(at length: Int) -> Double {
    survivalByRecurrence(at: length)
  }

  /// S(1), …, S(n), by recurrence within blocks.
  public func survivalCurve(through length: Int) -> [Double] {
    survivalCurveByRecurrence(through: length)
  }

  /// m + 1.
  public var mean: Double { meanBeyondFirst + 1 }

  /// m.
  public var variance: Double { meanBeyondFirst }
}

extension Poisson: MassRecurrence {
  /// P(J = j − 1) = P(J = j) j/m, where J = k for the next length.
  func mass(at length: Int, fromNext next: Double) -> Double {
    next * Double(length) / meanBeyondFirst
  }
}
