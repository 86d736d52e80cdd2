import NumericalMethods
import RealModule

/// A law whose logit hazard is a smooth curve of the log-position.
///
/// The hazard h(k) = P(N = k | N ≥ k) is 1/(1 + e^{−η(k)}) with η a cubic
/// spline in log k, so that
///
///     log S(k) = Σ_{i < k} log(1 − h(i))
///
/// Between the lengths that happened to occur it interpolates, which
/// Kaplan–Meier does not; beyond the last position fitted the hazard stays as
/// it was there, an extrapolation by a geometric tail.
///
/// Made by `HazardSpline.fit(_:)`.
public struct HazardSpline: LengthDistribution {
  /// log h(k) at positions 1 … `fittedThrough`.
  let logHazards: [Double]

  /// log S(k) at positions 1 … `fittedThrough` + 1.
  let logSurvivals: [Double]

  /// log(1 − h) at the last position fitted.
  let lastLogContinuation: Double

  /// The last position that the data reach.
  public var fittedThrough: Int { logHazards.count }

  /// The law of a curve of logit hazards at positions 1, 2, ….
  init(logitHazards: [Double]) {
    // log h = −log(1 + e^{−η}) and log(1 − h) = −log(1 + e^{η}).
    logHazards = logitHazards.map { -logOnePlusExp(-$0) }
    var sums = [0.0]
    sums.reserveCapacity(logitHazards.count + 1)
    var last = 0.0
    for logit in logitHazards {
      last = -logOnePlusExp(logit)
      sums.append(sums[sums.count - 1] + last)
    }
    logSurvivals = sums
    lastLogContinuation = last
  }

  /// log h(k) + log S(k).
  public func logMass(at length: Int) -> Double {
    guard length >= 1 else { return -.infinity }
    let hazard = logHazards[min(length, fittedThrough) - 1]
    return hazard + logSurvival(at: length)
  }

  /// Σ_{i < k} log(1 − h(i)).
  public func logSurvival(at length: Int) -> Double {
    guard length > 1 else { return 0 }
    guard length > fittedThrough + 1 else { return logSurvivals[length - 1] }
    return logSurvivals[fittedThrough]
      + Double(length - fittedThrough - 1) * lastLogContinuation
  }

  /// Σ S(k), the tail in closed form.
  public var mean: Double { moments.mean }

  /// Σ (2k − 1)S(k) − E[N]², the tail in closed form.
  public var variance: Double {
    let (mean, second) = moments
    return max(second - mean * mean, 0)
  }

  private var moments: (mean: Double, second: Double) {
    let (last, tail) = (
      Double(fittedThrough), Double.exp(logSurvivals[fittedThrough])
    )
    // A geometric remainder R ≥ 1 beyond `last`, of mean 1/h.
    let hazard = -Double.expMinusOne(lastLogContinuation)
    var mean = tail / hazard
    var second = tail * (2 * last / hazard + (2 - hazard) / (hazard * hazard))
    for k in stride(from: fittedThrough, through: 1, by: -1) {
      let survival = Double.exp(logSurvivals[k - 1])
      mean += survival
      second += (2 * Double(k) - 1) * survival
    }
    return (mean, second)
  }
}

/// log(1 + eˣ), without overflow.
func logOnePlusExp(_ x: Double) -> Double {
  x > 0
    ? x + Double.log(onePlus: Double.exp(-x))
    : Double.log(onePlus: Double.exp(x))
}
