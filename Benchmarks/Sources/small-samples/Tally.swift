import DecodeStatistics
import Foundation

/// Scores of each method, draw by draw.
struct Tally {
  private var crps: [Method: [Double]] = [:]
  private var pinball: [Method: [Double]] = [:]
  private var coverage: [Method: [Double]] = [:]
  private(set) var failures: [Method: Int] = [:]

  var draws: Int { crps[.kaplanMeier]?.count ?? 0 }

  mutating func add(
    _ fits: FittedMethods, _ heldOut: [TaskPool.Answer], cap: Int
  ) {
    let count = Double(heldOut.count)
    for (method, law) in fits.laws {
      let scores = CappedCRPS(law, through: cap)
      let quantile = min(law.quantile(0.95), cap)
      var (sum, loss, covered) = (0.0, 0.0, 0.0)
      for answer in heldOut {
        let tokens = min(answer.tokens, cap)
        sum += scores.score(ofLength: tokens, cap: cap)
        let gap = Double(tokens - quantile)
        loss += gap > 0 ? 0.95 * gap : -0.05 * gap
        if tokens <= quantile { covered += 1 }
      }
      crps[method, default: []].append(sum / count)
      pinball[method, default: []].append(loss / count)
      coverage[method, default: []].append(covered / count)
    }
    for method in fits.failed { failures[method, default: 0] += 1 }
  }

  /// The ratio of mean scores with its standard error; bold where both
  /// Kaplan–Meier and the best family are worse by three standard errors.
  func crpsCell(_ method: Method) -> String {
    let own = crps[method] ?? []
    let (ratio, error) = Self.ratio(own, crps[.kaplanMeier] ?? [])
    let (toPlain, plainError) = Self.ratio(own, crps[.plain] ?? [])
    let isBest = ratio < 1 - 3 * error && toPlain < 1 - 3 * plainError
    let text = String(format: "%.3f ± %.3f", ratio, error)
    return isBest ? "**\(text)**" : text
  }

  func quantileCell(_ method: Method) -> String {
    let shares = coverage[method] ?? []
    let mean = shares.reduce(0, +) / Double(max(shares.count, 1))
    let (ratio, error) = Self.ratio(
      pinball[method] ?? [], pinball[.kaplanMeier] ?? [])
    return String(format: "%.1f, %.2f ± %.2f", 100 * mean, ratio, error)
  }

  /// Σ a/Σ b and its standard error over the draws.
  private static func ratio(
    _ a: [Double], _ b: [Double]
  ) -> (value: Double, error: Double) {
    let total = b.reduce(0, +)
    guard total > 0, a.count > 1 else { return (.nan, .nan) }
    let value = a.reduce(0, +) / total
    let squares = zip(a, b).reduce(0) {
      let rest = $1.0 - value * $1.1
      return $0 + rest * rest
    }
    let scale = Double(a.count) / Double(a.count - 1)
    return (value, (squares * scale).squareRoot() / total)
  }
}
