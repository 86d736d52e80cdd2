import RealModule

/// The Kaplan–Meier estimate up to a threshold, and a generalised Pareto tail
/// above it.
///
///     S(k) = Ŝ(k) for k ≤ u + 1,   S(k) = Ŝ(u + 1)·S_tail(k) beyond
///
/// The body is what the data say; the tail is an extrapolation by the limit
/// law of excesses, and says something where the data end.
///
/// Source: A. J. McNeil, ASTIN Bull. 27, 117 (1997),
/// doi:10.2143/AST.27.1.563210, for the spliced law; see
/// `DiscreteGeneralizedPareto` for the tail.
public struct Spliced: LengthDistribution, Equatable {
  /// The estimate whose part through u + 1 is used.
  public let body: KaplanMeier

  /// The tail, given that N > u.
  public let tail: DiscreteGeneralizedPareto

  /// Ŝ(u + 1), the probability of the tail.
  public let tailProbability: Double

  /// u, the greatest length of the body.
  public var threshold: Int { tail.threshold }

  /// A tail spliced to a body at the tail's threshold.
  ///
  /// - Throws: `ParameterError` if the body does not identify Ŝ(u + 1), or if
  ///   it leaves nothing to the tail.
  public init(
    body: KaplanMeier, tail: DiscreteGeneralizedPareto
  ) throws(ParameterError) {
    guard tail.threshold <= body.identifiedThrough else {
      throw ParameterError(
        "threshold", Double(tail.threshold),
        accepted: "at most \(body.identifiedThrough), the longest length")
    }
    tailProbability = body.survival(at: tail.threshold + 1)
    guard tailProbability > 0 else {
      throw ParameterError(
        "threshold", Double(tail.threshold),
        accepted: "a length that some answers exceed")
    }
    self.body = body
    self.tail = tail
  }

  /// log P(N = k), by the part in which k lies.
  public func logMass(at length: Int) -> Double {
    length <= threshold
      ? body.logMass(at: length)
      : Double.log(tailProbability) + tail.logMass(at: length)
  }

  /// log S(k), by the part in which k lies.
  public func logSurvival(at length: Int) -> Double {
    length <= threshold + 1
      ? body.logSurvival(at: length)
      : Double.log(tailProbability) + tail.logSurvival(at: length)
  }

  /// S(k), by the part in which k lies.
  public func survival(at length: Int) -> Double {
    length <= threshold + 1
      ? body.survival(at: length)
      : tailProbability * tail.survival(at: length)
  }

  /// S(1), …, S(n): the body's steps, then the tail's.
  public func survivalCurve(through length: Int) -> [Double] {
    guard length > threshold + 1 else {
      return body.survivalCurve(through: length)
    }
    return body.survivalCurve(through: threshold + 1)
      + (threshold + 2...length).map { survival(at: $0) }
  }

  /// Σ_{k ≤ u} Ŝ(k) + Ŝ(u + 1)·E[N − u | N > u]; `.infinity` for a tail of
  /// shape 1 or more.
  public var mean: Double {
    tail.mean < .infinity
      ? body.restrictedMean(through: threshold)
        + tailProbability * (tail.mean - Double(threshold))
      : .infinity
  }

  /// Var[N]; `.infinity` for a tail of shape ½ or more, NaN where the mean is
  /// infinite.
  public var variance: Double {
    let mean = mean
    guard mean < .infinity else { return .nan }
    let own = tail.mean - mean
    var sum = tailProbability * (tail.variance + own * own)
    var before = 1.0
    for (length, beyond) in zip(body.lengths, body.survivalBeyond)
    where length <= threshold {
      let deviation = Double(length) - mean
      sum += (before - beyond) * deviation * deviation
      before = beyond
    }
    return sum
  }
}
