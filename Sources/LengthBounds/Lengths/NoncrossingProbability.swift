import NumericalMethods
import RealModule

/// The probability that the counts of n uniform points keep within limits.
///
/// N(t) is how many of n independent uniform points lie below t. It is a
/// Poisson process of rate n given that N(1) = n, so the mass of the paths
/// within their limits is carried from one time to the next by convolution
/// with a Poisson law: sums of positive terms, with no cancellation. States
/// that N(t) reaches with a probability below 10⁻¹⁶ are dropped, which can
/// only lower the result.
///
/// Source: A. Moscovich and B. Nadler, Stat. Probab. Lett. 123, 177 (2017),
/// doi:10.1016/j.spl.2016.11.027.
struct NoncrossingProbability {
  /// What is asked of N at one time.
  struct Limit {
    /// t in 0...1.
    var time: Double
    /// The least N(t).
    var least: Int
    /// The greatest N(t).
    var most: Int
  }

  private let n: Int
  private var time = 0.0
  /// The count that `masses` starts with.
  private var first = 0
  private var masses = [1.0]

  private init(points n: Int) { self.n = n }

  /// P(every limit is kept).
  ///
  /// - Parameters:
  ///   - n: Points, at least 1.
  ///   - limits: In order of time.
  /// - Returns: A probability.
  static func probability(points n: Int, within limits: [Limit]) -> Double {
    var paths = NoncrossingProbability(points: n)
    for limit in limits { paths.advance(to: limit) }
    paths.advance(to: Limit(time: 1, least: n, most: n))
    let all = logPoissonKernel(Double(n), mean: Double(n))
    return min((paths.masses.last ?? 0) / Double.exp(all), 1)
  }

  /// Eight and a half deviations, and enough for laws of small mean.
  private static func reach(_ variance: Double) -> Double {
    8.5 * variance.squareRoot() + 25
  }

  private mutating func advance(to limit: Limit) {
    let mean = Double(n) * max(limit.time - time, 0)
    let centre = Double(n) * limit.time
    let reach = Self.reach(centre * (1 - limit.time))
    let least = max(first, limit.least, Int(centre - reach))
    let most = min(limit.most, Int((centre + reach).rounded(.up)))
    defer {
      time = max(limit.time, time)
      first = least
    }
    guard least <= most, !masses.isEmpty else {
      masses = []
      return
    }
    let spread = Self.reach(mean)
    let fewest = max(Int(mean - spread), 0)
    let kernel = (fewest...Int(mean + spread)).map { count in
      mean > 0
        ? Double.exp(logPoissonKernel(Double(count), mean: mean))
        : count == 0 ? 1 : 0
    }
    var next = [Double](repeating: 0, count: most - least + 1)
    for (state, mass) in masses.enumerated() where mass > 0 {
      // The place in `next` of the kernel's first element.
      let shift = first + state + fewest - least
      let from = max(-shift, 0)
      let to = min(kernel.count, next.count - shift)
      guard from < to else { continue }
      for index in from..<to { next[shift + index] += mass * kernel[index] }
    }
    masses = next
  }
}
