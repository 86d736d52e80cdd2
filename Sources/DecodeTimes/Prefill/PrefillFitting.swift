import NumericalMethods

/// Which configurations get a model of their own.
public enum PrefillPooling: String, Sendable, Hashable, Codable, CaseIterable {
  /// Those with enough rows; the others share the pooled model.
  case automatic
  /// All of them, and one with too few rows is an error.
  case separate
  /// None: one model with an additive effect of each label.
  case additive
}

/// Fits prefill models to measurements.
///
/// ```swift
/// let fit = try PrefillFitting(features: .count).fit(observations)
/// fit.report.overall.rSquared
/// try fit.model.predict(promptTokens: 512, configuration: h100).seconds
/// ```
///
/// Nothing depends on the order of the rows.
public struct PrefillFitting: Sendable, Hashable, Codable {
  /// What the model looks at.
  public var features: PrefillFeatures
  /// Which configurations get a model of their own.
  public var pooling: PrefillPooling
  /// How many rows that takes, at least 2; three a coefficient if `nil`.
  public var minimumRows: Int?
  /// The most labels of all keys together that are fitted.
  public var maximumLabels = LatencyFitting.usualMaximumLabels
  /// Whether rows far off count less (Tukey's bisquare function); not with
  /// embeddings.
  public var isRobust: Bool

  /// The settings of a fit.
  public init(
    features: PrefillFeatures = .count, pooling: PrefillPooling = .automatic,
    minimumRows: Int? = nil, isRobust: Bool = false
  ) {
    self.features = features
    self.pooling = pooling
    self.minimumRows = minimumRows
    self.isRobust = isRobust
  }

  /// The model and how it explains the rows.
  ///
  /// - Parameter observations: Times above 0 and prompts of at least 1 token.
  /// - Returns: The model and its report.
  /// - Throws: `DecodeTimeError`.
  public func fit(
    _ observations: [PrefillObservation]
  ) throws(DecodeTimeError) -> PrefillFit {
    try PrefillObservation.check(observations)
    if let minimumRows, minimumRows < 2 {
      throw .invalidSetting(
        "a model of its own needs at least 2 rows, but \(minimumRows) are set")
    }
    let rows = PrefillObservation.sorted(observations)
    let map = try PrefillFeatureMap(features, rows)
    var caveats = PrefillObservation.unitHints(rows)
    let groups = PrefillGroup.all(rows)
    let needed = max(2, minimumRows ?? 3 * map.names.count)
    var separate: [PrefillModel.OwnModel] = []
    for group in groups where pooling != .additive {
      guard group.rows.count >= needed else {
        guard pooling == .automatic, groups.count > 1 else {
          throw .tooFewObservations(
            count: group.rows.count, needed: needed,
            of: "rows" + group.suffix)
        }
        caveats.append(
          .pooledConfiguration(group.configuration, rows: group.rows.count))
        continue
      }
      do throws(DecodeTimeError) {
        let predictor = try solve(group.rows, map, nil, &caveats)
        separate.append(
          .init(configuration: group.configuration, predictor: predictor))
      } catch {
        // Rows that do not vary enough for a model of their own.
        guard pooling == .automatic, groups.count > 1 else { throw error }
        caveats.append(
          .pooledConfiguration(group.configuration, rows: group.rows.count))
      }
    }
    let model = PrefillModel(
      map: map, separate: separate,
      pooled: try pooled(
        rows, groups, map, isNeeded: separate.count < groups.count, &caveats))
    return PrefillFit(
      model: model,
      report: try PrefillReport(model, groups, features, caveats))
  }

  private func pooled(
    _ rows: [PrefillObservation], _ groups: [PrefillGroup],
    _ map: PrefillFeatureMap, isNeeded: Bool, _ caveats: inout [FitCaveat]
  ) throws(DecodeTimeError) -> PrefillModel.PooledModel? {
    guard pooling != .separate, isNeeded || groups.count > 1 else {
      return nil
    }
    try LabelEffects.check(
      groups.map(\.configuration), limit: maximumLabels)
    let effects = LabelEffects(groups.map(\.configuration))
    var notes: [FitCaveat] = []
    do throws(DecodeTimeError) {
      let predictor = try solve(rows, map, effects, &notes)
      caveats += notes
      return .init(effects: effects, predictor: predictor)
    } catch {
      guard isNeeded else { return nil }
      throw error
    }
  }

  private func solve(
    _ rows: [PrefillObservation], _ map: PrefillFeatureMap,
    _ effects: LabelEffects?, _ caveats: inout [FitCaveat]
  ) throws(DecodeTimeError) -> LinearPredictor {
    let own = map.names
    let names = own + (effects?.names ?? [])
    var design = Design(columns: names.count)
    for (index, row) in rows.enumerated() {
      let features = try map.row(
        promptTokens: row.promptTokens, embedding: row.embedding, index: index)
      design.append(features + (try effects?.row(row.configuration) ?? []))
    }
    var squares = LeastSquares()
    squares.isRobust = isRobust
    if case .embedding(_, _, let ridge) = map.features {
      // Coordinates have a deviation of 1 over all rows.
      squares.penalty = (2..<own.count).map { column in
        var row = [Double](repeating: 0, count: names.count)
        row[column] = (ridge * Double(rows.count)).squareRoot()
        return row
      }
      if ridge == 0 { squares.penalty = [] }
    }
    let seconds = rows.map(\.prefillSeconds)
    let labels = Set(own.count..<max(own.count, names.count))
    do throws(LeastSquaresError) {
      guard squares.penalty.isEmpty else {
        let fit = try squares.fit(design, seconds)
        return LinearPredictor(
          fit, kept: Array(names.indices), names: names)
      }
      let (fit, kept) = try squares.fit(
        design, seconds, droppable: map.droppable.union(labels))
      let dropped = Set(names.indices).subtracting(kept).sorted()
      if dropped.contains(1), let row = rows.first {
        caveats.append(.onePromptLength(row.promptTokens))
      }
      let labels = dropped.filter { $0 > 1 }.map { names[$0] }
      if !labels.isEmpty { caveats.append(.aliasedLabels(labels)) }
      if fit.residualVariance == nil { caveats.append(.noDegreesOfFreedom) }
      return LinearPredictor(fit, kept: kept, names: names)
    } catch {
      throw DecodeTimeError(error, names: names)
    }
  }
}

/// The rows of one configuration.
struct PrefillGroup {
  let configuration: ServingConfiguration
  var rows: [PrefillObservation]

  /// Its name after a noun, unless it has no label.
  var suffix: String {
    configuration.labels.isEmpty ? "" : " of \(configuration)"
  }

  /// Rows that are sorted by configuration, cut where it changes.
  static func all(_ sorted: [PrefillObservation]) -> [PrefillGroup] {
    var groups: [PrefillGroup] = []
    for row in sorted {
      if groups.last?.configuration == row.configuration {
        groups[groups.count - 1].rows.append(row)
      } else {
        groups.append(
          PrefillGroup(configuration: row.configuration, rows: [row]))
      }
    }
    return groups
  }
}
