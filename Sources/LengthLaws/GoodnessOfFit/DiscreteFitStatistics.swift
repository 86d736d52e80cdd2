/// How far a life table lies from a law of lengths.
///
/// With F̂ = 1 − Ŝ(k + 1) by Kaplan–Meier, F the law's and p its mass, over
/// the lengths k = 1, …, m up to the longest recorded one,
///
///     Kolmogorov–Smirnov   D  = max |F̂ − F|
///     Cramér–von Mises     W² = n Σ (F̂ − F)² p
///     Anderson–Darling     A² = n Σ (F̂ − F)² p / (F (1 − F))
///
/// n counts the answers. Without censoring W² and A² are those of Choulakian,
/// Lockhart and Stephens on the cells 1, …, m and {m + 1, …}. None has a
/// reference law free of F when lengths are discrete or parameters
/// estimated: p-values come from `GoodnessOfFitTest`.
///
/// Source: V. Choulakian, R. A. Lockhart and M. A. Stephens, Canad. J.
/// Statist. 22, 125 (1994), doi:10.2307/3315828.
public struct DiscreteFitStatistics: Sendable, Hashable {
  /// The statistics by name.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// D.
    case kolmogorovSmirnov = "kolmogorov-smirnov"
    /// W².
    case cramerVonMises = "cramer-von-mises"
    /// A².
    case andersonDarling = "anderson-darling"
  }

  /// D.
  public var kolmogorovSmirnov: Double
  /// W².
  public var cramerVonMises: Double
  /// A².
  public var andersonDarling: Double

  /// The statistics of a table against a law, in time proportional to the
  /// longest length.
  ///
  /// - Parameters:
  ///   - table: The answers.
  ///   - law: The law they are held against.
  ///   - cap: m; by default the longest recorded length, beyond which
  ///     censored data say nothing.
  /// - Throws: `LengthLawError.noAnswers` if the table is empty, or
  ///   `lengthTooLong` beyond 2²⁴.
  public init(
    _ table: LifeTable, against law: some LengthDistribution,
    through cap: Int? = nil
  ) throws(LengthLawError) {
    let empirical: KaplanMeier
    do throws(LengthLawError) {
      empirical = try KaplanMeier(table)
    } catch {
      throw .noAnswers
    }
    let end = max(cap ?? empirical.identifiedThrough, 1)
    try LengthLawError.require(goingThrough: end)
    let gaps = Gaps(
      observed: empirical.survivalCurve(through: end + 1),
      expected: law.survivalCurve(through: end + 1))
    let n = Double(table.count)
    kolmogorovSmirnov = gaps.largest
    cramerVonMises = n * gaps.square
    andersonDarling = n * gaps.weightedSquare
  }

  /// The statistic of that name.
  public subscript(kind: Kind) -> Double {
    switch kind {
    case .kolmogorovSmirnov: kolmogorovSmirnov
    case .cramerVonMises: cramerVonMises
    case .andersonDarling: andersonDarling
    }
  }
}

/// Sums of the differences between two survival curves.
struct Gaps {
  /// max |Ŝ − S|.
  var largest = 0.0
  /// Σ (Ŝ − S)² p.
  var square = 0.0
  /// Σ (Ŝ − S)² p/(S (1 − S)).
  var weightedSquare = 0.0

  /// From S(1), …, S(m + 1) of both.
  init(observed: [Double], expected: [Double]) {
    for k in 1..<observed.count {
      let survival = expected[k]
      let mass = expected[k - 1] - survival
      let gap = observed[k] - survival
      largest = max(largest, abs(gap))
      square += gap * gap * mass
      let weight = survival * (1 - survival)
      // Where F is 0 or 1 a gap has no scale; with F = 0 the mass is 0 too.
      if weight > 0 { weightedSquare += gap * gap * mass / weight }
    }
  }
}
