import NumericalMethods
import RealModule

extension ExactGoodnessOfFit {
  /// The exact p-value of a statistic, by going through every way in which
  /// the answers can fall on the lengths 1, …, c and beyond.
  ///
  /// - Parameters:
  ///   - kind: Kolmogorov–Smirnov, Cramér–von Mises or Anderson–Darling.
  ///   - table: Answers of which none is censored below the cap.
  ///   - law: The null.
  ///   - cap: c ≥ 1; longer answers are told apart no further.
  /// - Returns: The probability of a statistic at least as large.
  /// - Throws: `InferenceError.tooManyOutcomes` beyond `maximumOutcomes`,
  ///   `lengthOutOfRange` if an answer is censored below the cap, `noAnswers`.
  public static func pValue(
    _ kind: DiscreteFitStatistics.Kind, _ table: LifeTable,
    against law: some LengthDistribution, cap: Int
  ) throws(InferenceError) -> Double {
    guard !table.isEmpty else { throw .noAnswers }
    guard cap >= 1 else {
      throw .lengthOutOfRange(name: "cap", value: cap, least: 1)
    }
    for row in table.rows where row.censored > 0 && row.length < cap {
      throw .lengthOutOfRange(
        name: "length of a censored answer", value: row.length, least: cap)
    }
    // Its cells are pooled over, so that it has no cells of its own.
    guard kind != .chiSquare else { throw .statisticNotApplicable(kind) }
    guard cap < maximumOutcomes,
      outcomes(table.count, cells: cap + 1) <= Double(maximumOutcomes)
    else { throw .tooManyOutcomes(limit: maximumOutcomes) }
    var counts = [Int](repeating: 0, count: cap + 1)
    for row in table.rows {
      counts[min(row.length, cap + 1) - 1] += row.stopped
      counts[cap] += row.censored
    }
    var enumeration = Enumeration(
      kind: kind, survival: law.survivalCurve(through: cap + 1),
      count: table.count)
    enumeration.threshold = enumeration.statistic(counts) * (1 - 1e-10)
    enumeration.visit(cell: 0, remaining: table.count, logWeight: 0)
    return min(enumeration.total, 1)
  }

  /// (n + c − 1 choose c − 1).
  private static func outcomes(_ n: Int, cells: Int) -> Double {
    Double.exp(
      logGamma(Double(n + cells)) - logGamma(Double(n + 1))
        - logGamma(Double(cells)))
  }

  /// A walk over all counts that add up to n.
  private struct Enumeration {
    let kind: DiscreteFitStatistics.Kind
    let survival: [Double]
    let count: Int
    let logMass: [Double]
    let logFactorial: [Double]
    var counts: [Int]
    var threshold = 0.0
    var total = 0.0

    init(kind: DiscreteFitStatistics.Kind, survival: [Double], count: Int) {
      self.kind = kind
      self.survival = survival
      self.count = count
      logMass = survival.indices.map {
        let next = $0 + 1 < survival.count ? survival[$0 + 1] : 0
        return Double.log(survival[$0] - next)
      }
      logFactorial = (0...count).map { logGamma(Double($0 + 1)) }
      counts = [Int](repeating: 0, count: survival.count)
    }

    func statistic(_ counts: [Int]) -> Double {
      let n = Double(count)
      var left = count
      let observed = counts.map { cell in
        defer { left -= cell }
        return Double(left) / n
      }
      let gaps = Gaps(observed: observed, expected: survival)
      switch kind {
      case .kolmogorovSmirnov: return gaps.largest
      case .cramerVonMises: return n * gaps.square
      default: return n * gaps.weightedSquare
      }
    }

    mutating func visit(cell: Int, remaining: Int, logWeight: Double) {
      guard cell < counts.count - 1 else {
        counts[cell] = remaining
        let last = logWeight + term(cell, remaining)
        if last > -.infinity, statistic(counts) >= threshold {
          total += Double.exp(logFactorial[count] + last)
        }
        return
      }
      for hits in 0...remaining {
        counts[cell] = hits
        visit(
          cell: cell + 1, remaining: remaining - hits,
          logWeight: logWeight + term(cell, hits))
      }
    }

    /// log pˣ/x!.
    private func term(_ cell: Int, _ hits: Int) -> Double {
      hits == 0 ? 0 : Double(hits) * logMass[cell] - logFactorial[hits]
    }
  }
}
