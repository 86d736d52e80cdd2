import LengthLaws
import NumericalMethods
import RealModule

extension LogNormalNoise {
  /// σ(n).
  ///
  /// - Parameter tokens: n.
  /// - Returns: The deviation of log R, but for its limit.
  public func scale(tokens: Int) -> Double { scale(length: Double(tokens)) }

  /// σ(n), also between whole lengths.
  func scale(length: Double) -> Double {
    guard growth != 0 else { return scale }
    let (low, high) = (Double(lengths.lowerBound), Double(lengths.upperBound))
    let middle = low.squareRoot() * high.squareRoot()
    let n = min(max(length, low), high)
    return scale * Double.pow(n / middle, growth)
  }
}

extension DecodeTimeNoise {
  /// The quantile of R for an answer of known length: times L(n), that of its
  /// time.
  ///
  /// - Parameters:
  ///   - level: In (0, 1).
  ///   - tokens: n.
  /// - Returns: The ratio.
  public func quantile(_ level: Double, tokens: Int) -> Double {
    precondition(
      level > 0 && level < 1, "Level should be in (0, 1), but is \(level)")
    return laws.law(tokens: tokens).quantile(level)
  }

  /// E[R | n], the mean ratio of answers of known length.
  ///
  /// - Parameter tokens: n.
  /// - Returns: The ratio; NaN of an empty sample.
  public func mean(tokens: Int) -> Double { laws.law(tokens: tokens).mean }

  /// The same with at most 199 ratios for each sample, its quantiles at the
  /// middles of as many cells.
  var compact: DecodeTimeNoise {
    func few(_ ratios: [Double]) -> [Double] {
      let most = 199
      guard ratios.count > most else { return ratios }
      return (0..<most).map {
        ratios[(2 * $0 + 1) * ratios.count / (2 * most)]
      }
    }
    return switch self {
    case .logNormal: self
    case .empirical(let ratios): .empirical(few(ratios))
    case .grouped(let starts, let ratios):
      .grouped(starts: starts, ratios: ratios.map(few))
    }
  }

  /// The law of R for every n.
  var laws: RatioLaws {
    switch self {
    case .logNormal(let noise): .logNormal(noise)
    case .empirical(let ratios): .samples([1], [RatioSample(ratios)])
    case .grouped(let starts, let ratios):
      .samples(starts, ratios.map(RatioSample.init))
    }
  }
}

/// The laws of R by length, ready for look-ups.
enum RatioLaws: Sendable {
  case logNormal(LogNormalNoise)
  case samples([Int], [RatioSample])

  /// The law of R for answers of n tokens.
  func law(tokens: Int) -> any RatioLaw { law(length: Double(tokens)) }

  /// The law of R, also between whole lengths.
  func law(length: Double) -> any RatioLaw {
    switch self {
    case .logNormal(let noise):
      return TruncatedLogNormal(
        mean: noise.mean, scale: noise.scale(length: length),
        limit: noise.limit)
    case .samples(let starts, let samples):
      let group = starts.lastIndex { Double($0) <= length } ?? 0
      return samples.indices.contains(group)
        ? samples[group] : RatioSample([])
    }
  }

  /// Quantiles of any of the laws at some levels, with what they share
  /// computed once: log-normal ones differ in scale alone.
  func quantiles(_ levels: [Double]) -> (any RatioLaw) -> [Double] {
    guard case .logNormal(let noise) = self else {
      return { law in levels.map(law.quantile) }
    }
    let unit = TruncatedLogNormal(mean: 0, scale: 1, limit: noise.limit)
    let places = levels.map { Double.log(unit.quantile($0)) }
    return { law in
      guard let law = law as? TruncatedLogNormal else {
        return levels.map(law.quantile)
      }
      return places.map { Double.exp(law.mean0 + law.scale * $0) }
    }
  }

  /// The largest R of answers of n tokens.
  func largest(tokens: Int) -> Double {
    guard case .logNormal(let noise) = self, noise.limit == .infinity,
      noise.scale > 0
    else { return law(tokens: tokens).largest }
    return .infinity
  }

  /// How far times may be apart, relative to them, for the law of their noise
  /// to be told by two of them.
  ///
  /// It is 0 where noise is cut within four of its scale. A sample has no
  /// scale, and a thousandth of a time is what it is told to.
  func width(tokens: Int) -> Double {
    switch self {
    case .logNormal(let noise):
      noise.limit >= 4 ? min(noise.scale(tokens: tokens) / 8, 0.125) : 0
    case .samples: 0x1p-10
    }
  }

  /// Which sample is that of n tokens.
  func group(tokens: Int) -> Int {
    guard case .samples(let starts, _) = self else { return 0 }
    return starts.lastIndex { $0 <= tokens } ?? 0
  }

  /// The greatest length whose law is that of n tokens, or near enough to be
  /// interpolated.
  func lastToken(alike tokens: Int) -> Int {
    switch self {
    case .logNormal(let noise):
      guard noise.growth != 0 else { return .max }
      return tokens + Int(Double(tokens) / (32 * max(abs(noise.growth), 1)))
    case .samples(let starts, _):
      return starts.first { $0 > tokens }.map { $0 - 1 } ?? .max
    }
  }
}

/// The law of one length's ratio R.
protocol RatioLaw: Sendable {
  /// E[R].
  var mean: Double { get }
  /// Var[R].
  var variance: Double { get }
  /// The largest R; infinite if there is none.
  var largest: Double { get }
  func quantile(_ level: Double) -> Double
  /// P(R > r).
  func survival(_ ratio: Double) -> Double
  /// E[max(R − r, 0)].
  func excess(_ ratio: Double) -> Double
  /// log E[e^{θR}]; infinite where it diverges.
  func logMoment(_ exponent: Double) -> Double
}

/// Sorted ratios with the sums of those from each on.
struct RatioSample: RatioLaw {
  let ratios: [Double]
  private let sums: [Double]

  init(_ unsorted: [Double]) {
    let ratios = unsorted.sorted()
    self.ratios = ratios
    var sum = 0.0
    sums =
      [0]
      + ratios.reversed().map { ratio in
        sum += ratio
        return sum
      }
  }

  var mean: Double { sums[sums.count - 1] / Double(ratios.count) }

  var variance: Double {
    let mean = mean
    return ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      / Double(max(ratios.count, 1))
  }

  var largest: Double { ratios.last ?? .nan }

  func quantile(_ level: Double) -> Double {
    ratios.isEmpty
      ? .nan : ratios[QuantileSearch.rank(level, of: ratios.count)]
  }

  /// How many ratios exceed r.
  private func countAbove(_ r: Double) -> Int {
    var (low, high) = (0, ratios.count)
    while low < high {
      let middle = low + (high - low) / 2
      if ratios[middle] > r { high = middle } else { low = middle + 1 }
    }
    return ratios.count - low
  }

  func survival(_ ratio: Double) -> Double {
    Double(countAbove(ratio)) / Double(max(ratios.count, 1))
  }

  func excess(_ ratio: Double) -> Double {
    let above = countAbove(ratio)
    return max(0, sums[above] - ratio * Double(above))
      / Double(max(ratios.count, 1))
  }

  func logMoment(_ exponent: Double) -> Double {
    logSumExp(ratios.map { exponent * $0 })
      - Double.log(Double(max(ratios.count, 1)))
  }
}
