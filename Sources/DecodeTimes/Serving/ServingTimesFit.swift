import RealModule

/// All that a log's measured times tell of a server: the time of each position
/// with its noise, for all configurations together and for each, and the
/// prefill.
///
/// Each part gives the best that the rows allow, and a caveat names what they
/// do not tell. A part that cannot be fitted does not stop the others.
public struct ServingTimesFit: Sendable, Equatable {
  /// The times of all rows together; `nil` without a measured decode time.
  public let pooled: ServingTimes?
  /// The times of each configuration that has a label.
  public let configurations: [ServingConfiguration: ServingTimes]
  /// The prefill; `nil` where too few were measured or they allow no fit.
  public let prefill: PrefillModel?
  /// What to know beside the fits.
  public let caveats: [FitCaveat]

  /// The least rows from which noise is fitted.
  public static let fewestForNoise = 20
  /// The least rows from which the prefill is fitted.
  public static let fewestForPrefill = 10

  /// Fits times to measurements: constant steps, with a cost per answer where
  /// the rows tell one; noise around them; and the prefill, linear in the
  /// prompt's length.
  ///
  /// Noise is log-normal, unless the logarithms of at least 100 ratios are
  /// skewed beyond four standard errors, √(6/n); then it is that of the ratios
  /// seen, in up to four groups by length.
  ///
  /// - Parameters:
  ///   - decode: Answers with their decode times.
  ///   - prefill: Prompts with theirs.
  ///   - convention: Which tokens are decode steps.
  ///   - maximumLabels: The most labels of all configurations that are fitted.
  /// - Throws: `DecodeTimeError` for decode times that are none, or more labels.
  public init(
    decode: [LatencyObservation], prefill: [PrefillObservation] = [],
    convention: DecodeStepConvention = .everyTokenIsAStep,
    maximumLabels: Int = LatencyFitting.usualMaximumLabels
  ) throws(DecodeTimeError) {
    var caveats: [FitCaveat] = []
    let steps = decode.filter { convention.stepCount(tokens: $0.tokens) > 0 }
    if steps.isEmpty {
      (pooled, configurations) = (nil, [:])
      if !decode.isEmpty {
        caveats.append(.withoutSteps(rows: decode.count))
      }
    } else {
      let fit = try LatencyFitting(convention: convention)
        .fitConfigurations(decode, maximumLabels: maximumLabels)
      caveats += fit.caveats
      let all = fit.pooled.latency.map {
        ServingTimes(
          latency: $0, noise: Self.noise(around: $0, steps, convention))
      }
      pooled = all
      let rows = Dictionary(grouping: steps, by: \.configuration)
      var configurations: [ServingConfiguration: ServingTimes] = [:]
      for entry in fit.entries where !entry.configuration.labels.isEmpty {
        configurations[entry.configuration] = ServingTimes(
          latency: entry.latency,
          noise: Self.noise(
            around: entry.latency, rows[entry.configuration] ?? [], convention)
            ?? all?.noise)
      }
      self.configurations = configurations
    }
    var model: PrefillModel?
    if prefill.count >= Self.fewestForPrefill {
      do throws(DecodeTimeError) {
        var fitting = PrefillFitting()
        fitting.maximumLabels = maximumLabels
        let fit = try fitting.fit(prefill)
        caveats += fit.report.caveats.filter { !caveats.contains($0) }
        model = fit.model
      } catch {
        caveats.append(.prefillNotFitted(error.description))
      }
    }
    self.prefill = model
    self.caveats = caveats
  }

  /// The noise around a latency; `nil` of too few rows with times above 0.
  private static func noise(
    around latency: LatencyModel, _ rows: [LatencyObservation],
    _ convention: DecodeStepConvention
  ) -> DecodeTimeNoise? {
    var (tokens, ratios) = ([Int](), [Double]())
    for row in rows {
      let ratio =
        row.decodeSeconds / convention.decodeTime(latency, tokens: row.tokens)
      // No time at all, of one token or by a latency, has no ratio.
      guard ratio > 0, ratio < .infinity else { continue }
      tokens.append(row.tokens)
      ratios.append(ratio)
    }
    guard ratios.count >= fewestForNoise else { return nil }
    guard !isSkewed(ratios) else {
      return try? DecodeTimeNoise.fitted(
        .grouped(min(max(ratios.count / 50, 1), 4)), tokens: tokens,
        ratios: ratios
      ).compact
    }
    return try? .fitted(
      .logNormal(growing: true), tokens: tokens, ratios: ratios)
  }

  /// Whether no log-normal law has such ratios.
  private static func isSkewed(_ ratios: [Double]) -> Bool {
    let count = Double(ratios.count)
    guard ratios.count >= 100 else { return false }
    let logs = ratios.map { Double.log($0) }
    let mean = logs.reduce(0, +) / count
    let (square, cube) = logs.reduce((0.0, 0.0)) { sums, log in
      let offset = log - mean
      return (
        sums.0 + offset * offset, sums.1 + offset * offset * offset
      )
    }
    guard square > 0 else { return false }
    let deviation = (square / count).squareRoot()
    let skewness = cube / count / (deviation * deviation * deviation)
    return abs(skewness) > 4 * (6 / count).squareRoot()
  }
}
