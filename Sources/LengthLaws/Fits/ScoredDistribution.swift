import RealModule

/// A family that gives the derivatives of its log-mass and log-survival, and
/// with them gets its maximum likelihood fit.
///
/// Derivatives are taken in the coordinates of the search, the parameters
/// stretched over the line by `links`.
package protocol ScoredDistribution: FittableDistribution {
  /// The family's name.
  static var family: Family { get }

  /// How each parameter is stretched over the line.
  static var links: [Link] { get }

  /// log P(N = k) with its derivatives in the coordinates.
  func curvedLogMass(at length: Int) -> Curved

  /// log S(k) with its derivatives in the coordinates.
  func curvedLogSurvival(at length: Int) -> Curved

  /// log L of a sample, for a family whose terms share work.
  func curvedLogLikelihood(of terms: FitTerms) -> Curved

  /// Parameters from which the search starts, often by moments.
  static func start(for sample: CensoredSample) -> [Double]

  /// The law at a point of the search. The default goes through `links`;
  /// a family whose parameters round there builds itself directly.
  init(coordinates: [Double]) throws(LengthLawError)

  /// dθ/dx of each parameter.
  var slopes: [Double] { get }

  /// The point from which the search starts.
  static func startingPoint(for sample: CensoredSample) -> [Double]

  /// Whether E[N] is finite, told without summing anything.
  var hasFiniteMean: Bool { get }
}

extension ScoredDistribution {
  /// The law at a point of the search.
  package init(coordinates: [Double]) throws(LengthLawError) {
    try self.init(
      parameterValues: zip(Self.links, coordinates).map { $0.parameter($1) })
  }

  /// dθ/dx by the links.
  package var slopes: [Double] {
    zip(Self.links, parameterValues).map { $0.slope($1) }
  }

  /// The start, by the links.
  package static func startingPoint(for sample: CensoredSample) -> [Double] {
    zip(links, start(for: sample)).map { $0.coordinate($1) }
  }

  /// True.
  package var hasFiniteMean: Bool { true }

  /// The sum over all terms.
  package func curvedLogLikelihood(of terms: FitTerms) -> Curved {
    var sum = Curved(0)
    for term in terms.ended {
      sum += term.weight * curvedLogMass(at: term.length)
    }
    return sum + curvedBeyond(of: terms) + curvedGroups(of: terms)
  }

  /// log L of the answers known to be longer.
  package func curvedBeyond(of terms: FitTerms) -> Curved {
    var sum = Curved(0)
    for term in terms.beyond {
      sum += term.weight * curvedLogSurvival(at: term.length + 1)
    }
    return sum
  }

  /// log L of the answers that are grouped.
  package func curvedGroups(of terms: FitTerms) -> Curved {
    var sum = Curved(0)
    for group in terms.grouped {
      let event = LikelihoodEvent.within(
        lower: group.lower, upper: group.upper)
      sum += group.weight * event.curvedLogProbability(self)
    }
    return sum
  }

  /// The same at a point of the search; −∞ where no law of the family is.
  package static func curvedLogLikelihood(
    at point: SIMD4<Double>, of terms: FitTerms
  ) -> Curved {
    guard
      let law = try? Self(coordinates: links.indices.map { point[$0] })
    else { return Curved(-.infinity) }
    return law.curvedLogLikelihood(of: terms)
  }
}

extension ScoredDistribution {
  /// The maximum near the start, with standard errors by the delta method.
  package static func maximumLikelihoodFit(
    _ sample: CensoredSample
  ) throws(LengthLawError) -> LengthFit<Self> {
    try maximumLikelihoodFit(sample, from: startingPoint(for: sample))
  }

  /// The maximum near a point, with standard errors by the delta method.
  ///
  /// - Parameters:
  ///   - sample: The answers.
  ///   - point: Where the search begins.
  ///   - terms: The same answers, sorted, where the caller has them.
  ///   - held: A parameter that keeps its value there: its standard error is
  ///     `nil`, and it does not count as estimated.
  ///   - limit: Evaluations before the search is given up.
  ///   - ceiling: What no coordinate should exceed.
  /// - Returns: The fit.
  /// - Throws: `LengthLawError.noMaximum`.
  package static func maximumLikelihoodFit(
    _ sample: CensoredSample, from point: [Double], terms: FitTerms? = nil,
    holding held: Int? = nil, limit: Int = 200,
    ceiling: SIMD4<Double> = SIMD4(repeating: .infinity)
  ) throws(LengthLawError) -> LengthFit<Self> {
    let terms = terms ?? FitTerms(sample)
    let search = NewtonSearch(
      count: point.count, held: held.map { [$0] } ?? [], limit: limit,
      ceiling: ceiling)
    let maximum = try search.maximize(from: SIMD4(padding: point)) {
      curvedLogLikelihood(at: $0, of: terms)
    }
    return try fit(at: maximum, of: sample, holding: held)
  }

  /// A maximum of the search as a fit.
  package static func fit(
    at maximum: NewtonSearch.Maximum, of sample: CensoredSample,
    holding held: Int? = nil
  ) throws(LengthLawError) -> LengthFit<Self> {
    let law = try Self(coordinates: links.indices.map { maximum.point[$0] })
    let (values, slopes) = (law.parameterValues, law.slopes)
    let parameters = values.indices.map { index in
      let isHeld = index == held || index >= slopes.count
      return FittedParameter(
        name: parameterNames[index], value: values[index],
        standardError: isHeld
          ? nil
          : maximum.covariance.diagonal[index].squareRoot()
            * abs(slopes[index]),
        isEstimated: !isHeld)
    }
    return LengthFit(
      distribution: law, family: family, parameters: parameters,
      logLikelihood: maximum.value, observations: sample.weight,
      censored: sample.censoredWeight, iterations: maximum.iterations,
      isConverged: true,
      boundary: law.hasFiniteMean ? nil : .infiniteMean)
  }
}

extension Link {
  /// x from θ.
  package func coordinate(_ parameter: Double) -> Double {
    switch self {
    case .identity: parameter
    case .log: Double.log(parameter)
    case .logit: Double.log(parameter) - Double.log(onePlus: -parameter)
    case .logAboveOne: Double.log(parameter - 1)
    case .complementaryLogLog: Double.log(-Double.log(parameter))
    }
  }

  /// θ from x.
  package func parameter(_ coordinate: Double) -> Double {
    switch self {
    case .identity: coordinate
    case .log: Double.exp(coordinate)
    case .logit: 1 / (1 + Double.exp(-coordinate))
    case .logAboveOne: 1 + Double.exp(coordinate)
    case .complementaryLogLog: Double.exp(-Double.exp(coordinate))
    }
  }

  /// dθ/dx at θ.
  package func slope(_ parameter: Double) -> Double {
    switch self {
    case .identity: 1
    case .log: parameter
    case .logit: parameter * (1 - parameter)
    case .logAboveOne: parameter - 1
    case .complementaryLogLog: parameter * Double.log(parameter)
    }
  }
}
