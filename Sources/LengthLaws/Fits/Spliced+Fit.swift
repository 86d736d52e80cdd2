import RealModule

/// How the threshold of a spliced law is chosen.
public enum ThresholdRule: Sendable, Hashable {
  /// The least length that a share `level` of the answers does not exceed, by
  /// the Kaplan–Meier estimate.
  case quantile(Double)
  /// Among the quantiles of these levels, the one beyond which the tail fits
  /// best: with the least Anderson–Darling statistic of the Kaplan–Meier
  /// estimate against the fitted tail.
  case leastAndersonDarling([Double])
}

/// A spliced law, or the reason why there is none.
public enum SplicedFit: Sendable {
  /// The law with the fit of its tail.
  case spliced(Spliced, tail: Fit<DiscreteGeneralizedPareto>)
  /// The plain estimate, because no threshold of the rule leaves a tail that
  /// can be fitted.
  case kaplanMeier(KaplanMeier, reason: SpliceObstacle)

  /// The law, whichever it is.
  public var distribution: any LengthDistribution {
    switch self {
    case .spliced(let law, _): law
    case .kaplanMeier(let law, _): law
    }
  }
}

/// Why no tail was spliced.
public enum SpliceObstacle: Error, Sendable, Hashable {
  /// So many answers ended beyond the threshold, and at least so many should.
  case fewExceedances(Int, required: Int)
  /// The quantile lies where censoring hides it.
  case thresholdNotIdentified
  /// The tail cannot be fitted.
  case tail(FitError)
}

extension Spliced {
  /// The Kaplan–Meier estimate with a generalised Pareto tail fitted to the
  /// answers beyond a threshold.
  ///
  /// By default the threshold is the 0.9-quantile, and 50 answers must have
  /// ended beyond it; with fewer, the result is the plain estimate and says
  /// so.
  ///
  /// - Throws: `FitError.noAnswers` if the table is empty.
  public static func fit(
    _ table: LifeTable, threshold rule: ThresholdRule = .quantile(0.9),
    requiredExceedances: Int = 50
  ) throws(FitError) -> SplicedFit {
    let body = try KaplanMeier(table)
    let levels =
      switch rule {
      case .quantile(let level): [level]
      case .leastAndersonDarling(let levels): levels
      }
    var best: (fit: SplicedFit, distance: Double)?
    var obstacle = SpliceObstacle.thresholdNotIdentified
    for level in levels {
      do throws(SpliceObstacle) {
        let (law, tail) = try splice(
          body, table, at: level, requiredExceedances)
        let distance = law.andersonDarling(weight: tail.observations)
        guard distance < best?.distance ?? .infinity else { continue }
        best = (.spliced(law, tail: tail), distance)
      } catch {
        obstacle = error
      }
    }
    return best?.fit ?? .kaplanMeier(body, reason: obstacle)
  }

  private static func splice(
    _ body: KaplanMeier, _ table: LifeTable, at level: Double, _ required: Int
  ) throws(SpliceObstacle) -> (Spliced, Fit<DiscreteGeneralizedPareto>) {
    guard level >= 0, level < 1 else { throw .thresholdNotIdentified }
    let threshold = body.quantile(level)
    guard threshold < body.identifiedThrough else {
      throw .thresholdNotIdentified
    }
    let exceedances = table.rows.reduce(0) {
      $0 + ($1.length > threshold ? $1.stopped : 0)
    }
    guard exceedances >= max(required, 1) else {
      throw .fewExceedances(exceedances, required: required)
    }
    let tail: Fit<DiscreteGeneralizedPareto>
    do throws(FitError) {
      tail = try DiscreteGeneralizedPareto.fit(
        CensoredSample(table), threshold: threshold)
    } catch {
      throw .tail(error)
    }
    do throws(ParameterError) {
      return (try Spliced(body: body, tail: tail.distribution), tail)
    } catch {
      throw .tail(.parameter(error))
    }
  }

  /// n Σ p(k) (F̂(k) − F(k))²/(F(k)(1 − F(k))) over lengths beyond the
  /// threshold at which answers ended, both given that N > u, with p the
  /// steps of F between them.
  ///
  /// Source: V. Choulakian, R. A. Lockhart and M. A. Stephens, Can. J. Statist.
  /// 22, 125 (1994), doi:10.2307/3315828, its cells being the lengths seen.
  func andersonDarling(weight: Double) -> Double {
    var (sum, before) = (0.0, 1.0)
    for (length, beyond) in zip(body.lengths, body.survivalBeyond)
    where length > threshold {
      let survival = tail.survival(at: length + 1)
      let step = before - survival
      before = survival
      guard survival > 0, survival < 1 else { continue }
      let difference = beyond / tailProbability - survival
      sum += step * difference * difference / (survival * (1 - survival))
    }
    return weight * sum
  }
}
