import NumericalMethods
import RealModule

extension Inflated where Base: FittableDistribution {
  /// The maximum likelihood fit with point masses at given lengths.
  ///
  /// A length whose mass the base explains already gets the weight 0: there
  /// the likelihood falls from the base's own maximum with any weight. The
  /// fit is then named `.noInflation`, without a standard error of that
  /// weight, instead of a tiny weight with a huge one.
  ///
  /// - Throws: `FitError` where the likelihood has no maximum or none was
  ///   found; `.invalidSample` if a length is below 1 or stands twice.
  public static func fit(
    _ sample: CensoredSample, at lengths: [Int]
  ) throws(FitError) -> CompositeFit<Self> {
    guard Set(lengths).count == lengths.count, lengths.allSatisfy({ $0 >= 1 })
    else { throw .invalidSample }
    let plain = try Base.fit(sample)
    var points = lengths.sorted().filter {
      slope(at: $0, plain.distribution, sample) > 1e-7 * sample.weight
    }
    while !points.isEmpty {
      var search = MixtureSearch(
        points: points,
        weights: points.map { _ in 0.1 / Double(points.count) } + [0.9],
        components: [plain.distribution])
      var history: [Double] = []
      let loss = search.run(
        on: sample, rounds: 50, gain: 1e-8, history: &history)
      if let loss {
        throw .notConverged("the base of the inflated law: \(loss)")
      }
      if let found = search.polished(on: sample),
        found.weights.allSatisfy({ $0 > 1e-8 })
      {
        return try finished(found, points, lengths, sample, history)
      }
      // Without a maximum inside, the least weight goes to 0.
      let least = points.indices.min {
        search.weights[$0] < search.weights[$1]
      }
      guard let least, search.weights[least] < 0.01 else {
        throw .notConverged("inflated weights \(search.weights)")
      }
      points.remove(at: least)
    }
    return try uninflated(plain, lengths)
  }

  /// dlog L/dw at w = 0: Σ (P_point(E)/P_base(E) − 1) over the answers.
  private static func slope(
    at length: Int, _ base: Base, _ sample: CensoredSample
  ) -> Double {
    var sum = 0.0
    sample.forEachTerm { event, weight in
      let share =
        event.contains(length) ? Double.exp(-event.logProbability(base)) : 0
      sum += weight * (share - 1)
    }
    return sum
  }

  private static func finished(
    _ found: MixtureSearch<Base>.Polished, _ points: [Int],
    _ lengths: [Int], _ sample: CensoredSample, _ history: [Double]
  ) throws(FitError) -> CompositeFit<Self> {
    let law: Self
    do throws(ParameterError) {
      law = try Inflated(
        Base(parameterValues: found.values[0]),
        points: lengths.map { length in
          let index = points.firstIndex(of: length)
          return Point(
            length: length, weight: index.map { found.weights[$0] } ?? 0)
        })
    } catch {
      throw .parameter(error)
    }
    let weights = law.points.map { point in
      FittedParameter(
        name: "weightAt\(point.length)", value: point.weight,
        standardError: points.firstIndex(of: point.length).map {
          found.weightErrors[$0]
        })
    }
    let base = Base.parameterNames.enumerated().map { place, name in
      let isFree = place < found.errors[0].count
      return FittedParameter(
        name: name, value: found.values[0][place],
        standardError: isFree ? found.errors[0][place] : nil,
        isEstimated: isFree)
    }
    let boundary: FitBoundary? =
      points.count < lengths.count
      ? .noInflation : law.mean < .infinity ? nil : .infiniteMean
    return CompositeFit(
      distribution: law, parameters: weights + base,
      logLikelihood: found.logLikelihood, observations: sample.weight,
      censored: sample.censoredWeight, history: history, isConverged: true,
      boundary: boundary)
  }

  private static func uninflated(
    _ plain: Fit<Base>, _ lengths: [Int]
  ) throws(FitError) -> CompositeFit<Self> {
    let law: Self
    do throws(ParameterError) {
      law = try Inflated(
        plain.distribution,
        points: lengths.map { Point(length: $0, weight: 0) })
    } catch {
      throw .parameter(error)
    }
    let weights = law.points.map {
      FittedParameter(
        name: "weightAt\($0.length)", value: 0, standardError: nil)
    }
    return CompositeFit(
      distribution: law, parameters: weights + plain.parameters,
      logLikelihood: plain.logLikelihood, observations: plain.observations,
      censored: plain.censored, history: [plain.logLikelihood],
      isConverged: plain.isConverged,
      boundary: lengths.isEmpty ? plain.boundary : .noInflation)
  }
}
