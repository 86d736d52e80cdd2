import NumericalMethods
import RealModule

/// A step latency for each configuration, fitted to measured answers.
///
/// A configuration with enough rows has a fit of its own. A thin one has the
/// pooled fit, L of all rows, stretched by a factor whose logarithm is additive
/// in the labels,
///
///     log(t/L(n)) ≈ μ + Σ_keys e(key=label),
///
/// moved towards its own mean log-ratio by the share m·τ²/(m·τ² + σ²), with m
/// its rows, σ² the variance within configurations and τ² that of what the
/// labels leave of configurations (at least 0, by moments). A configuration
/// that was never measured, of labels that were, has the additive factor.
///
/// Speeds of processors, models and degrees of parallelism multiply, which is
/// why effects are additive in the logarithm.
public struct ConfigurationLatencyFit: Sendable, Equatable, Codable {
  /// One configuration's latency.
  public struct Entry: Sendable, Equatable, Codable {
    /// The configuration.
    public let configuration: ServingConfiguration
    /// Its latency.
    public let latency: LatencyModel
    /// Its rows.
    public let rows: Int
    /// Whether it is the pooled fit, stretched.
    public let isPooled: Bool
  }

  /// By configuration, in order of their descriptions.
  public let entries: [Entry]
  /// The latency of all rows together.
  public let pooled: LatencyFit
  /// What to know beside the numbers.
  public let caveats: [FitCaveat]

  let effects: LabelEffects
  /// μ, then an effect for each label but the first of its key.
  let logFactors: [Double]

  /// The latency of a configuration.
  ///
  /// - Parameter configuration: One that was measured, or a combination of
  ///   labels that were.
  /// - Returns: Its latency.
  /// - Throws: `DecodeTimeError.unknownLabel` for a label never measured.
  public func latency(
    for configuration: ServingConfiguration
  ) throws(DecodeTimeError) -> LatencyModel {
    if let entry = entries.first(where: { $0.configuration == configuration }) {
      return entry.latency
    }
    let row = [1] + (try effects.row(configuration))
    return try pooled.stretched(by: Double.exp(dot(row, logFactors)))
  }
}

extension LatencyFitting {
  /// The most labels that are fitted together unless another limit is set:
  /// work grows with their cube, and takes a second or two at this.
  public static let usualMaximumLabels = 500

  /// Fits a step latency to each configuration.
  ///
  /// - Parameters:
  ///   - observations: As for `fit(_:form:)`.
  ///   - form: `.constant` or `.affine`, whose fits can be stretched; the
  ///     constant one has a cost per answer where the rows tell one.
  ///   - minimumRows: How many rows a fit of its own takes, at least 3.
  ///   - maximumLabels: The most labels of all keys together that are fitted.
  /// - Returns: The fits.
  /// - Throws: `DecodeTimeError` that names the row or column at fault.
  public func fitConfigurations(
    _ observations: [LatencyObservation], form: LatencyForm = .constant,
    minimumRows: Int = 8,
    maximumLabels: Int = LatencyFitting.usualMaximumLabels
  ) throws(DecodeTimeError) -> ConfigurationLatencyFit {
    guard form == .constant || form == .affine else {
      throw .invalidSetting(
        "configurations are pooled in constant and affine forms, not in "
          + "\(form)")
    }
    guard minimumRows >= 3 else {
      throw .invalidSetting(
        "a fit of its own needs at least 3 rows, but \(minimumRows) are set")
    }
    try LabelEffects.check(
      Array(Set(observations.map(\.configuration))),
      limit: maximumLabels)
    func fitted(
      _ rows: [LatencyObservation]
    ) throws(DecodeTimeError) -> LatencyFit {
      form == .constant ? try fitIdentified(rows) : try fit(rows, form: form)
    }
    let pooled = try fitted(observations)
    let usable = observations.filter {
      convention.stepCount(tokens: $0.tokens) > 0
    }
    let groups = Dictionary(grouping: usable, by: \.configuration)
      .sorted { $0.key < $1.key }
    let stretch = try LabelStretch(groups, pooled)
    var entries: [ConfigurationLatencyFit.Entry] = []
    var caveats = pooled.caveats
    if !stretch.aliased.isEmpty {
      caveats.append(.aliasedLabels(stretch.aliased))
    }
    for (place, (configuration, rows)) in groups.enumerated() {
      let own =
        rows.count >= minimumRows ? try? fitted(rows) : nil
      if groups.count > 1, own == nil {
        caveats.append(.pooledConfiguration(configuration, rows: rows.count))
      }
      let latency: LatencyModel =
        if let latency = own?.latency {
          latency
        } else {
          try pooled.stretched(by: Double.exp(stretch.factors[place]))
        }
      entries.append(
        ConfigurationLatencyFit.Entry(
          configuration: configuration, latency: latency, rows: rows.count,
          isPooled: own == nil))
    }
    return ConfigurationLatencyFit(
      entries: entries, pooled: pooled, caveats: caveats,
      effects: stretch.effects, logFactors: stretch.coefficients)
  }
}

/// The logarithms of the factors by which configurations differ.
private struct LabelStretch {
  let effects: LabelEffects
  /// μ, then an effect for each label but the first of its key.
  let coefficients: [Double]
  /// Labels whose effects the others determine.
  let aliased: [String]
  /// One for each configuration, moved towards its own mean.
  let factors: [Double]

  init(
    _ groups: [(key: ServingConfiguration, value: [LatencyObservation])],
    _ pooled: LatencyFit
  ) throws(DecodeTimeError) {
    effects = LabelEffects(groups.map(\.key))
    var design = Design(columns: effects.names.count + 1)
    var (means, counts, within) = ([Double](), [Double](), 0.0)
    for (configuration, rows) in groups {
      design.append([1] + (try effects.row(configuration)))
      // In order of size, so that the rows' order changes no bit.
      var ratios: [Double] = []
      for row in rows where row.decodeSeconds > 0 {
        let predicted = try pooled.predict(row)
        ratios.append(
          Double.log(row.decodeSeconds / max(predicted, 1e-300)))
      }
      ratios.sort()
      let mean = ratios.reduce(0, +) / Double(ratios.count)
      within += ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      means.append(mean)
      counts.append(Double(ratios.count))
    }
    var squares = LeastSquares()
    squares.weights = counts
    let names = ["1"] + effects.names
    let kept: [Int]
    let fit: LinearFit
    do throws(LeastSquaresError) {
      (fit, kept) = try squares.fit(
        design, means, droppable: Set(1..<max(names.count, 1)))
    } catch {
      throw DecodeTimeError(error, names: names)
    }
    var coefficients = [Double](repeating: 0, count: names.count)
    for (place, column) in kept.enumerated() {
      coefficients[column] = fit.coefficients[place]
    }
    self.coefficients = coefficients
    aliased = Set(names.indices).subtracting(kept).sorted().map { names[$0] }
    let rows = counts.reduce(0, +)
    let groupCount = Double(groups.count)
    let sigma = within / max(rows - groupCount, 1)
    let additive = (0..<groups.count).map {
      dot(Array(design.row($0)), coefficients)
    }
    var between = 0.0
    for (mean, prediction) in zip(means, additive) {
      between += (mean - prediction) * (mean - prediction)
    }
    let degrees = groupCount - Double(kept.count)
    let noise = counts.reduce(0) { $0 + sigma / $1 } / groupCount
    let tau = degrees > 0 ? max(between / degrees - noise, 0) : 0
    factors = groups.indices.map { place in
      // Where labels tell all configurations apart, each has its own mean.
      let share =
        tau > 0 ? counts[place] * tau / (counts[place] * tau + sigma) : 0
      return additive[place] + share * (means[place] - additive[place])
    }
  }
}

extension LatencyFit {
  /// The latency with all times multiplied.
  fileprivate func stretched(
    by factor: Double
  ) throws(DecodeTimeError) -> LatencyModel {
    guard let latency else {
      throw .invalidSetting("only a latency of position alone is stretched")
    }
    return try latency.stretched(by: factor)
  }
}

extension LatencyModel {
  /// The form with all times multiplied; forms that are never pooled stay.
  fileprivate func stretched(
    by factor: Double
  ) throws(DecodeTimeError) -> LatencyModel {
    switch self {
    case .constant(let form):
      .constant(
        try ConstantLatency(secondsPerToken: form.secondsPerToken * factor))
    case .affine(let form):
      .affine(
        try AffineLatency(
          intercept: form.intercept * factor, slope: form.slope * factor))
    case .startUp(let form):
      .startUp(
        try StartUpLatency(
          startUpSeconds: form.startUpSeconds * factor,
          position: form.position,
          steps: try form.steps.stretched(by: factor)))
    default: self
    }
  }
}
