import LengthLaws
import NumericalMethods
import RealModule

extension NegativeBinomialRegression {
  /// The maximum likelihood fit.
  ///
  /// The coefficients by Fisher scoring (iteratively reweighted least squares,
  /// with the weights m/(1 + m/r) of complete answers also for censored ones,
  /// whose scores are exact), the size by root finding on its score, in turn
  /// until neither raises the likelihood.
  ///
  /// - Parameter sample: Answers with features.
  /// - Returns: The regression.
  /// - Throws: `RegressionError` for too few answers, dependent features or a
  ///   search that does not converge.
  ///
  /// Source: J. M. Hilbe, *Negative Binomial Regression*, 2nd ed., Cambridge
  /// University Press (2011), doi:10.1017/CBO9780511973420, ch. 8.
  public static func fit(
    _ sample: RegressionSample
  ) throws(RegressionError) -> Self {
    let design = try DesignMatrix(sample)
    let search = CountRegressionSearch(design, sample)
    let count = Double(sample.count)
    let mean = sample.lengths.reduce(0) { $0 + Double($1 - 1) / count }
    var beta = [Double](repeating: 0, count: design.columns)
    beta[0] = Double.log(max(mean, 1e-3))
    var size = Double.infinity
    var best = -Double.infinity
    for _ in 0..<Self.maximumRounds {
      beta = try search.coefficients(from: beta, size: size)
      size = search.size(at: beta)
      let value = search.logLikelihood(beta, size: size)
      let isDone = value - best <= 1e-14 * abs(value)
      best = max(best, value)
      if isDone {
        let information = try design.normalEquations(
          weights: search.weights(beta, size: size))
        return Self(
          featureNames: sample.featureNames,
          coefficients: design.unscaled(beta),
          standardErrors: design.unscaledErrors(information.inverse()),
          size: size, logLikelihood: best, observations: sample.count)
      }
    }
    throw .notConverged(iterations: Self.maximumRounds)
  }

  private static var maximumRounds: Int { 200 }
}

/// The likelihood of a regression and the two steps that raise it.
private struct CountRegressionSearch {
  let design: DesignMatrix
  let sample: RegressionSample

  init(_ design: DesignMatrix, _ sample: RegressionSample) {
    self.design = design
    self.sample = sample
  }

  private func laws(_ beta: [Double], size: Double) -> [NegativeBinomial] {
    design.times(beta).map { NegativeBinomialRegression.law($0, size: size) }
  }

  func logLikelihood(_ beta: [Double], size: Double) -> Double {
    var sum = 0.0
    for (row, law) in laws(beta, size: size).enumerated() {
      let length = sample.lengths[row]
      sum +=
        sample.isCensored[row]
        ? law.logSurvival(at: length.next) : law.logMass(at: length)
    }
    return sum
  }

  /// The derivatives of each answer's log-likelihood by mean and size.
  private func scores(_ beta: [Double], size: Double) -> [Scored] {
    laws(beta, size: size).enumerated().map { row, law in
      let length = sample.lengths[row]
      return sample.isCensored[row]
        ? law.scoredLogSurvival(at: length.next) : law.scoredLogMass(at: length)
    }
  }

  private func means(_ beta: [Double], size: Double) -> [Double] {
    laws(beta, size: size).map(\.meanBeyondFirst)
  }

  /// The expected information of each answer about its linear predictor.
  func weights(_ beta: [Double], size: Double) -> [Double] {
    means(beta, size: size).map { $0 / (1 + $0 / size) }
  }

  func coefficients(
    from start: [Double], size: Double
  ) throws(RegressionError) -> [Double] {
    var beta = start
    var value = logLikelihood(beta, size: size)
    for _ in 0..<100 {
      let means = means(beta, size: size)
      let slopes = zip(scores(beta, size: size), means).map {
        $0.gradient[0] * $1
      }
      let step = try design.normalEquations(
        weights: means.map { $0 / (1 + $0 / size) }
      ).solve(design.transposedTimes(slopes))
      // So close that the likelihood's digits would not tell a step's gain.
      if step.allSatisfy({ abs($0) < 1e-8 }) {
        return zip(beta, step).map { $0 + $1 }
      }
      var scale = 1.0
      var (next, raised) = (beta, value)
      repeat {
        next = zip(beta, step).map { $0 + scale * $1 }
        raised = logLikelihood(next, size: size)
        scale /= 2
      } while raised < value && scale > 1e-9
      guard raised > value else { return beta }
      (beta, value) = (next, raised)
    }
    return beta
  }

  /// The root of the score of the size on a logarithmic scale; infinite where
  /// the likelihood still rises at the largest size that can be told from a
  /// Poisson.
  func size(at beta: [Double]) -> Double {
    func score(_ logSize: Double) -> Double {
      scores(beta, size: Double.exp(logSize)).reduce(0) { $0 + $1.gradient[1] }
    }
    let (low, high) = (Double.log(1e-4), Double.log(1e7))
    guard score(high) < 0 else { return .infinity }
    guard score(low) > 0 else { return Double.exp(low) }
    let root = try? brentRoot(in: low...high, tolerance: 1e-13) { score($0) }
    return Double.exp(root ?? high)
  }
}
