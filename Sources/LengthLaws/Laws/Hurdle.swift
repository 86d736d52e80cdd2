import RealModule

/// A mass at the first length, and a law of those answers that go beyond it.
///
///     P(N = 1) = p,   P(N = k) = (1 − p) P_base(N = k | N > 1) for k > 1
///
/// Unlike in `Inflated`, the first length has the mass p and no other, which
/// may be less than the base's.
///
/// Source: J. Mullahy, J. Econometrics 33, 341 (1986),
/// doi:10.1016/0304-4076(86)90002-3.
public struct Hurdle<Base: LengthDistribution>: LengthDistribution {
  /// p = P(N = 1), in [0, 1].
  public let probability: Double

  /// The law from which answers beyond the first length come, given that
  /// they are.
  public let base: Base

  /// log P_base(N > 1).
  private let logBeyond: Double

  /// A law with mass `probability` at 1.
  ///
  /// - Throws: `ParameterError` unless 0 ≤ p ≤ 1, or if the base has no mass
  ///   beyond 1.
  public init(
    _ base: Base, probability: Double
  ) throws(ParameterError) {
    guard probability >= 0, probability <= 1 else {
      throw ParameterError(
        "probability", probability, accepted: "a number in 0...1")
    }
    logBeyond = base.logSurvival(at: 2)
    guard logBeyond > -.infinity else {
      throw ParameterError(
        "base's mass beyond 1", 0, accepted: "a probability above 0")
    }
    self.base = base
    self.probability = probability
  }

  /// log p, or log [(1 − p) P_base(N = k | N > 1)].
  public func logMass(at length: Int) -> Double {
    guard length > 1 else {
      return length == 1 ? Double.log(probability) : -.infinity
    }
    return Double.log(onePlus: -probability)
      + (base.logMass(at: length) - logBeyond)
  }

  /// log [(1 − p) S_base(k)/S_base(2)].
  public func logSurvival(at length: Int) -> Double {
    guard length > 1 else { return 0 }
    return Double.log(onePlus: -probability)
      + min(base.logSurvival(at: length) - logBeyond, 0)
  }

  /// E_base[N | N > 1] and Var_base[N | N > 1].
  private var beyond: (mean: Double, variance: Double) {
    let share = Double.exp(logBeyond)
    // Where nearly all mass is at 1, dividing what is left loses digits.
    guard share < 0.01, let law = try? Truncated(base, to: 2...Int.max) else {
      let (mean, first) = (base.mean, -Double.expMinusOne(logBeyond))
      let rest = (mean - first) / share
      let square = (base.variance + mean * mean - first) / share
      return (rest, max(square - rest * rest, 0))
    }
    return (law.mean, law.variance)
  }

  /// p + (1 − p) E_base[N | N > 1].
  public var mean: Double {
    probability < 1
      ? probability + (1 - probability) * beyond.mean : 1
  }

  /// The spread of both parts and between them; NaN where the mean is
  /// infinite.
  public var variance: Double {
    guard probability < 1 else { return 0 }
    let (mean, variance) = beyond
    guard mean < .infinity else { return .nan }
    let between = mean - 1
    return (1 - probability) * (variance + probability * between * between)
  }
}

extension Hurdle: Equatable where Base: Equatable {}
extension Hurdle: Hashable where Base: Hashable {}
