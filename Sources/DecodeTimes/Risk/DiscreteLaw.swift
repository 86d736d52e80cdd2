import LengthLaws
import RealModule

/// A law on finitely many amounts: a measured prefill, a sum of times, the
/// outcomes of a policy.
public struct DiscreteLaw: RiskLaw, Hashable {
  /// The amounts, increasing, each at least 0.
  public let values: [Double]
  /// Their probabilities.
  public let probabilities: [Double]
  /// P(X > values[i]).
  private let survival: [Double]

  /// A law from amounts with weights, in any order; equal amounts are joined
  /// and the weights are taken in proportion.
  ///
  /// - Parameters:
  ///   - values: Finite amounts of at least 0, at least one.
  ///   - weights: As many weights, of at least 0, with a finite positive sum.
  /// - Throws: `DecodeTimeError` for other numbers.
  public init(
    values: [Double], weights: [Double]
  ) throws(DecodeTimeError) {
    try DecodeTimeError.require(
      values.count == weights.count, "number of weights",
      Double(weights.count), "as many as the \(values.count) values")
    for value in values {
      try DecodeTimeError.require(
        value >= 0 && value < .infinity, "value", value, "[0, ∞)")
    }
    for weight in weights {
      try DecodeTimeError.require(
        weight >= 0 && weight < .infinity, "weight", weight, "[0, ∞)")
    }
    let total = weights.reduce(0, +)
    try DecodeTimeError.require(
      total > 0 && total < .infinity, "sum of weights", total, "(0, ∞)")
    var atoms: [(value: Double, mass: Double)] = []
    let pairs = zip(values, weights).sorted { $0.0 < $1.0 }
    for (value, weight) in pairs where weight > 0 {
      if let last = atoms.last, last.value == value {
        atoms[atoms.count - 1].mass += weight / total
      } else {
        atoms.append((value, weight / total))
      }
    }
    self.init(atoms: atoms)
  }

  /// The empirical law of a sample.
  ///
  /// - Parameter sample: Finite amounts of at least 0, at least one.
  /// - Throws: `DecodeTimeError` for other numbers.
  public init(sample: [Double]) throws(DecodeTimeError) {
    try self.init(
      values: sample, weights: [Double](repeating: 1, count: sample.count))
  }

  /// Atoms in increasing order, with probabilities that sum to 1.
  init(atoms: [(value: Double, mass: Double)]) {
    values = atoms.map(\.value)
    probabilities = atoms.map(\.mass)
    var survival = [Double](repeating: 0, count: atoms.count)
    for index in stride(from: atoms.count - 2, through: 0, by: -1) {
      survival[index] = survival[index + 1] + atoms[index + 1].mass
    }
    self.survival = survival
  }

  /// E[X].
  public var mean: Double {
    zip(values, probabilities).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The smallest x with P(X ≤ x) ≥ `level`.
  public func quantile(_ level: Double) -> Double {
    let index = values.indices.first {
      QuantileSearch.reaches(level, survivalBeyond: survival[$0])
    }
    return values[index ?? values.count - 1]
  }

  /// P(X > x).
  ///
  /// - Parameter amount: x.
  /// - Returns: A probability.
  public func probability(exceeding amount: Double) -> Double {
    let index = values.lastIndex { $0 <= amount }
    return index.map { survival[$0] } ?? 1
  }

  /// E[(X − x)⁺].
  public func expectedExcess(over threshold: Double) -> Double {
    zip(values, probabilities).reduce(0) {
      $0 + max($1.0 - threshold, 0) * $1.1
    }
  }

  /// Σ (xᵢ − xᵢ₋₁) g(P(X ≥ xᵢ)), with x₀ = 0.
  public func distortedMean(_ distortion: (Double) -> Double) -> Double {
    var sum = 0.0
    var (last, left) = (0.0, 1.0)
    for (value, beyond) in zip(values, survival) {
      sum += (value - last) * distortion(left)
      (last, left) = (value, beyond)
    }
    return sum
  }

  /// log Σ pᵢ e^{θxᵢ}.
  public func logMoment(_ exponent: Double) -> Double {
    let range = (values.last ?? 0) - (values.first ?? 0)
    guard abs(exponent) * range > 0.01 else {
      return smallLogMoment(
        exponent, mean: mean, zip(values, probabilities).map { ($0, $1) })
    }
    return logSumExp(
      zip(values, probabilities).map { exponent * $0 + Double.log($1) })
  }
}

extension DiscreteLaw {
  /// Two laws between which a continuous one lies, each of equally likely
  /// atoms: all risks of the law are between theirs.
  ///
  /// - Parameters:
  ///   - cells: The number of atoms m, in 1...2²⁰; the expected distance of
  ///     the two is (largest − smallest quantile)/m.
  ///   - quantile: The law's quantile at a level in 0...1: finite at 1, so
  ///     that the law is bounded, at least 0 at 0, and not falling.
  /// - Returns: The law below and the law above.
  /// - Throws: `DecodeTimeError` for other numbers.
  public static func bracketing(
    cells: Int, quantile: (Double) -> Double
  ) throws(DecodeTimeError) -> (lower: DiscreteLaw, upper: DiscreteLaw) {
    try DecodeTimeError.require(
      1...1 << 20 ~= cells, "number of cells", Double(cells), "1...2^20")
    let edges = (0...cells).map { quantile(Double($0) / Double(cells)) }
    return (
      try DiscreteLaw(sample: Array(edges.dropLast())),
      try DiscreteLaw(sample: Array(edges.dropFirst()))
    )
  }
}

/// log Σ p e^{θx} = θm + log(1 + Σ p (e^{θ(x − m)} − 1)), with all its digits
/// where θ(x − m) is small.
func smallLogMoment(
  _ exponent: Double, mean: Double, _ atoms: [(value: Double, share: Double)]
) -> Double {
  let rest = atoms.reduce(0) {
    $0 + $1.share * Double.expMinusOne(exponent * ($1.value - mean))
  }
  return exponent * mean + Double.log(onePlus: rest)
}
