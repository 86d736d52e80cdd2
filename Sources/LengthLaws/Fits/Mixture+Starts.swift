import NumericalMethods
import RealModule

extension Mixture where Component: FittableDistribution {
  /// Logarithms of lengths around which components start: quantiles that
  /// split the sample evenly, or at random but apart from one another.
  ///
  /// Source: D. Arthur and S. Vassilvitskii, SODA 2007, for the choice by
  /// squared distance.
  static func centers(
    _ sample: CensoredSample, _ count: Int, _ restart: Int,
    _ random: borrowing RandomSource
  ) -> [Double] {
    let places = sample.places.sorted { $0.log < $1.log }
    func drawn(_ weights: [Double], _ level: Double) -> Double {
      var left = level * weights.reduce(0, +)
      for (place, weight) in zip(places, weights) {
        left -= weight
        if left <= 0 { return place.log }
      }
      return places.last?.log ?? 0
    }
    let own = places.map(\.weight)
    guard restart > 0 else {
      return (0..<count).map {
        drawn(own, (Double($0) + 0.5) / Double(count))
      }
    }
    var centers = [drawn(own, random.uniform())]
    while centers.count < count {
      let weights = places.map { place in
        let near = centers.map { abs($0 - place.log) }.min() ?? 0
        return place.weight * near * near
      }
      centers.append(drawn(weights, random.uniform()))
    }
    return centers.sorted()
  }
}

extension MixtureSearch {
  /// Fits each component to all answers, those nearest to its center counting
  /// most.
  mutating func start(
    at centers: [Double], _ sample: CensoredSample
  ) -> Degeneracy? {
    func share(_ log: Double, _ index: Int) -> Double {
      let nearest = centers.indices.min {
        abs(centers[$0] - log) < abs(centers[$1] - log)
      }
      return index == nearest ? 0.9 : 0.1 / Double(centers.count - 1)
    }
    for index in components.indices {
      var part = sample
      part.entered = []
      for place in part.ended.indices {
        part.ended[place].weight *= share(
          Double.log(Double(part.ended[place].length)), index)
      }
      for place in part.censored.indices {
        part.censored[place].weight *= share(
          Double.log(Double(part.censored[place].length + 1)), index)
      }
      for place in part.grouped.indices {
        part.grouped[place].weight *= share(part.grouped[place].log, index)
      }
      do throws(FitError) {
        components[index] = try Base.fit(part).distribution
      } catch {
        return .withoutMaximum(error)
      }
    }
    return nil
  }
}

extension CensoredSample.Group {
  /// The logarithm of the middle.
  var log: Double { Double.log(Double(lower + 1 + upper) / 2) }
}

extension CensoredSample {
  /// Where the answers are, on a logarithmic scale.
  var places: [(log: Double, weight: Double)] {
    ended.map { (Double.log(Double($0.length)), $0.weight) }
      + censored.map { (Double.log(Double($0.length + 1)), $0.weight) }
      + grouped.map { ($0.log, $0.weight) }
  }
}
