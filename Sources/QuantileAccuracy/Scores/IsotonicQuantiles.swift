import DecodeStatistics

/// The non-decreasing sequence of least pinball loss, by pooling adjacent
/// violators: lower quantiles of pools.
///
/// Source: A. I. Jordan, A. Mühlemann and J. F. Ziegel, Ann. Inst. Stat. Math.
/// 74, 489 (2022), doi:10.1007/s10463-021-00808-0.
///
/// - Parameters:
///   - groups: The values at each place, sorted, at least one.
///   - level: τ in (0, 1).
/// - Returns: A value for each place.
func isotonicQuantiles(_ groups: [[Double]], level: Double) -> [Double] {
  var pools: [(values: [Double], quantile: Double, places: Int)] = []
  for group in groups {
    var pool = (
      values: group, quantile: lowerQuantile(group, level), places: 1
    )
    // Equal quantiles are pooled as well.
    while let last = pools.last, last.quantile >= pool.quantile {
      pool.values = merged(last.values, pool.values)
      pool.quantile = lowerQuantile(pool.values, level)
      pool.places += last.places
      pools.removeLast()
    }
    pools.append(pool)
  }
  return pools.flatMap { Array(repeating: $0.quantile, count: $0.places) }
}

/// The ⌈nτ⌉-th smallest of sorted values, ties in binary granted.
private func lowerQuantile(_ values: [Double], _ level: Double) -> Double {
  let exact = Double(values.count) * level
  let rank = Int((exact * (1 - 0x1p-44)).rounded(.up))
  return values[min(max(rank, 1), values.count) - 1]
}

/// Two sorted lists as one.
private func merged(_ a: [Double], _ b: [Double]) -> [Double] {
  var result: [Double] = []
  result.reserveCapacity(a.count + b.count)
  var (i, j) = (0, 0)
  while i < a.count, j < b.count {
    if a[i] <= b[j] {
      result.append(a[i])
      i += 1
    } else {
      result.append(b[j])
      j += 1
    }
  }
  return result + a[i...] + b[j...]
}
