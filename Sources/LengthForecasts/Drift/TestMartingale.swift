import LengthLaws
import RealModule

/// A capital that bets against residuals being uniform and independent.
///
/// It starts at 1. If they are uniform on (0, 1) given the past, no betting
/// makes it grow: it is a martingale, and by Ville's inequality it ever
/// reaches 1/α with at most the probability α, however long one watches.
///
/// The bets are 1 + sφ(u), with stakes s of ± ¼ and ± ¾ on three shapes that
/// have mean 0: residuals too large or small, 2u − 1; too far out or too
/// central, 6u² − 6u + 1; and beyond the ninth tenth or not. The capital is
/// spread over all of them and over not betting, and before the t-th answer a
/// share of 1/(t + 1) is spread anew, so that a change late in a long stream
/// costs a factor of the order of t and no more.
///
/// Source: V. Vovk, I. Petej, I. Nouretdinov, E. Ahlberg, L. Carlsson and
/// A. Gammerman, *Retrain or not retrain: conformal test martingales for
/// change-point detection*, COPA 2021, arXiv:2102.10439 (the simple jumper);
/// J. Ville, 1939.
public struct TestMartingale: Sendable, Hashable, Codable {
  static let stakes = [-0.75, -0.25, 0.25, 0.75]
  private static let betCount = 1 + 3 * stakes.count

  /// Residuals seen.
  public private(set) var count = 0
  /// The natural logarithm of the capital.
  public private(set) var logCapital = 0.0
  /// The greatest that it ever was.
  public private(set) var greatestLogCapital = 0.0
  /// What each bet alone has gained since it last stood lower, in logarithms:
  /// its cumulative sum (CUSUM).
  private var gains = [Double](repeating: 0, count: betCount)
  /// How many residuals had been seen then.
  private var gainingSince = [Int](repeating: 0, count: betCount)
  /// How the capital is spread; the first share is not bet.
  private var shares = [Double](
    repeating: 1 / Double(betCount), count: betCount)

  /// A capital of 1.
  public init() {}

  /// The shapes at a residual u in 0...1, each of mean 0 and within −1...1.
  static func shapes(_ u: Double) -> [Double] {
    [
      2 * u - 1,
      6 * u * (u - 1) + 1,
      u > 0.9 ? 1 : -1.0 / 9,
    ]
  }

  /// Bets on the next residual; one outside 0...1, or NaN, is left out.
  public mutating func observe(_ residual: Double) {
    guard 0...1 ~= residual else { return }
    count += 1
    let spread = 1 / Double(count + 1)
    var gain = 0.0
    let shapes = Self.shapes(residual)
    for index in shares.indices {
      let share =
        (1 - spread) * shares[index] + spread / Double(Self.betCount)
      // Every shape with every stake, after the share that is kept.
      let (shape, stake) = (index - 1).quotientAndRemainder(
        dividingBy: Self.stakes.count)
      let factor = index == 0 ? 1 : 1 + Self.stakes[stake] * shapes[shape]
      shares[index] = share * factor
      gain += shares[index]
      gains[index] += Double.log(factor)
      if gains[index] <= 0 {
        gains[index] = 0
        gainingSince[index] = count
      }
    }
    for index in shares.indices { shares[index] /= gain }
    logCapital += Double.log(gain)
    greatestLogCapital = max(greatestLogCapital, logCapital)
  }

  /// How many residuals had been seen where a change would have begun: since
  /// when the bet that has gained most was gaining.
  ///
  /// An estimate, by the cumulative sum of E. S. Page, Biometrika 41, 100
  /// (1954), doi:10.1093/biomet/41.1-2.100.
  public var suspectedStart: Int {
    let best = gains.indices.max { gains[$0] < gains[$1] }
    return best.map { gainingSince[$0] } ?? 0
  }

  /// A p-value that holds whenever one stops looking: 1 over the greatest
  /// capital so far.
  public var anytimePValue: Double { Double.exp(-greatestLogCapital) }
}

extension TestMartingale {
  /// Reads a capital.
  ///
  /// - Throws: `DecodingError` if a value is missing, or what is left of the
  ///   bets does not belong together.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    count = try values.decode(Int.self, forKey: .count)
    logCapital = try values.decode(Double.self, forKey: .logCapital)
    greatestLogCapital = try values.decode(
      Double.self, forKey: .greatestLogCapital)
    gains = try values.decode([Double].self, forKey: .gains)
    gainingSince = try values.decode([Int].self, forKey: .gainingSince)
    shares = try values.decode([Double].self, forKey: .shares)
    guard
      [shares.count, gains.count, gainingSince.count]
        .allSatisfy({ $0 == Self.betCount }), shares.allSatisfy({ $0 >= 0 }),
      0...LifeTable.maximumCount ~= count
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .shares, in: values,
        debugDescription: "a test martingale should have "
          + "\(Self.betCount) shares, gains and starts, and at most 2^53 "
          + "residuals")
    }
  }
}
