public import LengthLaws

/// The latest scores, in order of their size.
///
/// Recording takes O(capacity) moves of memory, a quantile O(1).
public struct ScoreWindow: Sendable {
  /// How many scores are kept.
  public let capacity: Int
  /// The scores kept, ascending.
  public private(set) var sorted: [Double] = []
  /// The same in order of arrival, `next` being where the oldest lies once
  /// the window is full.
  private var arrivals: [Double] = []
  private var next = 0

  /// An empty window.
  ///
  /// - Parameter capacity: At least 1.
  /// - Throws: `ParameterError`.
  public init(capacity: Int) throws(ParameterError) {
    guard capacity >= 1 else {
      throw ParameterError(
        "capacity", Double(capacity), accepted: "1 or more")
    }
    self.capacity = capacity
  }

  /// The scores kept, oldest first.
  public var latest: [Double] { Array(arrivals[next...] + arrivals[..<next]) }

  /// Adds a score and, from a full window, drops the oldest; a NaN is left
  /// out.
  public mutating func record(_ score: Double) {
    guard !score.isNaN else { return }
    if arrivals.count < capacity {
      arrivals.append(score)
    } else {
      sorted.remove(at: place(of: arrivals[next]))
      arrivals[next] = score
      next = (next + 1) % capacity
    }
    sorted.insert(score, at: place(of: score))
  }

  /// The conformal quantile: the ⌈(n + 1)(1 − α)⌉-th smallest of the n scores.
  ///
  /// If those and the next one are exchangeable, the next exceeds it with at
  /// most the probability α.
  ///
  /// - Parameter missRate: α, of any size.
  /// - Returns: The score; `.infinity` where that rank exceeds n,
  ///   `-.infinity` where it is below 1.
  public func conformalQuantile(missRate: Double) -> Double {
    // Ties in binary granted: (99 + 1)·0.95 is 95.
    let exact = Double(sorted.count + 1) * (1 - missRate)
    let rank = (exact - abs(exact) * 0x1p-44).rounded(.up)
    if rank < 1 { return -.infinity }
    // Written so that NaN is unbounded.
    return rank <= Double(sorted.count) ? sorted[Int(rank) - 1] : .infinity
  }

  private func place(of score: Double) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < score { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension ScoreWindow: Hashable {
  /// Whether both keep as many scores, and the same ones in the same order.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.capacity == rhs.capacity && lhs.latest == rhs.latest
  }

  /// Mixes in what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(capacity)
    hasher.combine(latest)
  }
}

extension ScoreWindow: Codable {
  private enum CodingKeys: String, CodingKey {
    case capacity
    case latest
  }

  /// Writes the scores, oldest first.
  ///
  /// - Throws: What the encoder throws; JSON has no infinite scores.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(capacity, forKey: .capacity)
    try values.encode(latest, forKey: .latest)
  }

  /// Reads the scores.
  ///
  /// - Throws: `DecodingError` if a value is missing, `ParameterError` if the
  ///   capacity is below 1.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let capacity = try values.decode(Int.self, forKey: .capacity)
    try self.init(capacity: capacity)
    for score in try values.decode([Double].self, forKey: .latest) {
      record(score)
    }
  }
}
