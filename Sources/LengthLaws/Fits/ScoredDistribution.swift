import NumericalMethods
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

  /// The law at a point of the search. The default goes through `links`;
  /// a family whose parameters round there builds itself directly.
  init(coordinates: [Double]) throws(ParameterError)

  /// dθ/dx of each parameter.
  var slopes: [Double] { get }

  /// The point from which the search starts.
  static func startingPoint(for sample: CensoredSample) -> [Double]

  /// Whether E[N] is finite, told without summing anything.
  var hasFiniteMean: Bool { get }
}

extension ScoredDistribution {
  /// The law at a point of the search.
  init(coordinates: [Double]) throws(ParameterError) {
    try self.init(
      parameterValues: zip(Self.links, coordinates).map { $0.parameter($1) })
  }

  /// dθ/dx by the links.
  var slopes: [Double] {
    zip(Self.links, parameterValues).map { $0.slope($1) }
  }

  /// The start, by the links.
  static func startingPoint(for sample: CensoredSample) -> [Double] {
    zip(links, start(for: sample)).map { $0.coordinate($1) }
  }

  /// True.
  var hasFiniteMean: Bool { true }

  /// The maximum near the start, with standard errors by the delta method.
  static func maximumLikelihoodFit(
    _ sample: CensoredSample, isSimplexTried: Bool = true
  ) throws(FitError) -> Fit<Self> {
    try maximumLikelihoodFit(
      sample, from: startingPoint(for: sample),
      isSimplexTried: isSimplexTried)
  }

  /// The maximum near a point, with standard errors by the delta method.
  static func maximumLikelihoodFit(
    _ sample: CensoredSample, from point: [Double],
    isSimplexTried: Bool = true
  ) throws(FitError) -> Fit<Self> {
    let maximum = try MaximumLikelihood.maximize(
      from: point, isSimplexTried: isSimplexTried
    ) { logLikelihood(at: $0, of: sample) }
    let law: Self
    do throws(ParameterError) {
      law = try Self(coordinates: maximum.point)
    } catch {
      throw .parameter(error)
    }
    let (values, slopes) = (law.parameterValues, law.slopes)
    let parameters = values.indices.map { index in
      FittedParameter(
        name: parameterNames[index], value: values[index],
        standardError: maximum.covariance[index][index].squareRoot()
          * abs(slopes[index]))
    }
    return Fit(
      distribution: law, family: family, parameters: parameters,
      logLikelihood: maximum.value, observations: sample.weight,
      censored: sample.censoredWeight, iterations: maximum.iterations,
      isConverged: true,
      boundary: law.hasFiniteMean ? nil : .infiniteMean)
  }

  /// log L of a sample at a point of the search, with its derivatives there;
  /// −∞ where no law of the family is.
  static func logLikelihood(
    at point: [Double], of sample: CensoredSample
  ) -> (value: Double, gradient: [Double]) {
    guard let law = try? Self(coordinates: point) else {
      return (-.infinity, point.map { _ in 0 })
    }
    let sum = law.scoredLogLikelihood(of: sample)
    let slopes = law.slopes
    return (sum.value, slopes.indices.map { sum.gradient[$0] * slopes[$0] })
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
    case .logAboveOne: Double.log(parameter - 1)
    case .complementaryLogLog: Double.log(-Double.log(parameter))
    }
  }

  /// θ from x.
  func parameter(_ coordinate: Double) -> Double {
    switch self {
    case .identity: coordinate
    case .log: Double.exp(coordinate)
    case .logit: 1 / (1 + Double.exp(-coordinate))
    case .logAboveOne: 1 + Double.exp(coordinate)
    case .complementaryLogLog: Double.exp(-Double.exp(coordinate))
    }
  }

  /// dθ/dx at θ.
  func slope(_ parameter: Double) -> Double {
    switch self {
    case .identity: 1
    case .log: parameter
    case .logit: parameter * (1 - parameter)
    case .logAboveOne: parameter - 1
    case .complementaryLogLog: parameter * Double.log(parameter)
    }
  }
}
