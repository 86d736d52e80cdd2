import NumericalMethods
import RealModule

/// P(J ≥ j) of a negative binomial with its derivatives, walked down from one
/// j to the next by adding masses.
///
/// One continued fraction serves all places within 256 of each other, so that
/// many censored lengths cost little more than one; every term that is added
/// is positive, so the far tail keeps its digits.
struct NegativeBinomialTail {
  private let law: NegativeBinomial
  private var place = 0
  /// log of the unit in which what follows is kept.
  private var unit = 0.0
  /// P(J ≥ place), ∂/∂r and ∂²/∂r² of it.
  private var survival = Jet(1)
  /// P(J = place).
  private var mass = 0.0
  /// Σ 1/(r + i) and Σ 1/(r + i)² over i < place.
  private var first = 0.0
  private var second = 0.0

  init(_ law: NegativeBinomial) { self.law = law }

  /// Goes to a place j ≥ 1 by itself.
  mutating func evaluate(at place: Int) {
    let (m, r) = (law.meanBeyondFirst, law.size)
    let j = Double(place)
    self.place = place
    let sums = PolygammaSums(r, plus: j)
    (first, second) = (sums.first, sums.second)
    let total = r + m
    let (x, y) = (m / total, r / total)
    // With w = 1/(r + m): x′ = −xw, x″ = 2xw², y′ = xw, y″ = −2xw².
    let w = 1 / total
    let tail = IncompleteBeta<Jet>(
      a: Jet(j), b: Jet(r, 1), x: Jet(x, -x * w, 2 * x * w * w),
      y: Jet(y, x * w, -2 * x * w * w),
      difference: Jet(
        r * ((j - m) / total), (j - m) * w * x, -2 * (j - m) * w * w * x))
    let slopes = law.massSlopes(j, first, second)
    let log = tail.logValue(frontSlope: slopes.r, frontBend: slopes.rr)
    unit = log.value
    survival = Jet(1, log.first, log.second + log.first * log.first)
    mass = Double.exp(law.logMass(at: place + 1) - unit)
  }

  /// Goes down to a place j ≥ 1, by steps or afresh.
  mutating func descend(to target: Int) {
    guard target < place, place - target <= 256 else {
      if target != place { evaluate(at: target) }
      return
    }
    let (m, r) = (law.meanBeyondFirst, law.size)
    let share = 1 / (r + m)
    let continuation = m * share
    let logs = Double.log(onePlus: m / r)
    while place > target {
      let j = Double(place - 1)
      let x = r + j
      let inverse = 1 / x
      mass *= Double(place) * inverse / continuation
      first -= inverse
      second -= inverse * inverse
      let excess = (j - m) * share
      let slope = first - logs - excess
      let bend = -second + m / r * share + excess * share
      survival.value += mass
      survival.first += mass * slope
      survival.second += mass * (slope * slope + bend)
      place -= 1
      guard survival.value < 1e100 else {
        evaluate(at: target)
        return
      }
    }
  }

  /// log P(J ≥ place) with its derivatives in m and r.
  var curved: Curved {
    let m = law.meanBeyondFirst
    let j = Double(place)
    // log of P(J ≥ j) rises by h = j P(J = j)/(m P(J ≥ j)) with m.
    let h = j * mass / (m * survival.value)
    let slope = survival.first / survival.value
    let bend = survival.second / survival.value - slope * slope
    let slopes = law.massSlopes(j, first, second)
    return Curved(
      unit + Double.log(survival.value), slopes: (h, slope),
      bends: (h * (slopes.m - 1 / m - h), bend), mixed: h * (slopes.r - slope))
  }
}
