internal import LengthLaws
import RealModule

/// A law moved as little as it takes to have given quantiles.
///
/// Each piece between two neighbouring quantiles keeps the shape that a law has
/// there, and gets the mass that the levels say. Of all laws with these
/// quantiles that is the nearest to the law in Kullback–Leibler divergence.
/// Answers as long as a quantile are divided where its level says; a quantile
/// that the law gives no mass gets a little of it, 10⁻⁶ of its piece. Beyond
/// the last quantile it is the law's tail, defective where that is.
///
/// Source: I. Csiszár, Ann. Probab. 3, 146 (1975),
/// doi:10.1214/aop/1176996454.
struct QuantileAdjustedLaw: LengthDistribution {
  /// The levels, ascending and 10⁻⁶ apart.
  let levels: [Double]
  /// For each level its quantile, non-decreasing; `Int.max` where hidden.
  let quantiles: [Int]
  private let pieces: [Piece]

  /// How one piece of a law becomes that of the adjusted one.
  private struct Piece {
    let law: any LengthDistribution
    /// What is left of the law at both ends.
    let (left, right): (Double, Double)
    /// What is to be left there.
    let (tail, nextTail): (Double, Double)
    let floor: Double

    /// What is left beyond a length, given what is left of the law.
    func adjusted(_ survival: Double) -> Double {
      guard left > right else { return tail }
      let share = (min(max(survival, right), left) - right) / (left - right)
      return min(max(nextTail + (tail - nextTail) * share, floor), tail)
    }
  }

  /// Adjusts a law.
  ///
  /// - Parameters:
  ///   - laws: The law of each piece, one more than levels; or one for all.
  ///   - levels: Ascending and 10⁻⁶ apart.
  ///   - quantiles: One for each, at least 1 and non-decreasing; `Int.max`
  ///     where hidden.
  init(
    _ laws: [any LengthDistribution], levels: [Double], quantiles: [Int]
  ) {
    self.levels = levels
    self.quantiles = quantiles
    pieces = (0...levels.count).map { place in
      let law = laws.count > 1 ? laws[place] : laws[0]
      /// What is left at a quantile, as near to the level as the answers that
      /// are just as long allow.
      func cut(_ quantile: Int, _ tail: Double) -> Double {
        let before = law.survival(at: quantile)
        let after = quantile < .max ? law.survival(at: quantile + 1) : 0
        return min(max(tail, after), before)
      }
      let tail = place > 0 ? 1 - levels[place - 1] : 1
      let nextTail = place < levels.count ? 1 - levels[place] : 0
      return Piece(
        law: law, left: place > 0 ? cut(quantiles[place - 1], tail) : 1,
        right: cut(place < levels.count ? quantiles[place] : .max, nextTail),
        tail: tail, nextTail: nextTail,
        // Short of the next quantile its level is not reached.
        floor: nextTail > 0 ? nextTail + (tail - nextTail) * 0x1p-20 : 0)
    }
  }

  func survival(at length: Int) -> Double {
    guard length > 1 else { return 1 }
    let piece = pieces[quantiles.count { $0 < length }]
    return piece.adjusted(piece.law.survival(at: length))
  }

  func logSurvival(at length: Int) -> Double { .log(survival(at: length)) }

  func logMass(at length: Int) -> Double {
    guard length >= 1 else { return -.infinity }
    return .log(survival(at: length) - survival(at: length.next))
  }

  func quantile(_ level: Double) -> Int {
    if let place = levels.firstIndex(of: level) { return quantiles[place] }
    return QuantileSearch.smallestLength(reaching: level) {
      survival(at: $0)
    }
  }

  var mean: Double { moments?.first ?? .infinity }

  var variance: Double {
    guard let moments else { return .nan }
    return max(moments.second - moments.first * moments.first, 0)
  }

  /// E[N] and E[N²]; `nil` where mass is not identified.
  private var moments: (first: Double, second: Double)? {
    guard survival(at: 1 << 62) == 0 else { return nil }
    return SurvivalSums.moments(over: 1...(1 << 60)) { survival(at: $0) }
  }

  /// The law at some lengths and at its quantiles, where all its mass is.
  ///
  /// - Parameter lengths: Ascending, the steps of the laws of the pieces.
  /// - Returns: The same law as a step function.
  func steps(at lengths: [Int]) -> SurvivalStepFunction {
    let all = Set(lengths + quantiles.filter { $0 < .max }).sorted()
    var least = 1.0
    return SurvivalStepFunction(
      steps: all,
      beyond: all.map {
        least = min(least, $0 < .max ? survival(at: $0 + 1) : 0)
        return least
      })
  }
}
