import NumericalMethods
import RealModule

// The fast path of the fit. In a table of ended answers the log-masses are
// Σ T(j) log[(r + j)/(1 + j) q] with T the tail counts: sums of reciprocals and
// of short series, instead of special functions a length. Beyond the first few
// places (r + j)/(1 + j) is so close to 1 that no logarithm is needed either.

extension NegativeBinomial {
  /// Longer runs of equal counts than this are taken at once.
  private static var longRun: Int { 32 }

  package func curvedLogLikelihood(of terms: FitTerms) -> Curved {
    guard size < .infinity else {
      var sum = Curved(0)
      for term in terms.ended {
        sum += term.weight * curvedLogMass(at: term.length)
      }
      return sum + curvedBeyond(of: terms) + curvedGroups(of: terms)
    }
    let sum = endedSum(terms) + beyondSum(terms)
    return sum.inLogarithms(of: SIMD4(meanBeyondFirst, size, 1, 1))
      + curvedGroups(of: terms)
  }

  /// With s = Σ T(j) and n answers: ∂m = r(s − nm)/(m(r + m)) and
  /// ∂r = Σ T(j)/(r + j) − n log(1 + m/r) + (nm − s)/(r + m).
  private func endedSum(_ terms: FitTerms) -> Curved {
    let (m, r) = (meanBeyondFirst, size)
    let (n, s) = (terms.endedWeight, terms.endedTails.total)
    let go = Double.log(onePlus: r / m)
    var (logs, first, second) = (0.0, 0.0, 0.0)
    for run in terms.endedTails.runs {
      guard run.end - run.start <= Self.longRun else {
        let start = Double(run.start)
        let length = Double(run.end - run.start)
        let sums = PolygammaSums(r + start, plus: length)
        first += run.count * sums.first
        second += run.count * sums.second
        let ratios =
          r >= 1
          ? logGammaMixedDifference(1 + start, r - 1, length)
          : -logGammaMixedDifference(r + start, 1 - r, length)
        logs += run.count * (ratios - length * go)
        continue
      }
      var (sum, reciprocals, squares) = (0.0, 0.0, 0.0)
      for place in run.start..<run.end {
        let j = Double(place)
        let inverse = 1 / (r + j)
        reciprocals += inverse
        squares += inverse * inverse
        sum += logRatio(r + j, 1 + j, difference: r - 1)
      }
      logs += run.count * (sum - Double(run.end - run.start) * go)
      first += run.count * reciprocals
      second += run.count * squares
    }
    let share = 1 / (r + m)
    let stop = Double.log(onePlus: m / r)
    let excess = (s - n * m) * share
    return Curved(
      logs - n * r * stop,
      slopes: (excess * r / m, first - n * stop - excess),
      bends: (
        -s / m / m + (n * r + s) * share * share,
        -second + n * (m / r * share) + excess * share
      ),
      mixed: excess * share)
  }

  /// The tails from the longest down.
  private func beyondSum(_ terms: FitTerms) -> Curved {
    var sum = Curved(0)
    var tail = NegativeBinomialTail(self)
    for term in terms.beyond.reversed() {
      tail.descend(to: term.length)
      sum += term.weight * tail.curved
    }
    return sum
  }
}
