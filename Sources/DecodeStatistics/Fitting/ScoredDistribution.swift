import RealModule

/// A family that gives the derivatives of its log-mass and log-survival, and
/// with them gets its maximum likelihood fit.
protocol ScoredDistribution: FittableDistribution {
  /// The family's name.
  static var family: Family { get }

  /// How each parameter is stretched over the line.
  static var links: [Link] { get }

  /// log P(N = k) with its derivatives in the parameters.
  func scoredLogMass(at length: Int) -> Scored

  /// log S(k) with its derivatives in the parameters.
  func scoredLogSurvival(at length: Int) -> Scored

  /// Parameters from which the search starts, often by moments.
  static func start(for sample: CensoredSample) -> [Double]
}

extension ScoredDistribution {
  /// The maximum near the start, with standard errors by the delta method.
  static func maximumLikelihoodFit(
    _ sample: CensoredSample
  ) throws(FitError) -> Fit<Self> {
    let start = zip(links, start(for: sample)).map { $0.coordinate($1) }
    let maximum = try MaximumLikelihood.maximize(from: start) { point in
      let values = zip(links, point).map { $0.parameter($1) }
      guard let law = try? Self(parameterValues: values) else {
        return (-.infinity, point.map { _ in 0 })
      }
      let sum = law.scoredLogLikelihood(of: sample)
      let gradient = links.indices.map {
        sum.gradient[$0] * links[$0].slope(values[$0])
      }
      return (sum.value, gradient)
    }
    let values = zip(links, maximum.point).map { $0.parameter($1) }
    let law: Self
    do throws(ParameterError) {
      law = try Self(parameterValues: values)
    } catch {
      throw .parameter(error)
    }
    let parameters = links.indices.map { index in
      FittedParameter(
        name: parameterNames[index], value: values[index],
        standardError: maximum.covariance[index][index].squareRoot()
          * links[index].slope(values[index]))
    }
    return Fit(
      distribution: law, family: family, parameters: parameters,
      logLikelihood: maximum.value, observations: sample.weight,
      censored: sample.censoredWeight, iterations: maximum.iterations,
      isConverged: true, boundary: nil)
  }

  /// log L of a sample with its derivatives in the parameters.
  func scoredLogLikelihood(of sample: CensoredSample) -> Scored {
    var sum = Scored(0)
    for term in sample.ended {
      sum += term.weight * scoredLogMass(at: term.length)
    }
    for term in sample.censored {
      sum += term.weight * scoredLogSurvival(at: term.length + 1)
    }
    for term in sample.entered {
      sum += -term.weight * scoredLogSurvival(at: term.length + 1)
    }
    for group in sample.grouped {
      sum +=
        group.weight
        * scoredLogSurvival(at: group.lower + 1).logDifference(
          scoredLogSurvival(at: group.upper + 1))
    }
    return sum
  }
}

extension Link {
  /// x from θ.
  func coordinate(_ parameter: Double) -> Double {
    switch self {
    case .identity: parameter
    case .log: Double.log(parameter)
    case .logit: Double.log(parameter) - Double.log(onePlus: -parameter)
    }
  }

  /// θ from x.
  func parameter(_ coordinate: Double) -> Double {
    switch self {
    case .identity: coordinate
    case .log: Double.exp(coordinate)
    case .logit: 1 / (1 + Double.exp(-coordinate))
    }
  }

  /// dθ/dx at θ.
  func slope(_ parameter: Double) -> Double {
    switch self {
    case .identity: 1
    case .log: parameter
    case .logit: parameter * (1 - parameter)
    }
  }
}
