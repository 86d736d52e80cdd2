/// Something that learns, answer by answer, how far beyond a forecast a bound
/// has to lie so that a chosen share of answers misses it in the long run.
///
/// The *score* of an answer is how far it exceeded its forecast, in any unit
/// in which larger is worse (`ConformityScore` has two). Before each answer,
/// `threshold` is the largest score that the bound still covers.
///
/// What is promised is a share over time, for any sequence of answers at all,
/// drifting or adversarial. It is no promise for a single answer, nor for any
/// group of them, and a calibrator may keep it by giving an unbounded
/// threshold now and then.
public protocol OnlineCalibrator: Sendable {
  /// α: the share of answers that should miss their bounds.
  var target: Double { get }

  /// The largest score covered next; `.infinity` is unbounded, and
  /// `-.infinity` covers nothing.
  var threshold: Double { get }

  /// Learns the score of the next answer; NaN, of an answer that could not be
  /// scored, teaches nothing.
  mutating func observe(score: Double)
}
