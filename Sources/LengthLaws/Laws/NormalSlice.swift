import NumericalMethods
import RealModule

/// log P(lower < Z ≤ upper) of a standard normal Z, without cancellation
/// however narrow the interval is; its width is as exact as the caller has it.
func logNormalSlice(lower: Double, upper: Double, width: Double) -> Double {
  let center = (lower + upper) / 2
  let slice = SliceQuadrature.logIntegral(
    width: width, roughness: 3 + abs(center)
  ) { -$0 * (center + $0 / 2) }
  if let slice { return logNormalDensity(center) + slice }
  // The tail in which both ends lie is the one without cancellation.
  return lower > 0
    ? logDifference(logNormalSurvival(lower), logNormalSurvival(upper))
    : logDifference(logNormalSurvival(-upper), logNormalSurvival(-lower))
}
