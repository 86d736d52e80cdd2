public import LengthLaws
import RealModule

/// A law of lengths with mass at finitely many of them, given by its survival
/// function: what a conditional model says of one request.
///
/// What censoring hides stays at infinity, as in `KaplanMeier`.
public struct StepLaw: LengthDistribution, Equatable {
  /// The lengths that have mass, ascending.
  public let lengths: [Int]
  /// P(N > `lengths[i]`), non-increasing.
  public let survivalBeyond: [Double]

  init(lengths: [Int], beyond: [Double]) {
    self.lengths = lengths
    // Sums of weighted laws may rise by a rounding.
    var least = 1.0
    survivalBeyond = beyond.map {
      least = min(least, max($0, 0))
      return least
    }
  }

  /// P(N > the longest length): the share that censoring hides.
  public var unidentifiedMass: Double { survivalBeyond.last ?? 1 }

  /// P(N ≥ k).
  public func survival(at length: Int) -> Double {
    let place = lengths.partitioningIndex(notBelow: length)
    return place > 0 ? survivalBeyond[place - 1] : 1
  }

  /// log P(N ≥ k).
  public func logSurvival(at length: Int) -> Double {
    Double.log(survival(at: length))
  }

  /// log P(N = k).
  public func logMass(at length: Int) -> Double {
    let place = lengths.partitioningIndex(notBelow: length)
    guard place < lengths.count, lengths[place] == length else {
      return -.infinity
    }
    let before = place > 0 ? survivalBeyond[place - 1] : 1
    return Double.log(before - survivalBeyond[place])
  }

  /// The smallest k with P(N ≤ k) ≥ `level`; `Int.max` where censoring hides
  /// it.
  public func quantile(_ level: Double) -> Int {
    if QuantileSearch.reaches(level, survivalBeyond: survival(at: 2)) {
      return 1
    }
    var (low, high) = (0, lengths.count)
    while low < high {
      let middle = (low + high) / 2
      if QuantileSearch.reaches(level, survivalBeyond: survivalBeyond[middle]) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low < lengths.count ? lengths[low] : .max
  }

  /// E[N], or `.infinity` where mass is unidentified.
  public var mean: Double {
    unidentifiedMass > 0 ? .infinity : moment { $0 }
  }

  /// Var[N], or NaN where mass is unidentified.
  public var variance: Double {
    let mean = mean
    guard mean < .infinity else { return .nan }
    return moment { ($0 - mean) * ($0 - mean) }
  }

  private func moment(_ value: (Double) -> Double) -> Double {
    var (sum, before) = (0.0, 1.0)
    for (length, beyond) in zip(lengths, survivalBeyond) {
      sum += (before - beyond) * value(Double(length))
      before = beyond
    }
    return sum
  }
}

extension ConditionalLengthModel {
  /// The whole law of the length to come, for a mean or a total decode time.
  ///
  /// It is the mixture of the experts' laws with the weights of all levels
  /// averaged: S(k) = Σ w̄_e·S_e(k). Its quantiles are close to, but not the
  /// same as, those of `quantiles(_:request:)`, which average quantiles level
  /// by level, and to which alone the guarantee refers.
  ///
  /// It costs O(experts · depth · distinct lengths).
  ///
  /// - Parameter request: What is known of the request.
  /// - Returns: The law, or `nil` if no answer has been seen.
  public func law(for request: RequestFeatures) -> StepLaw? {
    guard count > 0 else { return nil }
    let all = settings.levels.indices.map { mixture.weights(level: $0) }
    let weights = (0..<mixture.expertCount).map { expert in
      all.reduce(0) { $0 + $1[expert] } / Double(all.count)
    }
    let survival = experts(request).survival(weights: weights)
    return StepLaw(lengths: survival.lengths, beyond: survival.beyond)
  }
}
