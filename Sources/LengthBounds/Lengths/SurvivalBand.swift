public import LengthLaws
import RealModule

/// Upper limits for the whole survival function of N at once.
///
/// With at least the stated confidence, P(N > k) is at most `upper(after: k)`
/// for every k. So a bound of any quantile, of the mean, or of any other risk
/// that grows with the survival function may be read off the same band, and
/// all of them hold together. Censored answers count as longer than every
/// other, which can only raise the band.
///
/// Assumption: the answers are independent draws from one law.
public struct SurvivalBand: Sendable {
  /// How the band is made.
  public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
    /// The empirical survival function plus √(log(1/δ)/2n), δ = 1 −
    /// confidence ≤ ½.
    ///
    /// Source: P. Massart, Ann. Probab. 18, 1269 (1990),
    /// doi:10.1214/aop/1176990746.
    case dkw
    /// One local level for every order statistic, far tighter in the tail.
    ///
    /// Source: S. Aldor-Noiman et al., Am. Stat. 67, 249 (2013),
    /// doi:10.1080/00031305.2013.847865.
    case equalLocalLevels
  }

  /// How the band is made.
  public let method: Method
  /// The confidence.
  public let confidence: Double
  /// Answers on which the band rests.
  public let observations: Int
  private let rule: BandRule
  /// Where answers ended, with how many had by then.
  private let steps: [(length: Int, ended: Int)]

  /// The band of a table.
  ///
  /// - Parameters:
  ///   - table: The answers, at least one.
  ///   - confidence: In (0, 1), and at least ½ for `.dkw`.
  ///   - method: How the band is made.
  /// - Throws: `BoundError` for another confidence, or an empty table.
  public init(
    _ table: LifeTable, confidence: Double, method: Method
  ) throws(BoundError) {
    guard table.count > 0 else { throw .noAnswers }
    rule = try BandRule(
      method, observations: table.count, confidence: confidence)
    self.method = method
    self.confidence = confidence
    observations = table.count
    var ended = 0
    var steps: [(length: Int, ended: Int)] = []
    for row in table.rows where row.stopped > 0 {
      ended += row.stopped
      steps.append((row.length, ended))
    }
    self.steps = steps
  }

  /// The upper limit of P(N > k).
  ///
  /// - Parameter length: k.
  /// - Returns: A probability, 1 below the first answer.
  public func upper(after length: Int) -> Double {
    var (low, high) = (0, steps.count)
    while low < high {
      let middle = (low + high) / 2
      if steps[middle].length <= length {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low > 0 ? rule.survival(ended: steps[low - 1].ended) : 1
  }

  /// Σ_{k ≤ c} l(k)·g(upper limit of S(k)), the mean of T with the band for a
  /// survival function.
  package func distortedMean(
    cap: Int, time: (Int) -> Double, _ distortion: (Double) -> Double
  ) -> Double {
    var sum = 0.0
    var (last, upper) = (time(0), 1.0)
    for step in steps where step.length < cap {
      let here = time(step.length)
      sum += (here - last) * distortion(upper)
      (last, upper) = (here, rule.survival(ended: step.ended))
    }
    return sum + (time(cap) - last) * distortion(upper)
  }
}

/// The upper limit of P(N > k) as a function of how many answers ended by k.
enum BandRule: Sendable {
  case dkw(observations: Int, margin: Double)
  case equalLocalLevels(EqualLocalLevels)

  init(
    _ method: SurvivalBand.Method, observations n: Int, confidence: Double
  ) throws(BoundError) {
    try BoundError.require("confidence", inUnit: confidence)
    switch method {
    case .dkw:
      guard confidence >= 0.5 else { throw .confidenceBelowHalf(confidence) }
      self = .dkw(
        observations: n,
        margin: Self.margin(observations: n, confidence: confidence))
    case .equalLocalLevels:
      self = .equalLocalLevels(
        try EqualLocalLevels(
          observations: n, confidence: confidence, isTwoSided: false))
    }
  }

  /// √(log(1/δ)/2n).
  static func margin(observations: Int, confidence: Double) -> Double {
    (-Double.log(onePlus: -confidence) / (2 * Double(observations)))
      .squareRoot()
  }

  func survival(ended: Int) -> Double {
    switch self {
    case .dkw(let n, let margin):
      min(Double(n - ended) / Double(n) + margin, 1)
    case .equalLocalLevels(let levels):
      levels.survival(ended: ended)
    }
  }

  /// The least number of ended answers at which P(N > k) is at most 1 − q.
  func rank(_ n: Int, level: Double) -> Int? {
    guard survival(ended: n) <= 1 - level else { return nil }
    var (low, high) = (0, n)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if survival(ended: middle) <= 1 - level {
        high = middle
      } else {
        low = middle
      }
    }
    return high
  }
}
