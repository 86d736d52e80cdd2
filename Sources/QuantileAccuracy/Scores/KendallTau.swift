public import DecodeStatistics

/// Kendall's rank correlation τ-b: whether a method puts answers in the order
/// of their lengths.
///
///     τ = (C − D)/√((C + D + X)(C + D + Y))
///
/// with C pairs in the same order, D in opposite ones, X tied in the second
/// list only and Y in the first only. O(n log n).
///
/// Source: M. G. Kendall, Biometrika 33, 239 (1945),
/// doi:10.1093/biomet/33.3.239; W. R. Knight, JASA 61, 436 (1966),
/// doi:10.1080/01621459.1966.10480879.
public struct KendallTau: Sendable, Hashable {
  /// C.
  public let concordant: Int
  /// D.
  public let discordant: Int
  /// Pairs tied in the first list, not in the second.
  public let tiedInFirst: Int
  /// Pairs tied in the second list, not in the first.
  public let tiedInSecond: Int

  /// The comparison of two lists.
  ///
  /// - Throws: `LengthLawError` if they differ in size, are empty or longer
  ///   than 2³¹, or hold a NaN.
  public init(_ first: [Double], _ second: [Double]) throws(LengthLawError) {
    try LengthLawError.requireEqual(first.count, second.count)
    for value in first + second where value.isNaN {
      throw .notFinite(name: "a value to rank", value: value)
    }
    guard first.count <= 1 << 31 else {
      throw .countOutOfRange(
        name: "the number of values", value: first.count,
        accepted: "at most 2^31")
    }
    let pairs = zip(first, second).sorted { $0 < $1 }
    var values = pairs.map(\.1)
    let tiedBoth = Self.ties(pairs.indices) { pairs[$0] == pairs[$1] }
    let tiedFirst = Self.ties(pairs.indices) { pairs[$0].0 == pairs[$1].0 }
    // Pairs tied in the first list are in order, so that every inversion is
    // a discordant pair.
    var buffer = values
    discordant = Self.sort(&values, &buffer, 0..<values.count)
    let tiedSecond = Self.ties(values.indices) { values[$0] == values[$1] }
    let n = values.count
    tiedInFirst = tiedFirst - tiedBoth
    tiedInSecond = tiedSecond - tiedBoth
    concordant =
      n * (n - 1) / 2 - tiedFirst - tiedSecond + tiedBoth - discordant
  }

  /// τ-b in [−1, 1]; NaN if all values of a list are equal.
  public var tau: Double {
    let untied = Double(concordant + discordant)
    let scale =
      (untied + Double(tiedInFirst)).squareRoot()
      * (untied + Double(tiedInSecond)).squareRoot()
    return Double(concordant - discordant) / scale
  }

  /// Pairs within runs of equal neighbours.
  private static func ties(
    _ indices: Range<Int>, isTied: (Int, Int) -> Bool
  ) -> Int {
    var (pairs, run) = (0, 0)
    for index in indices.dropFirst() {
      run = isTied(index - 1, index) ? run + 1 : 0
      pairs += run
    }
    return pairs
  }

  /// Sorts a part by merging, and counts its inversions.
  private static func sort(
    _ values: inout [Double], _ buffer: inout [Double], _ part: Range<Int>
  ) -> Int {
    guard part.count > 1 else { return 0 }
    let middle = part.lowerBound + part.count / 2
    var inversions =
      sort(&values, &buffer, part.lowerBound..<middle)
      + sort(&values, &buffer, middle..<part.upperBound)
    var (left, right) = (part.lowerBound, middle)
    for place in part {
      if right == part.upperBound
        || left < middle && values[left] <= values[right]
      {
        buffer[place] = values[left]
        left += 1
      } else {
        buffer[place] = values[right]
        inversions += middle - left
        right += 1
      }
    }
    values.replaceSubrange(part, with: buffer[part])
    return inversions
  }
}
