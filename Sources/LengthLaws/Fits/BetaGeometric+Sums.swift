import NumericalMethods
import RealModule

// The fast path of the fit: log S is a product of (β + j)/(α + β + j), so a
// table needs Σ T(j) log of that with T the tail counts, ended and censored
// answers alike, and no special function.

extension BetaGeometric {
  /// Longer runs of equal counts than this are taken at once.
  private static var longRun: Int { 32 }

  package func curvedLogLikelihood(of terms: FitTerms) -> Curved {
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
      var (sum, sums, pairs, goPairs, differences) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for place in run.start..<run.end {
        let x = beta + Double(place)
        let y = total + Double(place)
        let both = 1 / (x * y)
        let (u, v) = (y * both, x * both)
        sum += logRatio(y, x, difference: alpha)
        sums += v
        pairs += v * v
        goPairs += u * u
        differences += alpha * both
      }
      logs -= run.count * sum
      all += run.count * sums
      squares += run.count * pairs
      goSquares += run.count * goPairs
      gaps += run.count * differences
    }
    return Curved(
      logs, slopes: (-all, gaps), bends: (squares, squares - goSquares),
      mixed: squares)
  }

  /// Σ w log[α/(α + β + k − 1)] over the answers that ended; of the logarithms
  /// only their steps from one length to the next are needed.
  private func endings(_ terms: FitTerms) -> Curved {
    let (n, total) = (terms.endedWeight, alpha + beta)
    var logs = -n * Double.log(onePlus: beta / alpha)
    for run in terms.endedTails.runs {
      let (start, end) = (total + Double(run.start), total + Double(run.end))
      logs -=
        run.count
        * logRatio(end, start, difference: Double(run.end - run.start))
    }
    var (shares, squares) = (0.0, 0.0)
    for term in terms.ended {
      let share = 1 / (total + Double(term.length - 1))
      shares += term.weight * share
      squares += term.weight * share * share
    }
    return Curved(
      logs, slopes: (n / alpha - shares, -shares),
      bends: (squares - n / alpha / alpha, squares), mixed: squares)
  }

  /// α and β from the hazards before and after the median of the ended.
  ///
  /// 1/hazard = (α + β + j)/α rises on a line, whether answers are cut or not;
  /// `nil` where it does not rise.
  static func hazardStart(_ terms: FitTerms) -> [Double]? {
    var (before, after) = (Exposure(), Exposure())
    var middle = 0
    for term in terms.ended {
      let position = Double(term.length - 1)
      if before.ended < terms.endedWeight / 2 {
        before.add(position, term.weight, ended: term.weight)
        middle = term.length
      } else {
        after.add(position, term.weight, ended: term.weight)
      }
    }
    for run in terms.survivalTails.runs {
      before.add(from: run.start, to: min(run.end, middle), run.count)
      after.add(from: max(run.start, middle), to: run.end, run.count)
    }
    guard before.ended > 0, after.ended > 0 else { return nil }
    let rise = after.perEnd - before.perEnd
    let slope = rise / (after.place - before.place)
    guard slope > 0, slope.isFinite else { return nil }
    let alpha = min(max(1 / slope, 0.2), 20)
    let total = alpha * (before.perEnd - before.place / alpha)
    return [alpha, max(total - alpha, 0.1)]
  }

  /// Positions at which answers could end, and how many did.
  private struct Exposure {
    var positions = 0.0
    var ended = 0.0
    private var moment = 0.0

    mutating func add(_ position: Double, _ weight: Double, ended: Double = 0) {
      positions += weight
      moment += weight * position
      self.ended += ended
    }

    mutating func add(from start: Int, to end: Int, _ count: Double) {
      guard start < end else { return }
      let length = Double(end - start)
      add(Double(start) + (length - 1) / 2, length * count)
    }

    /// Positions for each that ended: the reciprocal of the hazard.
    var perEnd: Double { positions / ended }
    /// The mean position.
    var place: Double { moment / positions }
  }
}
