/// What a conservative plan gains from knowing the request.
///
/// Both plans promise to be exceeded by at most a share of the answers: that
/// of scheme 3 with confidence for the task's law, the conditional one on
/// average over requests. Which is worth more is told by what they plan.
public struct ConditionalVerdict: Sendable, Hashable, Codable {
  /// The planned time over that of scheme 3; `nil` if one of them has no
  /// finite plan for some answer.
  public var ratio: Double?
  /// The share of answers that took longer than planned; `nil` without any.
  public var overrunRate: Double?
  /// Both in a sentence.
  public var sentence: String

  init(_ row: BacktestRow, conservative: BacktestRow, risk: Double) {
    let isFinite = row.unplanned == 0 && conservative.unplanned == 0
    ratio =
      isFinite && conservative.plannedSeconds > 0
      ? row.plannedSeconds / conservative.plannedSeconds : nil
    overrunRate = row.overruns.estimate
    let rate = percent(row.overruns.estimate ?? 0)
    let use = [conservative, row].map { $0.utilization.map { percent($0) } }
    guard let ratio else {
      sentence =
        "Some answers have no finite plan, with or without what is "
        + "known of their requests."
      return
    }
    let gain =
      ratio < 0.97
      ? "Knowing the request is worth it: the conditional plan reserves "
        + "\(percent(1 - ratio)) less than the task's bound"
      : ratio <= 1.03
        ? "Knowing the request changes little: the conditional plan reserves "
          + "\(percent(ratio)) of the task's bound"
        : "Knowing the request is not worth it: the conditional plan reserves "
          + "\(percent(ratio - 1)) more than the task's bound"
    var text =
      gain + ", and \(rate) of answers took longer (\(percent(risk)) may"
    text += ", on average over requests)"
    if let before = use[0], let after = use[1] {
      text +=
        ". Of the time reserved for admitted answers \(after) is used "
        + "instead of \(before)"
    }
    sentence = text + "."
  }
}
