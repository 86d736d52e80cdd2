import NumericalMethods

/// A law chosen for being near the Kaplan–Meier estimate rather than likely.
public struct MinimumDistanceFit: Sendable {
  /// The nearest law of the family.
  public var distribution: any LengthDistribution
  /// The family.
  public var family: Family
  /// The Cramér–von Mises distance, Σ ΔF̂(k)·(F(k) − F̂(k))².
  public var distance: Double
}

extension Family {
  /// The law of the family nearest to the Kaplan–Meier estimate.
  ///
  ///     Σ_k (F̂(k) − F̂(k − 1))·(F(k; θ) − F̂(k))²
  ///
  /// over the lengths at which answers ended is minimised by a simplex search
  /// from the family's usual start. It bounds the pull of outliers, and it has
  /// a minimum for samples whose likelihood has no maximum; there are no
  /// standard errors.
  ///
  /// Source: J. Wolfowitz, Ann. Math. Statist. 28, 75 (1957),
  /// doi:10.1214/aoms/1177707038.
  ///
  /// - Throws: `FitError` for a table without an answer that ended, or if the
  ///   search ends nowhere.
  public func minimumDistanceFit(
    _ table: LifeTable
  ) throws(FitError) -> MinimumDistanceFit {
    let sample = CensoredSample(table)
    try sample.validate()
    guard let type = type as? any ScoredDistribution.Type else {
      throw .notConverged("the family has no start for a search")
    }
    let target = try KaplanMeier(table)
    let (law, distance) = try type.nearest(to: target, from: sample)
    return MinimumDistanceFit(
      distribution: law, family: self, distance: distance)
  }
}

extension ScoredDistribution {
  fileprivate static func nearest(
    to target: KaplanMeier, from sample: CensoredSample
  ) throws(FitError) -> (any LengthDistribution, Double) {
    func distance(_ point: [Double]) -> Double {
      guard let law = try? Self(coordinates: point) else { return .infinity }
      let value = law.distance(to: target)
      return value.isNaN ? .infinity : value
    }
    do throws(NumericalError) {
      let minimum = try minimizeNelderMead(
        from: startingPoint(for: sample), distance)
      return (try law(at: minimum.point), minimum.value)
    } catch {
      throw .notConverged("\(error)")
    }
  }

  private static func law(
    at point: [Double]
  ) throws(NumericalError) -> any LengthDistribution {
    do throws(ParameterError) {
      return try Self(coordinates: point)
    } catch {
      throw .status(error.description)
    }
  }

  private func distance(to target: KaplanMeier) -> Double {
    var (sum, before) = (0.0, 1.0)
    for (length, beyond) in zip(target.lengths, target.survivalBeyond) {
      let difference = survival(at: length + 1) - beyond
      sum += (before - beyond) * difference * difference
      before = beyond
    }
    return sum
  }
}
