public import ArgumentParser
public import DecodeEstimators
import DecodeStatistics

/// What must hold of a budget, where it is not a scheme that decides.
struct RiskOptions: ParsableArguments {
  /// A risk measure at the level 1 − risk.
  enum Measure: String, ExpressibleByArgument, CaseIterable, Encodable {
    case mean
    case valueAtRisk = "value-at-risk"
    case conditionalValueAtRisk = "conditional-value-at-risk"
    case meanPlusCVaR = "mean-plus-cvar"
    case expectile
    case entropic
    case spectral

    /// The measure at a level, or with an aversion where it has one instead.
    func riskMeasure(level: Double, aversion: Double) -> RiskMeasure {
      switch self {
      case .mean: .mean
      case .valueAtRisk: .valueAtRisk(level: level)
      case .conditionalValueAtRisk: .conditionalValueAtRisk(level: level)
      case .meanPlusCVaR: .meanPlusCVaR(weight: 1, level: level)
      case .expectile: .expectile(level: level)
      case .entropic: .entropic(aversion: aversion)
      case .spectral: .spectral(.exponential(aversion: aversion))
      }
    }
  }

  @Option(
    help: ArgumentHelp(
      "Decide by P(over) ≤ --risk instead of by a scheme. plug-in: the "
        + "model's own probability, which promises nothing; confidence: its "
        + "upper confidence bound; conformal: what is promised about the next "
        + "answer.",
      valueName: "promise"))
  var promise: PlanPromise?

  @Option(
    help: ArgumentHelp(
      "Decide by a risk of prefill and decode time, at the level 1 − --risk "
        + "where it has one. value-at-risk: the quantile; "
        + "conditional-value-at-risk: the mean of the worst share; expectile: "
        + "excess over it weighs as much more than what is below as the level "
        + "more than its rest; entropic: the certain time of exponential "
        + "aversion; spectral: quantiles weighted exponentially; "
        + "mean-plus-cvar: both added.",
      valueName: "measure"))
  var measure: Measure?

  @Option(
    help: ArgumentHelp(
      "Of the entropic measure, per second, and of the spectral one.",
      valueName: "number"))
  var aversion = 1.0

  func validate() throws {
    guard promise == nil || measure == nil else {
      throw ValidationError("give either --promise or --measure")
    }
    guard aversion > 0, aversion < .infinity else {
      throw ValidationError(
        "--aversion should be a number above 0, but is \(aversion)")
    }
  }
}

extension PlanPromise: ExpressibleByArgument {}
