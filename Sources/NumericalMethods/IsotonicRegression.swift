/// The non-decreasing sequence with the least Σ wᵢ(yᵢ − fᵢ)².
///
/// Pool adjacent violators: neighbours in the wrong order are replaced by
/// their weighted mean. O(n).
///
/// Source: R. E. Barlow, D. J. Bartholomew, J. M. Bremner and H. D. Brunk,
/// Statistical Inference under Order Restrictions (1972).
///
/// - Parameters:
///   - values: y, in order.
///   - weights: w > 0, as many.
/// - Returns: f.
package func isotonicRegression(
  _ values: [Double], weights: [Double]
) -> [Double] {
  var pools: [(mean: Double, weight: Double, count: Int)] = []
  for (value, weight) in zip(values, weights) {
    var pool = (mean: value, weight: weight, count: 1)
    while let last = pools.last, last.mean >= pool.mean {
      let sum = last.weight + pool.weight
      pool.mean = last.mean + (pool.mean - last.mean) * (pool.weight / sum)
      pool.weight = sum
      pool.count += last.count
      pools.removeLast()
    }
    pools.append(pool)
  }
  return pools.flatMap { [Double](repeating: $0.mean, count: $0.count) }
}
