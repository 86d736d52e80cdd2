import RealModule

/// Several laws of one kind, each with a weight: answers of several sorts
/// under one name.
///
///     P(N = k) = Σ π_j P_j(N = k),   S(k) = Σ π_j S_j(k)
///
/// Components are sorted by their means (then by weight), so that equal
/// mixtures are equal values, whatever order they were found in.
public struct Mixture<Component: LengthDistribution>: LengthDistribution {
  /// π_j, positive, of sum 1.
  public let weights: [Double]

  /// The component laws, by ascending mean.
  public let components: [Component]

  /// A mixture of laws; the weights, positive numbers, are scaled to the
  /// sum 1.
  ///
  /// - Throws: `LengthLawError` if a weight is not positive and finite, or if
  ///   there is not one for every component.
  public init(
    _ components: [Component], weights: [Double]
  ) throws(LengthLawError) {
    guard !components.isEmpty, weights.count == components.count else {
      throw LengthLawError(
        "number of weights", Double(weights.count),
        accepted: "that of the components, \(components.count), and not 0")
    }
    let total = weights.reduce(0, +)
    guard weights.allSatisfy({ $0 > 0 }), total < .infinity else {
      throw LengthLawError(
        "least weight", weights.min() ?? 0, accepted: "a number above 0")
    }
    let order = Self.order(components, weights)
    self.components = order.map { components[$0] }
    self.weights = order.map { weights[$0] / total }
  }

  /// The indices of components by mean; where means are infinite or equal, by
  /// median, then by weight.
  static func order(_ components: [Component], _ weights: [Double]) -> [Int] {
    let keys = components.indices.map {
      (components[$0].mean, components[$0].quantile(0.5), weights[$0], $0)
    }
    return keys.sorted { $0 < $1 }.map(\.3)
  }

  /// log Σ π_j P_j(N = k).
  public func logMass(at length: Int) -> Double {
    combine { $0.logMass(at: length) }
  }

  /// log Σ π_j S_j(k).
  public func logSurvival(at length: Int) -> Double {
    length <= 1 ? 0 : min(combine { $0.logSurvival(at: length) }, 0)
  }

  /// Those of all components; `nil` if one of them has mass everywhere.
  public var atoms: [Int]? {
    var lengths: Set<Int> = []
    for component in components {
      guard let atoms = component.atoms else { return nil }
      lengths.formUnion(atoms)
    }
    return lengths.sorted()
  }

  private func combine(_ log: (Component) -> Double) -> Double {
    logSumExp(
      zip(weights, components).map { Double.log($0) + log($1) })
  }

  /// Σ π_j S_j(k), added up in the order of the curve.
  public func survival(at length: Int) -> Double {
    guard length > 1 else { return 1 }
    let sum = zip(weights, components).reduce(0) {
      $0 + $1.0 * $1.1.survival(at: length)
    }
    return min(sum, 1)
  }

  /// Σ π_j S_j, each curve by the component's own recurrence.
  public func survivalCurve(through length: Int) -> [Double] {
    guard length >= 1 else { return [] }
    var sum = [Double](repeating: 0, count: length)
    for (weight, component) in zip(weights, components) {
      for (index, value) in component.survivalCurve(through: length)
        .enumerated()
      {
        sum[index] += weight * value
      }
    }
    sum[0] = 1
    return sum.map { min($0, 1) }
  }

  /// Σ π_j E_j[N].
  public var mean: Double {
    zip(weights, components).reduce(0) { $0 + $1.0 * $1.1.mean }
  }

  /// Σ π_j (Var_j[N] + (E_j[N] − E[N])²); NaN where the mean is infinite.
  public var variance: Double {
    let mean = mean
    guard mean < .infinity else { return .nan }
    return zip(weights, components).reduce(0) {
      let deviation = $1.1.mean - mean
      return $0 + $1.0 * ($1.1.variance + deviation * deviation)
    }
  }
}

extension Mixture: Equatable where Component: Equatable {}
extension Mixture: Hashable where Component: Hashable {}
