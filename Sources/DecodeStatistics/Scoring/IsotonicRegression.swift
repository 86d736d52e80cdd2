import RealModule

/// The best non-decreasing fit, by pooling adjacent violators.
///
/// Sources: M. Ayer et al., Ann. Math. Statist. 26, 641 (1955),
/// doi:10.1214/aoms/1177728423; quantiles: A. I. Jordan, A. Mühlemann and
/// J. F. Ziegel, Ann. Inst. Stat. Math. 74, 489 (2022),
/// doi:10.1007/s10463-021-00808-0.
enum IsotonicRegression {
  /// The non-decreasing x that minimise Σ wᵢ(xᵢ − meanᵢ)².
  ///
  /// - Parameter groups: Sums and counts wᵢ ≥ 1 of the values at each place.
  /// - Returns: A value for each place.
  static func means(_ groups: [(sum: Double, count: Int)]) -> [Double] {
    // Equal means are pooled as well: then rounding cannot tell them apart.
    pooled(groups) {
      $0.sum / Double($0.count)
    } merge: {
      ($0.sum + $1.sum, $0.count + $1.count)
    }
  }

  /// The non-decreasing x that minimise the sum of pinball losses at `level`
  /// of the values at each place: lower quantiles of pools.
  ///
  /// - Parameters:
  ///   - groups: The values at each place, sorted, at least one.
  ///   - level: τ in (0, 1).
  /// - Returns: A value for each place.
  static func quantiles(_ groups: [[Double]], level: Double) -> [Double] {
    pooled(groups) {
      lowerQuantile(ofSorted: $0, level: level)
    } merge: {
      merged($0, $1)
    }
  }

  /// The ⌈nτ⌉-th smallest value, ties in binary granted.
  static func lowerQuantile(
    ofSorted values: [Double], level: Double
  ) -> Double {
    let exact = Double(values.count) * level
    let rank = Int((exact * (1 - 0x1p-44)).rounded(.up))
    return values[min(max(rank, 1), values.count) - 1]
  }

  private static func pooled<Pool>(
    _ groups: [Pool], value: (Pool) -> Double, merge: (Pool, Pool) -> Pool
  ) -> [Double] {
    var pools: [Pool] = []
    var values: [Double] = []
    var sizes: [Int] = []
    for group in groups {
      var (pool, size) = (group, 1)
      var current = value(group)
      while let last = values.last, last >= current {
        pool = merge(pools.removeLast(), pool)
        size += sizes.removeLast()
        values.removeLast()
        current = value(pool)
      }
      pools.append(pool)
      values.append(current)
      sizes.append(size)
    }
    return zip(values, sizes).flatMap { Array(repeating: $0, count: $1) }
  }

  /// Two sorted lists as one.
  private static func merged(_ a: [Double], _ b: [Double]) -> [Double] {
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
}
