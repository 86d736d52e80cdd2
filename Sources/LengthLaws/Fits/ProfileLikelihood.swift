import NumericalMethods
import RealModule

/// The likelihood of one coordinate, maximised over the others.
struct ProfileLikelihood<Law: ScoredDistribution> {
  /// Beyond ±36 a logistic or exponential coordinate is at its edge: what is
  /// left to 0 or 1 no longer changes the parameter.
  static var edge: Double { 36 }

  let index: Int
  let terms: FitTerms
  let maximum: Double
  /// The deviance at which the interval ends.
  let limit: Double
  /// The coordinates of the fit.
  let fitted: [Double]
  /// A first step away from the fit.
  let step: Double
  /// The other coordinates, from the point looked at last.
  var others: [Double]

  init(
    parameters: [FittedParameter], index: Int, logLikelihood: Double,
    sample: CensoredSample, level: Double
  ) {
    self.index = index
    terms = FitTerms(sample)
    maximum = logLikelihood
    limit = chiSquareQuantile(level: level)
    fitted = zip(Law.links, parameters).map { link, parameter in
      let coordinate = link.coordinate(parameter.value)
      return link.isBounded
        ? min(max(coordinate, -Self.edge), Self.edge) : coordinate
    }
    let slope = Law.links[index].slope(parameters[index].value)
    let error = parameters[index].standardError.map { $0 / abs(slope) } ?? 1
    step =
      error.isFinite && error > 0 ? error * limit.squareRoot() : 1
    others = []
    restart()
  }

  /// Goes back to the fit.
  mutating func restart() {
    others = fitted
    others.remove(at: index)
  }

  /// The end of the interval on one side.
  mutating func end(
    direction: Double
  ) throws(LengthLawError) -> (value: Double, end: ProfileInterval.End) {
    let link = Law.links[index]
    var (inside, stride) = (fitted[index], step)
    for _ in 0..<60 {
      var outside = inside + direction * stride
      let isAtEdge = link.isBounded && direction * outside >= Self.edge
      if isAtEdge { outside = direction * Self.edge }
      if inside != outside, try excess(at: outside) > 0 {
        return (link.parameter(try root(inside, outside)), .crossing)
      }
      if isAtEdge {
        return (link.edge(direction), .edge)
      }
      inside = outside
      stride *= 2
    }
    return (link.edge(direction), .edge)
  }

  /// Where the deviance crosses its limit.
  private mutating func root(
    _ inside: Double, _ outside: Double
  ) throws(LengthLawError) -> Double {
    var profile = self
    do throws(NumericalError) {
      let bracket = min(inside, outside)...max(inside, outside)
      return try brentRoot(in: bracket, tolerance: 0x1p-44) {
        (try? profile.excess(at: $0)) ?? .nan
      }
    } catch {
      throw .notConverged("profile likelihood: \(error)")
    }
  }

  /// The deviance at a coordinate, less its limit.
  private mutating func excess(
    at coordinate: Double
  ) throws(LengthLawError) -> Double {
    let value = try maximise(at: coordinate)
    guard !value.isNaN else {
      throw .notConverged("the likelihood is not a number")
    }
    return 2 * (maximum - value) - limit
  }

  /// The greatest log-likelihood with that coordinate.
  private mutating func maximise(
    at coordinate: Double
  ) throws(LengthLawError) -> Double {
    guard !others.isEmpty else {
      return value(at: [coordinate]).value
    }
    var best: (point: [Double], value: Double)?
    for start in starts {
      let found = climb(from: start, at: coordinate)
      if let found, found.value > best?.value ?? -.infinity { best = found }
    }
    guard let best else {
      throw .notConverged("no maximum over the other parameters")
    }
    others = best.point
    return best.value
  }

  /// Where to look for the others from: where they were, and if that is far
  /// out on a plateau, also from its foot, for there the slope says nothing.
  private var starts: [[Double]] {
    let links = Law.links.indices.filter { $0 != index }.map { Law.links[$0] }
    var foot = others
    for (place, link) in links.enumerated()
    where link.isBounded && abs(others[place]) > Self.edge / 3 {
      foot[place] = others[place] > 0 ? 2 : -2
    }
    return foot == others ? [others] : [others, foot]
  }

  /// A local maximum, or the height of a plateau.
  private func climb(
    from start: [Double], at coordinate: Double
  ) -> (point: [Double], value: Double)? {
    var point = start
    point.insert(coordinate, at: index)
    let search = NewtonSearch(count: point.count, held: [index])
    let found = search.climb(from: SIMD4(padding: point)) {
      Law.curvedLogLikelihood(at: $0, of: terms)
    }
    guard let found else { return nil }
    var others = point.indices.map { found.point[$0] }
    others.remove(at: index)
    return (others, found.value)
  }

  /// log L at a point.
  private func value(at point: [Double]) -> Curved {
    Law.curvedLogLikelihood(at: SIMD4(padding: point), of: terms)
  }
}

extension Link {
  /// Whether coordinates beyond a moderate size change nothing.
  fileprivate var isBounded: Bool {
    switch self {
    case .identity: false
    case .log, .logit, .logAboveOne, .complementaryLogLog: true
    }
  }

  /// The parameter at the end of the line.
  fileprivate func edge(_ direction: Double) -> Double {
    switch self {
    case .identity: direction * .infinity
    case .log: direction < 0 ? 0 : .infinity
    case .logit: direction < 0 ? 0 : 1
    case .logAboveOne: direction < 0 ? 1 : .infinity
    case .complementaryLogLog: direction < 0 ? 1 : 0
    }
  }
}
