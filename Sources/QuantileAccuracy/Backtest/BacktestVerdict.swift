import DecodeEstimators
import DecodeStatistics

/// Whether the conservative estimate is too conservative.
///
/// A plan for 95 % of all answers must leave most of its time unused where
/// lengths are spread, which is no fault of it. So it is compared with the
/// least that one could have planned: the quantile of the judged answers
/// themselves. It is
///
/// * not conservative enough, if it was exceeded more often than promised
///   (the lower limit of the rate is above the risk);
/// * without a plan, if for some answers nothing finite was promised;
/// * not to be judged, if cancelled answers hide what would have done;
/// * too conservative, if it planned more than 1.25 times the time of the plan
///   in hindsight;
/// * else conservative enough and not too much so.
public struct BacktestVerdict: Sendable, Hashable, Codable {
  /// The answer.
  public enum Answer: String, Sendable, Hashable, Codable {
    /// Plans were exceeded more often than promised.
    case notConservativeEnough
    /// Some answers had no finite plan.
    case unbounded
    /// Plans were not seen to fail, but what would have done is unknown.
    case undecided
    /// Plans were much longer than they had to be.
    case tooConservative
    /// Plans were not seen to fail, nor much longer than they had to be.
    case conservativeEnough
  }

  /// The planned time over that of hindsight from which on it is too much.
  public static let tolerableExcess = 1.25

  /// The answer.
  public var answer: Answer
  /// Planned time over that in hindsight; `nil` if one of them has no plan, or
  /// that in hindsight takes no time.
  public var excess: Double?
  /// The answer in a sentence, with the figures that it rests on.
  public var sentence: String

  /// Judges a row.
  ///
  /// - Parameters:
  ///   - row: The conservative estimate.
  ///   - hindsight: The plan in hindsight, for the same answers.
  ///   - risk: 1 − q: the share of answers that may exceed a plan.
  init(_ row: BacktestRow, hindsight: BacktestRow, risk: Double) {
    let (planned, least) = (row.plannedSeconds, hindsight.plannedSeconds)
    let ratio: Double? =
      row.unplanned > 0 || hindsight.unplanned > 0
      ? nil : least > 0 ? planned / least : planned > 0 ? .infinity : 1
    excess = ratio.flatMap { $0.isFinite ? $0 : nil }
    answer =
      if row.overruns.trials > 0, row.overruns.lower > risk {
        .notConservativeEnough
      } else if row.unplanned > 0 {
        .unbounded
      } else if let ratio {
        ratio > Self.tolerableExcess ? .tooConservative : .conservativeEnough
      } else {
        .undecided
      }
    let rate =
      percent(row.overruns.estimate ?? 0) + " of answers took longer than "
      + "planned (\(percent(row.overruns.lower)) to "
      + "\(percent(row.overruns.upper))), \(percent(risk)) may"
    let cost =
      excess.map {
        $0 >= 1
          ? ", and it planned \(percent($0 - 1)) more time than the least "
            + "that would have done"
          : ", and it planned \(percent(1 - $0)) less time than would have done"
      } ?? ""
    let use =
      row.utilization.map { used in
        ". Of the time it reserved, \(percent(used)) was used"
          + (hindsight.utilization.map {
            "; in hindsight it would have been \(percent($0))"
          } ?? "")
      } ?? ". It admitted no answer to this budget"
    let refused =
      row.falseRejections.estimate.map {
        ". Of the answers it refused, \(percent($0)) would have met the "
          + "budget"
      } ?? ""
    let figures = rate + cost + use + refused + "."
    sentence =
      switch answer {
      case .notConservativeEnough:
        "The conservative estimate is not conservative enough: " + figures
      case .unbounded:
        "The conservative estimate has no finite plan for "
          + "\(row.unplanned) answers: give a cap, or more answers."
      case .undecided:
        "Whether the conservative estimate is too conservative is hidden by "
          + "cancelled answers: " + figures
      case .tooConservative:
        "The conservative estimate is too conservative: " + figures
      case .conservativeEnough:
        "The conservative estimate is not too conservative: " + figures
      }
  }
}
