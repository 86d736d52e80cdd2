/// A prefill model and how it explains the rows fitted to.
public struct PrefillFit: Sendable, Equatable, Codable {
  /// The model.
  public let model: PrefillModel
  /// Its errors.
  public let report: PrefillReport
}

/// How a prefill model explains the rows fitted to.
public struct PrefillReport: Sendable, Equatable, Codable {
  /// One configuration's part.
  public struct Entry: Sendable, Equatable, Codable {
    /// The configuration.
    public let configuration: ServingConfiguration
    /// Whether the pooled model stands in for one of its own.
    public let isPooled: Bool
    /// Its rows' errors.
    public let errors: ErrorSummary
    /// The coefficients used, the pooled ones where it has none of its own.
    public let coefficients: [FittedCoefficient]
  }

  /// What the model looks at.
  public let features: PrefillFeatures
  /// By configuration, in order of their descriptions.
  public let entries: [Entry]
  /// The errors of all rows.
  public let overall: ErrorSummary
  /// What to know beside the numbers.
  public let caveats: [FitCaveat]

  init(
    _ model: PrefillModel, _ groups: [PrefillGroup],
    _ features: PrefillFeatures, _ caveats: [FitCaveat]
  ) throws(DecodeTimeError) {
    var entries: [Entry] = []
    var (observed, predicted) = ([Double](), [Double]())
    var unknowns = 0
    for group in groups {
      let seconds = group.rows.map(\.prefillSeconds)
      var values: [Double] = []
      for row in group.rows { values.append(try model.seconds(row)) }
      let own = model.coefficients(of: group.configuration)
      let coefficients = own ?? model.coefficients() ?? []
      if own != nil { unknowns += coefficients.count }
      entries.append(
        Entry(
          configuration: group.configuration, isPooled: own == nil,
          errors: ErrorSummary(
            observed: seconds, predicted: values,
            unknowns: Double(coefficients.count)),
          coefficients: coefficients))
      observed += seconds
      predicted += values
    }
    if entries.contains(where: \.isPooled) {
      unknowns += model.coefficients()?.count ?? 0
    }
    self.features = features
    self.entries = entries
    overall = ErrorSummary(
      observed: observed, predicted: predicted, unknowns: Double(unknowns))
    self.caveats = caveats
  }
}
