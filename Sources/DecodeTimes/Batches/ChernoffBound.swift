import RealModule

/// An upper limit for the tail of a sum of parts that are there or not.
///
/// With independent Bᵢ that are 1 with probability pᵢ, else 0,
///
///     P(Σ tᵢ Bᵢ ≥ x) ≤ min over θ ≥ 0 of e^(−θx) Π (1 − pᵢ + pᵢ e^(θ tᵢ))
///
/// Every θ gives a limit, so that it does not matter how well the minimum is
/// found.
///
/// Source: H. Chernoff, Ann. Math. Statist. 23, 493 (1952),
/// doi:10.1214/aoms/1177729330.
func chernoffBound(
  _ sizes: [Int], _ probabilities: [Double], reaching total: Int
) -> Double {
  let parts = zip(sizes, probabilities).filter { $0.0 > 0 && $0.1 > 0 }
  let total = Double(total)
  guard parts.reduce(0, { $0 + Double($1.0) }) >= total else { return 0 }
  /// The logarithm of the limit and its derivative, by e^(−θt) alone, which
  /// cannot overflow.
  func exponent(_ theta: Double) -> (value: Double, slope: Double) {
    var (value, slope) = (-theta * total, -total)
    for (size, p) in parts {
      let size = Double(size)
      let rest = p + (1 - p) * Double.exp(-theta * size)
      value += theta * size + Double.log(rest)
      slope += size * p / rest
    }
    return (value, slope)
  }
  guard exponent(0).slope < 0 else { return 1 }
  var (low, high) = (0.0, 1 / total)
  while exponent(high).slope < 0, high < 100 {
    (low, high) = (high, 2 * high)
  }
  for _ in 0..<20 {
    let middle = (low + high) / 2
    if exponent(middle).slope < 0 { low = middle } else { high = middle }
  }
  return min(Double.exp(exponent(low).value), 1)
}
