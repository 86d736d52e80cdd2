import RealModule

/// A law with extra mass at named lengths, such as 1 for refusals or the
/// length of a canned answer.
///
///     P(N = k) = Σ_i w_i [k = k_i] + (1 − Σ w_i) P_base(N = k)
///
/// The base has its own mass at those lengths too; `Hurdle` has not.
///
/// Source: D. Lambert, Technometrics 34, 1 (1992), doi:10.2307/1269547.
public struct Inflated<Base: LengthDistribution>: LengthDistribution {
  /// A length with extra mass.
  public struct Point: Sendable, Hashable {
    /// k_i ≥ 1.
    public var length: Int
    /// w_i, in [0, 1).
    public var weight: Double

    /// Extra mass at a length.
    public init(length: Int, weight: Double) {
      self.length = length
      self.weight = weight
    }
  }

  /// The law to which mass is added.
  public let base: Base

  /// The lengths with extra mass, ascending.
  public let points: [Point]

  /// 1 − Σ w_i.
  public let baseWeight: Double

  /// A law with mass added at `points`.
  ///
  /// - Throws: `ParameterError` if a length is below 1 or stands twice, if a
  ///   weight is negative, or if the weights do not leave any to the base.
  public init(_ base: Base, points: [Point]) throws(ParameterError) {
    let points = points.sorted { $0.length < $1.length }
    for (index, point) in points.enumerated() {
      guard point.length >= (index > 0 ? points[index - 1].length + 1 : 1)
      else {
        throw ParameterError(
          "inflated length", Double(point.length),
          accepted: "1 or more, and named once")
      }
      guard point.weight >= 0 else {
        throw ParameterError(
          "weight at \(point.length)", point.weight,
          accepted: "a number in [0, 1)")
      }
    }
    baseWeight = 1 - points.reduce(0) { $0 + $1.weight }
    guard baseWeight > 0 else {
      throw ParameterError(
        "sum of weights", 1 - baseWeight, accepted: "a number below 1")
    }
    self.base = base
    self.points = points
  }

  /// log [w + (1 − Σ w_i) P_base(N = k)].
  public func logMass(at length: Int) -> Double {
    guard length >= 1 else { return -.infinity }
    let point = points.first { $0.length == length }?.weight ?? 0
    return combine(point, base.logMass(at: length))
  }

  /// log [Σ_{k_i ≥ k} w_i + (1 − Σ w_i) S_base(k)].
  public func logSurvival(at length: Int) -> Double {
    guard length > 1 else { return 0 }
    let extra = points.reduce(0) {
      $0 + ($1.length >= length ? $1.weight : 0)
    }
    return min(combine(extra, base.logSurvival(at: length)), 0)
  }

  private func combine(_ extra: Double, _ log: Double) -> Double {
    let base = Double.log(baseWeight) + log
    return extra > 0 ? logSumExp([Double.log(extra), base]) : base
  }

  /// Σ w_i k_i + (1 − Σ w_i) E_base[N].
  public var mean: Double {
    points.reduce(baseWeight * base.mean) {
      $0 + $1.weight * Double($1.length)
    }
  }

  /// The spread of the parts and between them; NaN where the mean is infinite.
  public var variance: Double {
    let mean = mean
    guard mean < .infinity else { return .nan }
    let own = base.mean - mean
    return points.reduce(baseWeight * (base.variance + own * own)) {
      let deviation = Double($1.length) - mean
      return $0 + $1.weight * deviation * deviation
    }
  }
}

extension Inflated: Equatable where Base: Equatable {}
extension Inflated: Hashable where Base: Hashable {}
