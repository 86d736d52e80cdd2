import NumericalMethods

/// How much of the variance of prefill times is the configuration, how much
/// the prompt's length, and what is left.
///
/// With SS(A) the sum of squares that an additive model of the factors A
/// explains: a factor's *sequential* part is what it adds to those before it,
/// which depends on the order; its *order-averaged* part is the mean over all
/// orders, Shapley's value (Lindeman, Merenda and Gold 1980). Parts of either
/// kind add up to SS of all factors.
///
/// What models of each configuration explain beyond the additive one is the
/// *interaction*: slopes that differ.
public struct VarianceAttribution: Sendable, Equatable, Codable {
  /// One factor's part of the total sum of squares.
  public struct Factor: Sendable, Hashable, Codable {
    /// `configuration`, a key of it, or `promptTokens`.
    public let name: String
    /// What it adds after the factors before it, as a share of the total.
    public let sequentialShare: Double
    /// The mean of that over all orders.
    public let averagedShare: Double
  }

  /// The factors, in the order of the sequential parts.
  public let factors: [Factor]
  /// The further share of slopes by configuration.
  public let interactionShare: Double
  /// What no part explains.
  public let restShare: Double
  /// Σ(y − ȳ)² in seconds².
  public let totalSumOfSquares: Double

  /// Attributes the variance.
  ///
  /// - Parameters:
  ///   - observations: Times above 0, not all alike.
  ///   - features: How the prompt's length enters; no embedding.
  ///   - byKey: Whether each key of the configuration is a factor of its own,
  ///     additively, or all labels are one. At most 10 keys.
  /// - Throws: `DecodeTimeError`.
  public init(
    _ observations: [PrefillObservation],
    features: PrefillFeatures = .rootAndSquare, byKey: Bool = false
  ) throws(DecodeTimeError) {
    try PrefillObservation.check(observations)
    let rows = PrefillObservation.sorted(observations)
    let problem = try AttributionProblem(rows, features, byKey: byKey)
    let seconds = rows.map(\.prefillSeconds)
    let mean = seconds.reduce(0) { $0 + $1 / Double(seconds.count) }
    let total = seconds.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    guard total > 0 else {
      throw .rankDeficient(columns: ["prefill times, which are all alike,"])
    }
    let count = problem.names.count
    var explained = [0.0]
    for subset in 1..<(1 << count) {
      explained.append(1 - (try problem.residual(subset)) / total)
    }
    factors = (0..<count).map { factor in
      let before = (1 << factor) - 1
      return Factor(
        name: problem.names[factor],
        sequentialShare: explained[before | 1 << factor] - explained[before],
        averagedShare: Self.shapley(factor, of: count, explained))
    }
    let additive = explained[(1 << count) - 1]
    let full = max(
      additive, 1 - (try problem.residualByConfiguration()) / total)
    interactionShare = full - additive
    restShare = 1 - full
    totalSumOfSquares = total
  }

  /// Σ over sets S without the factor of |S|!(m − 1 − |S|)!/m! times what it
  /// adds to S.
  private static func shapley(
    _ factor: Int, of count: Int, _ value: [Double]
  ) -> Double {
    var sum = 0.0
    for subset in value.indices where subset & (1 << factor) == 0 {
      let size = subset.nonzeroBitCount
      // 1/(m·C(m − 1, |S|)).
      var weight = 1 / Double(count)
      for step in 0..<size {
        weight *= Double(step + 1) / Double(count - 1 - step)
      }
      sum += weight * (value[subset | 1 << factor] - value[subset])
    }
    return sum
  }
}

private struct AttributionProblem {
  var names: [String] = []
  private var blocks: [Range<Int>] = []
  private var design: Design
  private let rows: [PrefillObservation]
  private let map: PrefillFeatureMap

  init(
    _ rows: [PrefillObservation], _ features: PrefillFeatures, byKey: Bool
  ) throws(DecodeTimeError) {
    if case .embedding = features {
      throw .invalidSetting("attribution is to lengths, not embeddings")
    }
    self.rows = rows
    map = try PrefillFeatureMap(features, rows)
    let configurations = PrefillGroup.all(rows).map(\.configuration)
    var labels: [[ServingConfiguration]] = []
    if byKey {
      let keys = Set(configurations.flatMap(\.keys)).sorted()
      guard keys.count <= 10 else {
        throw .invalidSetting(
          "attribution takes at most 10 keys, but there are \(keys.count)")
      }
      names = keys
      labels = keys.map { key in
        configurations.map { ServingConfiguration([key: $0.labels[key] ?? ""]) }
      }
    } else {
      names = ["configuration"]
      labels = [configurations]
    }
    let indicators = labels.map { Set($0).sorted().dropFirst() }
    var end = 1
    for block in indicators {
      blocks.append(end..<end + block.count)
      end += block.count
    }
    names.append("promptTokens")
    blocks.append(end..<end + map.names.count - 1)
    design = Design(columns: end + map.names.count - 1)
    for (index, row) in rows.enumerated() {
      var values = [1.0]
      for (place, block) in indicators.enumerated() {
        let own =
          byKey
          ? ServingConfiguration([
            names[place]: row.configuration.labels[names[place]] ?? ""
          ]) : row.configuration
        values += block.map { $0 == own ? 1 : 0 }
      }
      values += try map.row(
        promptTokens: row.promptTokens, embedding: nil, index: index
      ).dropFirst()
      design.append(values)
    }
  }

  /// The residual sum of squares of some factors.
  func residual(_ subset: Int) throws(DecodeTimeError) -> Double {
    let columns =
      [0]
      + blocks.indices.filter { subset & (1 << $0) != 0 }
      .flatMap { Array(blocks[$0]) }
    return try Self.residual(
      design.selecting(columns), rows.map(\.prefillSeconds))
  }

  /// The residual sum of squares of a model for each configuration.
  func residualByConfiguration() throws(DecodeTimeError) -> Double {
    var sum = 0.0
    for group in PrefillGroup.all(rows) {
      var design = Design(columns: map.names.count)
      for row in group.rows {
        design.append(
          try map.row(promptTokens: row.promptTokens, embedding: nil))
      }
      sum += try Self.residual(design, group.rows.map(\.prefillSeconds))
    }
    return sum
  }

  private static func residual(
    _ design: Design, _ seconds: [Double]
  ) throws(DecodeTimeError) -> Double {
    do throws(NumericalError) {
      return try LeastSquares().fit(
        design, seconds, droppable: Set(1..<max(design.columns, 1))
      ).fit.residualSumOfSquares
    } catch {
      throw DecodeTimeError(error, names: [])
    }
  }
}
