import NumericalMethods

/// A step latency fitted to the intervals between tokens.
public struct IntervalFit: Sendable, Equatable, Codable {
  /// The form that was fitted.
  public let form: LatencyForm
  /// The latency.
  public let latency: LatencyModel
  /// The coefficients of the regression; of isotonic steps there are none.
  public let parameters: [FittedCoefficient]
  /// How the intervals are explained.
  public let errors: ErrorSummary
  /// What to know beside the numbers.
  public let caveats: [FitCaveat]
}

extension LatencyFitting {
  /// The step latency of a form that explains intervals between tokens best.
  ///
  /// Each interval is one row of a regression on its position, so a form's
  /// standard errors treat intervals as independent. Isotonic steps are the
  /// exact ones of pooling adjacent violators, as many levels as it takes.
  ///
  /// - Parameters:
  ///   - intervals: One list an answer: seconds, at least 0, more than 0 in
  ///     all; the first belongs to position 1 or, where the first token comes
  ///     out of prefill, to position 2.
  ///   - form: Any form of position alone but `saturating`.
  /// - Returns: The fit.
  /// - Throws: `DecodeTimeError`; rows count over all lists.
  public func fit(
    intervals: [[Double]], form: LatencyForm
  ) throws(DecodeTimeError) -> IntervalFit {
    try form.check()
    let first = convention == .firstTokenInPrefill ? 2 : 1
    var rows: [(position: Int, seconds: Double)] = []
    for list in intervals {
      for (place, seconds) in list.enumerated() {
        guard seconds >= 0, seconds <= DecodeTimeError.maximumSeconds else {
          throw .timeOutOfRange(row: rows.count, seconds: seconds)
        }
        rows.append((first + place, seconds))
      }
    }
    guard let last = rows.map(\.position).max(),
      rows.contains(where: { $0.seconds > 0 })
    else { throw .noObservations }
    guard last <= TabulatedLatency.maximumPosition else {
      throw .countOutOfRange(row: 0, name: "intervals", value: last)
    }
    rows.sort { ($0.position, $0.seconds) < ($1.position, $1.seconds) }
    var caveats = FitCaveat.unitHints(
      rows.map(\.seconds).filter { $0 > 0 }, per: "interval",
      plausible: 1e-4...1)
    let result: (LatencyModel, [FittedCoefficient], Double)
    switch form {
    case .isotonic: result = (try isotonic(rows), [], 0)
    case .constant: result = try solve(rows, ConstantBasis(), &caveats)
    case .affine: result = try solve(rows, AffineBasis(), &caveats)
    case .piecewise(let starts):
      result = try solve(
        rows, RangeBasis(starts: [1] + starts, isCumulative: false), &caveats)
    case .spline(let intervals):
      result = try solve(
        rows, RisingSplineBasis(intervals: intervals, last: max(last, 2)),
        &caveats)
    case .saturating, .context:
      throw .invalidSetting("\(form) cannot be fitted to intervals")
    }
    let (latency, parameters, unknowns) = result
    return IntervalFit(
      form: form, latency: latency, parameters: parameters,
      errors: ErrorSummary(
        observed: rows.map(\.seconds),
        predicted: rows.map { latency.latency(at: $0.position) },
        unknowns: unknowns),
      caveats: caveats)
  }

  private func isotonic(
    _ rows: [(position: Int, seconds: Double)]
  ) throws(DecodeTimeError) -> LatencyModel {
    var means: [(position: Int, mean: Double, count: Double)] = []
    for row in rows {
      if let last = means.last, last.position == row.position {
        let count = last.count + 1
        means[means.count - 1].mean += (row.seconds - last.mean) / count
        means[means.count - 1].count = count
      } else {
        means.append((row.position, row.seconds, 1))
      }
    }
    let levels = isotonicRegression(
      means.map(\.mean), weights: means.map(\.count))
    var buckets: [LatencyBucket] = []
    for (place, level) in levels.enumerated()
    where buckets.last?.secondsPerToken != level {
      let start = place == 0 ? 1 : means[place].position
      if place > 0 { buckets[buckets.count - 1].last = start - 1 }
      buckets.append(
        LatencyBucket(first: start, last: nil, secondsPerToken: level))
    }
    return .piecewiseConstant(try PiecewiseConstantLatency(buckets))
  }

  private func solve(
    _ rows: [(position: Int, seconds: Double)], _ basis: some StepBasis,
    _ caveats: inout [FitCaveat]
  ) throws(DecodeTimeError) -> (LatencyModel, [FittedCoefficient], Double) {
    var design = Design(columns: basis.names.count)
    for row in rows { design.append(basis.steps(at: row.position)) }
    var squares = LeastSquares()
    squares.isRobust = isRobust
    squares.nonNegative = basis.names.map { _ in true }
    // As much smoothing as one part in a thousand of the rows.
    let root = (1e-3 * Double(rows.count) / Double(design.columns)).squareRoot()
    squares.penalty = basis.roughness.map { $0.map { $0 * root } }
    let fit: LinearFit
    do throws(NumericalError) {
      fit = try squares.fit(design, rows.map(\.seconds))
    } catch {
      throw DecodeTimeError(error, names: basis.names)
    }
    let bound = Set(basis.names.indices).subtracting(fit.free).sorted()
    if !bound.isEmpty {
      caveats.append(.heldAtBound(bound.map { basis.names[$0] }))
    }
    return (
      try basis.latency(fit.coefficients.map { max($0, 0) }),
      basis.names.indices.map {
        FittedCoefficient(
          name: basis.names[$0], value: fit.coefficients[$0],
          standardError: fit.standardErrors?[$0])
      }, fit.effectiveColumns
    )
  }
}
