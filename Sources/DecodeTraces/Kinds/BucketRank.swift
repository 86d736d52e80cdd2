/// Ranks among values that are known in buckets.
enum BucketRank {
  /// ⌈n·level⌉, at least 1, without the rounding of the product.
  ///
  /// - Precondition: There are values.
  static func rank(_ level: Double, of count: Int) -> Int {
    precondition(count > 0, "a histogram should have values")
    let product = Double(count) * level
    let nearest = product.rounded()
    let isWhole = abs(product - nearest) <= 1e-9 * max(product, 1)
    return min(max(Int(isWhole ? nearest : product.rounded(.up)), 1), count)
  }
}
