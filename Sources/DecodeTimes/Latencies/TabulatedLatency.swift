import NumericalMethods

/// A time per token known at some positions and interpolated between them.
///
/// l is Steffen's monotone cubic through the knots (A&A 239 (1990) 443): exact
/// at knots, between two of them never above the greater nor below the
/// smaller, and non-decreasing where the knots are. Before the first knot and
/// beyond the last it is constant.
///
/// The steps and their sums through the last knot are stored, sixteen bytes a
/// position, so that l and L take O(1).
public struct TabulatedLatency: StepLatency {
  /// The greatest position of a knot: 2²⁰.
  public static let maximumPosition = 1 << 20

  /// Positions and their latencies in seconds, in order of position.
  public let knots: [(position: Int, seconds: Double)]
  /// Element i is l(i + 1), in seconds.
  private let steps: [Double]
  /// Element i is L(i + 1), in seconds.
  private let sums: [Double]

  /// Latencies at some positions.
  ///
  /// - Parameter knots: At least one, with positions strictly increasing in
  ///   1...`maximumPosition` and latencies in 0...10¹⁰⁰ seconds.
  /// - Throws: `DecodeTimeError` if the knots are not so.
  public init(
    knots: [(position: Int, seconds: Double)]
  ) throws(DecodeTimeError) {
    var previous = 0
    for (position, seconds) in knots {
      guard position >= 1, position <= Self.maximumPosition else {
        throw .knotOutOfRange(position, limit: Self.maximumPosition)
      }
      guard position > previous else {
        throw .knotsNotIncreasing(position, after: previous)
      }
      try DecodeTimeError.check(seconds: seconds, at: position)
      previous = position
    }
    guard !knots.isEmpty else { throw .noKnots }
    self.knots = knots
    steps = steffenCurve(
      abscissas: knots.map { Double($0.position) },
      ordinates: knots.map(\.seconds), at: (1...previous).map(Double.init))
    sums = Self.sums(of: steps)
  }

  /// L at 1, …, the last knot, by Neumaier's compensated sum.
  private static func sums(of steps: [Double]) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(steps.count)
    var (sum, lost, reached) = (0.0, 0.0, 0.0)
    for step in steps {
      let next = sum + step
      lost += sum >= step ? (sum - next) + step : (step - next) + sum
      sum = next
      // L does not decrease, whatever the rounding.
      reached = max(reached, sum + lost)
      result.append(reached)
    }
    return result
  }

  /// l(k) in seconds; 0 for k < 1.
  public func latency(at position: Int) -> Double {
    guard position >= 1 else { return 0 }
    return steps[min(position, steps.count) - 1]
  }

  /// L(n) = Σ l(k) in seconds; 0 for n < 1.
  public func cumulativeLatency(through position: Int) -> Double {
    guard position >= 1 else { return 0 }
    guard position > sums.count else { return sums[position - 1] }
    let beyond = knots[knots.count - 1].seconds
    return sums[sums.count - 1] + beyond * Double(position - sums.count)
  }
}

extension TabulatedLatency: Equatable {
  /// Whether both have the same knots.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.knots.elementsEqual(rhs.knots) { $0 == $1 }
  }
}

extension TabulatedLatency: Codable {
  private enum CodingKeys: String, CodingKey {
    case positions
    case seconds
  }

  /// Reads `{"positions": […], "seconds": […]}`.
  ///
  /// - Throws: `DecodingError` if the columns differ in size or hold what
  ///   `init(knots:)` refuses.
  public init(from decoder: any Decoder) throws {
    let columns = try decoder.container(keyedBy: CodingKeys.self)
    let positions = try columns.decode([Int].self, forKey: .positions)
    let seconds = try columns.decode([Double].self, forKey: .seconds)
    guard positions.count == seconds.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .seconds, in: columns,
        debugDescription: "a latency tabulated at \(positions.count) positions "
          + "should have as many seconds, but has \(seconds.count)")
    }
    let knots = zip(positions, seconds).map { (position: $0, seconds: $1) }
    self = try DecodeTimeError.decoding(from: decoder) {
      () throws(DecodeTimeError) in try Self(knots: knots)
    }
  }

  /// Writes the knots as two columns.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var columns = encoder.container(keyedBy: CodingKeys.self)
    try columns.encode(knots.map(\.position), forKey: .positions)
    try columns.encode(knots.map(\.seconds), forKey: .seconds)
  }
}
