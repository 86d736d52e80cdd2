import NumericalMethods
import RealModule

/// Residuals that are uniform on (0, 1) if a law is the true one.
///
/// An answer of length y stands for the whole step of F at y, the interval
/// (F(y − 1), F(y)]; one censored at y for everything beyond, (F(y), 1].
public struct ProbabilityTransform: Sendable {
  /// A step of F with the answers that stand for it.
  package struct Step: Sendable {
    package var lower: Double
    package var upper: Double
    var count: Int
  }
  private(set) var steps: [Step] = []

  /// No residuals yet.
  public init() {}

  /// The residuals of a table under a law.
  public init(_ table: LifeTable, under law: some LengthDistribution) {
    for row in table.rows {
      record(row.stopped, length: row.length, ending: .stopped, under: law)
      record(row.censored, length: row.length, ending: .capped, under: law)
    }
  }

  /// Adds the residual of one answer under the law that was forecast for it.
  ///
  /// - Parameters:
  ///   - length: Tokens generated.
  ///   - ending: How the answer ended.
  ///   - law: The forecast, which may differ from answer to answer.
  public mutating func record(
    length: Int, ending: Ending, under law: some LengthDistribution
  ) {
    record(1, length: length, ending: ending, under: law)
  }

  private mutating func record(
    _ count: Int, length: Int, ending: Ending,
    under law: some LengthDistribution
  ) {
    guard count > 0 else { return }
    steps.append(
      Step(length: length, ending: ending, count: count, under: law))
  }

  /// The non-randomised histogram: the share of residuals in each of equal
  /// parts of (0, 1), each answer spread evenly over its step.
  ///
  /// - Parameter bins: At least 1.
  /// - Returns: Shares that add up to 1; all 0 without answers.
  /// - Throws: `LengthLawError.countOutOfRange` without bins.
  ///
  /// Source: C. Czado, T. Gneiting and L. Held, Biometrics 65, 1254 (2009),
  /// doi:10.1111/j.1541-0420.2009.01191.x, eq. 2.
  public func histogram(bins: Int) throws(LengthLawError) -> [Double] {
    guard bins >= 1 else {
      throw .countOutOfRange(name: "bins", value: bins, accepted: "at least 1")
    }
    let count = steps.reduce(0) { $0 + $1.count }
    guard count > 0 else { return [Double](repeating: 0, count: bins) }
    var through = [Double](repeating: 0, count: bins + 1)
    for step in steps {
      let share = Double(step.count) / Double(count)
      for bin in 1...bins {
        let edge = Double(bin) / Double(bins)
        through[bin] += share * step.fraction(upTo: edge)
      }
    }
    return (0..<bins).map { through[$0 + 1] - through[$0] }
  }

  /// One residual for each answer, drawn evenly from its step, in the order
  /// recorded; those of a table shortest first.
  ///
  /// The draw depends on the seed and on the steps alone.
  public func randomised(seed: UInt64) -> [Double] {
    let random = RandomSource(seed: seed, stream: 0)
    var residuals: [Double] = []
    for step in steps {
      for _ in 0..<step.count {
        residuals.append(
          step.lower + (step.upper - step.lower) * random.uniform())
      }
    }
    return residuals
  }
}

extension ProbabilityTransform.Step {
  /// What an answer stands for.
  package init(
    length: Int, ending: Ending, count: Int = 1,
    under law: some LengthDistribution
  ) {
    let through = -Double.expMinusOne(law.logSurvival(at: length.next))
    lower =
      ending.isCensored
      ? through : -Double.expMinusOne(law.logSurvival(at: length))
    upper = ending.isCensored ? 1 : through
    self.count = count
  }

  /// How much of the step lies below u.
  func fraction(upTo u: Double) -> Double {
    // A step without width, as of a law that never gives the length.
    guard upper > lower else { return u >= upper ? 1 : 0 }
    return min(max((u - lower) / (upper - lower), 0), 1)
  }
}
