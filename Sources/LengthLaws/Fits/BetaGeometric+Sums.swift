import NumericalMethods
import RealModule

// The fast path of the fit: log S is a product of (β + j)/(α + β + j), so a
// table needs Σ T(j) log of that with T the tail counts, ended and censored
// answers alike, and no special function.

extension BetaGeometric {
  /// Longer runs of equal counts than this are taken at once.
  private static var longRun: Int { 32 }

  func curvedLogLikelihood(of terms: FitTerms) -> Curved {
    let sum = survivalSum(terms.survivalTails) + endings(terms)
    return sum.inLogarithms(of: SIMD4(alpha, beta, 1, 1))
      + curvedGroups(of: terms)
  }

  /// Σ T(j) log[(β + j)/(α + β + j)] with its derivatives in α and β.
  private func survivalSum(_ tails: TailCounts) -> Curved {
    let total = alpha + beta
    // Σ T/(α + β + j), its square, Σ T α/((β + j)(α + β + j)), Σ T/(β + j)².
    var (logs, all, squares, gaps, goSquares) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for run in tails.runs {
      let start = Double(run.start)
      guard run.end - run.start <= Self.longRun else {
        let length = Double(run.end - run.start)
        let go = PolygammaSums(beta + start, plus: length)
        let both = PolygammaSums(total + start, plus: length)
        logs -=
          run.count * logGammaMixedDifference(beta + start, alpha, length)
        all += run.count * both.first
        squares += run.count * both.second
        gaps -= run.count * digammaMixedDifference(beta + start, alpha, length)
        goSquares += run.count * go.second
        continue
      }
      var (ratio, sums, pairs, goPairs, differences) = (1.0, 0.0, 0.0, 0.0, 0.0)
      for place in run.start..<run.end {
        let x = beta + Double(place)
        let y = total + Double(place)
        let both = 1 / (x * y)
        let (u, v) = (y * both, x * both)
        ratio *= x * v
        sums += v
        pairs += v * v
        goPairs += u * u
        differences += alpha * both
        if (place - run.start) & 7 == 7 {
          logs += run.count * Double.log(ratio)
          ratio = 1
        }
      }
      logs += run.count * Double.log(ratio)
      all += run.count * sums
      squares += run.count * pairs
      goSquares += run.count * goPairs
      gaps += run.count * differences
    }
    return Curved(
      logs, slopes: (-all, gaps), bends: (squares, squares - goSquares),
      mixed: squares)
  }

  /// Σ w log[α/(α + β + k − 1)] over the answers that ended.
  private func endings(_ terms: FitTerms) -> Curved {
    var (logs, shares, squares) = (0.0, 0.0, 0.0)
    for term in terms.ended {
      let share = 1 / (alpha + beta + Double(term.length - 1))
      logs += term.weight * Double.log(alpha * share)
      shares += term.weight * share
      squares += term.weight * share * share
    }
    let n = terms.endedWeight
    return Curved(
      logs, slopes: (n / alpha - shares, -shares),
      bends: (squares - n / alpha / alpha, squares), mixed: squares)
  }
}
