import NumericalMethods
import RealModule

/// The zeta law, the discrete power law (Zipf's).
///
///     P(N = k) = k^{−α}/ζ(α),   S(k) = ζ(α, k)/ζ(α)
///
/// for k = 1, 2, … with ζ(α, k) = Σ_{i ≥ 0} (k + i)^{−α} Hurwitz's zeta
/// function. The mean is infinite for α ≤ 2. Only tails look like it; see
/// `fit(_:from:)`.
///
/// Source: A. Clauset, C. R. Shalizi and M. E. J. Newman, SIAM Review 51, 661
/// (2009), doi:10.1137/070710111.
public struct Zeta: LengthDistribution, Hashable {
  /// α in (1, ∞]; at infinity every answer has one token.
  public let alpha: Double

  /// α − 1.
  let excess: Double

  /// log ζ(α) with its derivatives.
  let norm: LogZeta

  /// A law of power α.
  ///
  /// - Throws: `LengthLawError` unless 1 < α ≤ ∞.
  public init(alpha: Double) throws(LengthLawError) {
    try self.init(excess: alpha - 1, alpha: alpha)
  }

  /// A law of power 1 + `excess`, given without rounding.
  init(excess: Double) throws(LengthLawError) {
    try self.init(excess: excess, alpha: 1 + excess)
  }

  private init(excess: Double, alpha: Double) throws(LengthLawError) {
    guard excess > 0 else {
      throw LengthLawError("alpha", alpha, accepted: "a number above 1")
    }
    self.alpha = alpha
    self.excess = excess
    norm =
      alpha < .infinity ? logHurwitzZeta(alpha, excess: excess, 1) : .zero
  }

  /// log P(N = k).
  public func logMass(at length: Int) -> Double {
    guard length >= 1 else { return -.infinity }
    guard length > 1 else { return -norm.value }
    return -alpha * Double.log(Double(length)) - norm.value
  }

  /// log S(k).
  public func logSurvival(at length: Int) -> Double {
    length <= 1 ? 0 : tail(from: length).value
  }

  /// log S(k) with its derivatives in α, for k > 1.
  func tail(from length: Int) -> LogZeta {
    guard alpha < .infinity else {
      return LogZeta(value: -.infinity, derivative: 0, second: 0)
    }
    let tail = logHurwitzZeta(alpha, excess: excess, Double(length))
    return LogZeta(
      value: min(tail.value - norm.value, 0),
      derivative: tail.derivative - norm.derivative,
      second: tail.second - norm.second)
  }

  /// S(k), by the same recurrence as the curve.
  public func survival(at length: Int) -> Double {
    survivalByRecurrence(at: length)
  }

  /// S(1), …, S(n), by recurrence within blocks.
  public func survivalCurve(through length: Int) -> [Double] {
    survivalCurveByRecurrence(through: length)
  }

  /// ζ(α − 1)/ζ(α), or `.infinity` for α ≤ 2.
  public var mean: Double { alpha > 2 ? 1 + momentBeyondFirst(1) : .infinity }

  /// Var[N], `.infinity` for 2 < α ≤ 3 and NaN where the mean is infinite.
  public var variance: Double {
    guard alpha > 2 else { return .nan }
    guard alpha > 3 else { return .infinity }
    let first = momentBeyondFirst(1)
    return momentBeyondFirst(2) - first * first
  }

  /// E[(N − 1)ʳ], r = 1 or 2, from the masses where they vanish quickly.
  private func momentBeyondFirst(_ order: Int) -> Double {
    guard alpha < 20 else {
      return (2...40).reduce(0) { sum, k in
        let j = Double(k - 1)
        return sum + (order == 1 ? j : j * j) * mass(at: k)
      }
    }
    func ratio(_ steps: Double) -> Double {
      Double.exp(
        logHurwitzZeta(alpha - steps, excess: excess - steps, 1).value
          - norm.value)
    }
    return order == 1 ? ratio(1) - 1 : ratio(2) - 2 * ratio(1) + 1
  }
}

extension Zeta: MassRecurrence {
  /// k^{−α}/ζ(α), which is cheaper than the tail.
  func mass(at length: Int, fromNext next: Double) -> Double {
    mass(at: length)
  }
}
