import NumericalMethods
import RealModule

/// The law of the sum of independent decode times: several requests, served
/// one after the other, that share one budget.
///
/// Each law is moved to a grid twice, all times rounded down and all rounded
/// up, and both are convolved by the fast Fourier transform; the sum's law lies
/// between. With m cells over the largest possible sum and n requests the two
/// are n cells apart at most, and what the transform rounds is added to the
/// limits, so tails below some 10⁻¹² are only known to be that small.
public struct TimeSum: Sendable {
  /// The grid's step, in seconds.
  public let step: Double
  /// E[ΣT], exactly.
  public let mean: Double
  /// No sum takes longer, in seconds.
  private let largest: Double
  /// P(sum > i steps), of the times rounded down and rounded up.
  private let lower: [Double]
  private let upper: [Double]
  /// What rounding may have changed any of these by.
  private let roundingError: Double

  /// The sum of decode times.
  ///
  /// - Parameters:
  ///   - times: The laws, at least one and at most 4096.
  ///   - cells: The grid's cells, in 16...2²⁰.
  /// - Throws: `DecodeTimeError` for other numbers.
  public init(
    _ times: [TotalDecodeTime], cells: Int = 1 << 14
  ) throws(DecodeTimeError) {
    try DecodeTimeError.require(
      1...4096 ~= times.count, "number of requests", Double(times.count),
      "1...4096")
    try DecodeTimeError.require(
      16...1 << 20 ~= cells, "number of cells", Double(cells), "16...2^20")
    let most = times.reduce(0) { $0 + $1.largest }
    try DecodeTimeError.require(
      most >= 0 && most < .infinity, "largest possible sum", most, "[0, ∞)")
    mean = times.reduce(0) { $0 + $1.mean }
    let step = most / Double(cells)
    // Less than any clock tells is no time at all.
    self.step = step.isNormal ? step : 1
    // Rounding up may add one cell for each request.
    var size = 16
    while size < cells + 2 * times.count + 2 { size *= 2 }
    lower = Self.tail(times, self.step, size, .down)
    upper = Self.tail(times, self.step, size, .up)
    // Cauchy and Schwarz: sums of `size` errors from their root mean square.
    roundingError =
      Double(size).squareRoot()
      * convolutionError(count: times.count, size: size)
    largest = most
  }

  /// P(ΣT > t).
  ///
  /// - Parameter seconds: t.
  /// - Returns: Limits of the probability; both 1 where t is no number.
  public func probability(exceeding seconds: Double) -> ProbabilityBracket {
    guard seconds >= 0 else { return ProbabilityBracket(lower: 1, upper: 1) }
    guard seconds < largest else {
      return ProbabilityBracket(lower: 0, upper: 0)
    }
    // A sum of i steps exceeds t if i > t/step; where that is a tie but for
    // rounding, each limit takes its own side.
    func beyond(_ tail: [Double], _ steps: Double) -> Double {
      tail[min(Int(steps), tail.count - 1)]
    }
    let steps = seconds / step
    return ProbabilityBracket(
      lower: beyond(lower, steps * (1 + 0x1p-40)) - roundingError,
      upper: beyond(upper, steps * (1 - 0x1p-40)) + roundingError)
  }

  /// The smallest t with P(ΣT ≤ t) ≥ `level`.
  ///
  /// - Parameter level: In (0, 1).
  /// - Returns: Limits of the quantile, in seconds.
  /// - Throws: `DecodeTimeError` for another level.
  public func quantile(
    _ level: Double
  ) throws(DecodeTimeError) -> ClosedRange<Double> {
    try DecodeTimeError.require(
      level > 0 && level < 1, "level", level, "(0, 1)")
    func first(_ tail: [Double], _ risk: Double) -> Int {
      tail.firstIndex { $0 <= risk } ?? tail.count - 1
    }
    let low = first(lower, 1 - level + roundingError)
    let high = first(upper, max(1 - level - roundingError, 0))
    return Double(low) * step...Double(max(high, low)) * step
  }

  /// P(sum of the rounded times > i steps) for i = 0, 1, ….
  private static func tail(
    _ times: [TotalDecodeTime], _ step: Double, _ size: Int,
    _ rule: FloatingPointRoundingRule
  ) -> [Double] {
    let masses = convolve(
      times.map { $0.masses(step: step, rule: rule) }, size: size)
    var tail = [Double](repeating: 0, count: size)
    for index in stride(from: size - 2, through: 0, by: -1) {
      tail[index] = tail[index + 1] + max(masses[index + 1], 0)
    }
    return tail
  }
}

extension TotalDecodeTime {
  /// The masses of T in whole steps, each time rounded by a rule.
  fileprivate func masses(
    step: Double, rule: FloatingPointRoundingRule
  ) -> [Double] {
    guard !isOver else { return [1] }
    var masses: [Double] = []
    if noise != nil {
      // Of a continuous law the mass of each cell goes to one of its ends.
      let end = Int((largest / step).rounded(.up))
      let tail = (0...end).map { probability(exceeding: Double($0) * step) }
      masses = [Double](repeating: 0, count: end + 2)
      for cell in 0..<end {
        masses[rule == .up ? cell + 1 : cell] += tail[cell] - tail[cell + 1]
      }
      masses[0] += 1 - tail[0]
      masses[end] += tail[end]
      return masses
    }
    for length in generated + 1...cap {
      let beyond = length < cap ? survival(at: length + 1) : 0
      let mass = survival(at: length) - beyond
      guard mass > 0 else { continue }
      let cell = Int((time(through: length) / step).rounded(rule))
      while masses.count <= cell { masses.append(0) }
      masses[cell] += mass
    }
    return masses
  }
}
