public import LengthLaws
import NumericalMethods
import RealModule

/// An alarm for when lengths no longer come as forecast.
///
/// Every answer is turned into a residual that is uniform on (0, 1) if its
/// forecast was right, and a test martingale bets against that. The alarm is
/// raised when the capital reaches 1/α. If all forecasts are right it is ever
/// raised with at most the probability α, over any number of answers and
/// however often one looks.
///
/// A fitted law is never quite right, so that the alarm comes at last with
/// enough answers. Where the question is whether the *lengths* changed, not
/// whether a model describes them, feed `observe(residual:)` with
/// `ConformalPValues`, which need no model.
///
/// What to do at an alarm: the answers from `suspectedStart` on are those to
/// refit with, and their number is a half-life for a model that fades; then
/// start a new monitor. Until enough have come (59 for a 95/95 bound), a
/// `CalibratedForecaster` keeps the share of misses. An alarm soon
/// after each refit says that the model is wrong rather than old: see the
/// histogram of `ProbabilityTransform`.
public struct DriftMonitor: Sendable, Hashable, Codable {
  /// α: the probability of ever raising a false alarm, in (0, 1).
  public let falseAlarm: Double
  /// The capital that bets against the forecasts.
  public private(set) var martingale = TestMartingale()
  /// How many answers had been seen at the alarm, if there was one.
  public private(set) var alarm: Int?
  private let seed: UInt64
  private var start: Int?

  /// A monitor that has seen nothing.
  ///
  /// - Parameters:
  ///   - falseAlarm: α in (0, 1).
  ///   - seed: Residuals of whole lengths are drawn from it and from the
  ///     number of the answer alone.
  /// - Throws: `LengthLawError.probabilityOutOfRange`.
  public init(falseAlarm: Double, seed: UInt64 = 0) throws(LengthLawError) {
    try LengthLawError.require("falseAlarm", inUnit: falseAlarm)
    self.falseAlarm = falseAlarm
    self.seed = seed
  }

  /// Answers seen.
  public var count: Int { martingale.count }

  /// How many answers had been seen where, as far as the capital tells, the
  /// change began; an estimate, `nil` before the alarm.
  public var suspectedStart: Int? { start }

  /// Watches an answer, under the law that was forecast for it.
  ///
  /// A censored one is drawn from what lies beyond; the promise then needs
  /// caps that do not depend on the length.
  ///
  /// - Parameters:
  ///   - length: Tokens generated.
  ///   - ending: How the answer ended.
  ///   - law: The forecast, made before the answer.
  public mutating func observe(
    length: Int, ending: Ending, under law: some LengthDistribution
  ) {
    let step = ProbabilityTransform.Step(
      length: length, ending: ending, under: law)
    observe(
      residual: step.lower + (step.upper - step.lower)
        * mixedUniform(seed: seed, index: count))
  }

  /// Watches a residual in 0...1 made elsewhere, uniform given the past if
  /// nothing changed.
  public mutating func observe(residual: Double) {
    martingale.observe(residual)
    // By Ville's inequality for the capital: 1/α or more.
    if alarm == nil, martingale.logCapital >= -Double.log(falseAlarm) {
      alarm = count
      start = martingale.suspectedStart
    }
  }
}

extension DriftMonitor {
  /// Reads a monitor.
  ///
  /// - Throws: `DecodingError` if a value is missing, `LengthLawError` if the
  ///   rate of false alarms is out of range.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      falseAlarm: try values.decode(Double.self, forKey: .falseAlarm),
      seed: try values.decode(UInt64.self, forKey: .seed))
    martingale = try values.decode(TestMartingale.self, forKey: .martingale)
    alarm = try values.decodeIfPresent(Int.self, forKey: .alarm)
    start = try values.decodeIfPresent(Int.self, forKey: .start)
  }
}
