import LengthLaws
import NumericalMethods
import RealModule

extension NegativeBinomialRegression {
  /// The maximum likelihood fit, of coefficients and size together by Newton's
  /// method with the observed information.
  ///
  /// Where censoring hides most lengths the coefficients and the size hang
  /// together, and what complete answers would have told is not there: the
  /// standard errors come from the observed information of all parameters.
  ///
  /// - Parameter sample: Answers with features.
  /// - Returns: The regression.
  /// - Throws: `ForecastError` for too few answers, dependent features or a
  ///   search that does not converge.
  ///
  /// Source: J. M. Hilbe, *Negative Binomial Regression*, 2nd ed., Cambridge
  /// University Press (2011), doi:10.1017/CBO9780511973420, ch. 8.
  public static func fit(
    _ sample: RegressionSample
  ) throws(ForecastError) -> Self {
    let design = try DesignMatrix(sample)
    let search = CountRegressionSearch(design, sample)
    let maximum = try search.maximum()
    let covariance = maximum.covariance
    let size = maximum.size
    return Self(
      featureNames: sample.featureNames,
      coefficients: design.unscaled(maximum.beta),
      standardErrors: design.unscaledErrors(covariance),
      size: size,
      sizeStandardError: size < .infinity
        ? size * covariance[design.columns][design.columns].squareRoot() : nil,
      logLikelihood: maximum.value, observations: sample.count)
  }
}

/// The likelihood of a regression in the coefficients and log size.
private struct CountRegressionSearch {
  /// Where a search ended.
  struct Maximum {
    var beta: [Double]
    var size: Double
    var value: Double
    var covariance: [[Double]]
  }

  /// The size above which no answers tell the law from a Poisson.
  private static var greatestSize: Double { 1e7 }

  let design: DesignMatrix
  let sample: RegressionSample

  init(_ design: DesignMatrix, _ sample: RegressionSample) {
    self.design = design
    self.sample = sample
  }

  /// The maximum from the moments of the lengths, at infinite size where the
  /// likelihood rises towards that.
  func maximum() throws(ForecastError) -> Maximum {
    let count = Double(sample.count)
    let mean = max(
      sample.lengths.reduce(0) { $0 + Double($1 - 1) / count }, 1e-3)
    let variance = sample.lengths.reduce(0) {
      $0 + (Double($1 - 1) - mean) * (Double($1 - 1) - mean) / count
    }
    var beta = [Double](repeating: 0, count: design.columns)
    beta[0] = Double.log(mean)
    let poisson = try ascend(from: beta, size: .infinity)
    for size in [mean * mean / max(variance - mean, 1e-3 * mean), mean] {
      let found = try? ascend(from: beta, size: max(size, 1e-3))
      if let found, found.value > poisson.value { return found }
    }
    // More spread than a Poisson, and still no way up to a finite size.
    let near = logLikelihood(
      poisson.beta, size: Self.greatestSize * max(mean, 1))
    guard near <= poisson.value + 1e-9 * abs(poisson.value) else {
      throw .notConverged(iterations: 100)
    }
    return poisson
  }

  private func laws(_ beta: [Double], size: Double) -> [NegativeBinomial] {
    design.times(beta).map { NegativeBinomialRegression.law($0, size: size) }
  }

  private func logLikelihood(_ beta: [Double], size: Double) -> Double {
    var sum = 0.0
    for (row, law) in laws(beta, size: size).enumerated() {
      let length = sample.lengths[row]
      sum +=
        sample.isCensored[row]
        ? law.logSurvival(at: length.next) : law.logMass(at: length)
    }
    return sum
  }

  /// Newton's method, with halved steps; an infinite size stays so.
  private func ascend(
    from start: [Double], size: Double
  ) throws(ForecastError) -> Maximum {
    let isFree = size < .infinity
    let columns = design.columns
    var point = start + (isFree ? [Double.log(size)] : [])
    func sizeAt(_ point: [Double]) -> Double {
      isFree ? Double.exp(point[columns]) : .infinity
    }
    func value(_ point: [Double]) -> Double {
      logLikelihood(Array(point.prefix(columns)), size: sizeAt(point))
    }
    for _ in 0..<100 {
      let beta = Array(point.prefix(columns))
      let local = curvature(beta, size: sizeAt(point))
      let (information, isProven) = stable(local.information)
      guard let factor = try? Cholesky(information) else {
        throw .dependentFeatures
      }
      var step = factor.solve(local.slopes)
      let length = step.reduce(0) { max($0, abs($1)) }
      let decrement = zip(step, local.slopes).reduce(0) { $0 + $1.0 * $1.1 }
      // So close that the likelihood's digits would not tell a step's gain.
      if isProven,
        length < 1e-8 || decrement < 1e-14 * max(abs(local.value), 1)
      {
        point = zip(point, step).map { $0 + $1 }
        return Maximum(
          beta: Array(point.prefix(columns)), size: sizeAt(point),
          value: local.value + decrement / 2, covariance: factor.inverse())
      }
      if length > 3 { step = step.map { $0 * 3 / length } }
      let slack = 1e-13 * abs(local.value)
      var next = zip(point, step).map { $0 + $1 }
      var halvings = 0
      while !(value(next) >= local.value - slack), halvings < 40 {
        step = step.map { $0 / 2 }
        next = zip(point, step).map { $0 + $1 }
        halvings += 1
      }
      guard halvings < 40, sizeAt(next) < Self.greatestSize || !isFree else {
        break
      }
      point = next
    }
    throw .notConverged(iterations: 100)
  }

  /// The log-likelihood at a point with its slopes and the observed
  /// information.
  private struct Curvature {
    var value: Double
    var slopes: [Double]
    var information: [[Double]]
  }

  /// The information made positive definite, and whether it was one up to
  /// rounding.
  ///
  /// Where weights vanish for all rows of a feature, as for a task all of whose
  /// answers have one token, a relative ridge keeps it where it is. Where the
  /// size has no maximum nearby it steps by itself.
  private func stable(
    _ information: [[Double]]
  ) -> (matrix: [[Double]], isProven: Bool) {
    if (try? Cholesky(information)) != nil { return (information, true) }
    let columns = design.columns
    var matrix = information
    let largest = (0..<columns).reduce(0) { max($0, matrix[$1][$1]) }
    for index in 0..<columns { matrix[index][index] += 1e-10 * largest }
    if (try? Cholesky(matrix)) != nil { return (matrix, true) }
    guard matrix.count > columns else { return (matrix, false) }
    for index in 0..<columns {
      (matrix[index][columns], matrix[columns][index]) = (0, 0)
    }
    matrix[columns][columns] = max(abs(matrix[columns][columns]), 1)
    return (matrix, false)
  }

  private func curvature(_ beta: [Double], size: Double) -> Curvature {
    let columns = design.columns
    let isFree = size < .infinity
    var value = 0.0
    var (byMean, weights, cross) = ([Double](), [Double](), [Double]())
    var (bySize, sizeWeight) = (0.0, 0.0)
    for (row, law) in laws(beta, size: size).enumerated() {
      let length = sample.lengths[row]
      // In log m and log r.
      let term =
        sample.isCensored[row]
        ? law.curvedLogSurvival(at: length.next) : law.curvedLogMass(at: length)
      value += term.value
      byMean.append(term.gradient.x)
      weights.append(-term.diagonal.x)
      cross.append(-term.mixed.x)
      bySize += term.gradient.y
      sizeWeight -= term.diagonal.y
    }
    var information = design.weightedSquares(weights)
    var slopes = design.transposedTimes(byMean)
    if isFree {
      let border = design.transposedTimes(cross)
      for index in 0..<columns { information[index].append(border[index]) }
      information.append(border + [sizeWeight])
      slopes.append(bySize)
    }
    return Curvature(value: value, slopes: slopes, information: information)
  }
}
