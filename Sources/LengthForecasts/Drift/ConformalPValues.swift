import NumericalMethods

/// Residuals that need no model.
///
/// Each is the smoothed rank of a value among all values so far,
///
///     p_n = (#{i ≤ n : yᵢ < yₙ} + θₙ #{i ≤ n : yᵢ = yₙ})/n
///
/// with θₙ uniform. If the values are exchangeable, whatever their law, the
/// p_n are independent and uniform on (0, 1).
///
/// Values may be lengths, or scores against any fixed forecast. Values that
/// were known before watching began are given first and their residuals not
/// used: then a change is seen from the first new one on. Each takes O(n)
/// moves of memory.
///
/// Source: V. Vovk, A. Gammerman and G. Shafer, *Algorithmic Learning in a
/// Random World*, 2005, doi:10.1007/b106715.
public struct ConformalPValues: Sendable, Hashable, Codable {
  private let seed: UInt64
  private var sorted: [Double] = []

  /// No values yet.
  ///
  /// - Parameter seed: θₙ depends on it and on n alone.
  public init(seed: UInt64 = 0) { self.seed = seed }

  /// Values seen.
  public var count: Int { sorted.count }

  /// Takes in the next value.
  ///
  /// - Parameter value: Any number; a NaN is not taken in.
  /// - Returns: Its residual, or NaN.
  public mutating func residual(of value: Double) -> Double {
    guard !value.isNaN else { return .nan }
    let first = place { $0 < value }
    let last = place { $0 <= value }
    sorted.insert(value, at: last)
    let theta = mixedUniform(seed: seed, index: sorted.count)
    return (Double(first) + theta * Double(last - first + 1))
      / Double(sorted.count)
  }

  /// How many values come before, which all of them do that are small enough.
  private func place(_ isBefore: (Double) -> Bool) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(sorted[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension ConformalPValues {
  /// Reads the values, in any order.
  ///
  /// - Throws: `DecodingError` if they are missing.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    seed = try values.decode(UInt64.self, forKey: .seed)
    sorted = try values.decode([Double].self, forKey: .sorted).sorted()
  }
}
