import NumericalMethods
import RealModule

/// One regression of total times on sums over positions.
struct LatencyProblem {
  let settings: LatencyFitting
  let form: LatencyForm
  private let rows: [LatencyObservation]
  private let responses: [Double]
  private let weights: [Double]

  init(
    _ settings: LatencyFitting, _ rows: [LatencyObservation],
    form: LatencyForm
  ) {
    self.settings = settings
    self.form = form
    self.rows = rows
    responses = rows.map(\.decodeSeconds)
    weights = rows.map {
      $0.weight
        * settings.weighting.factor(
          steps: settings.convention.stepCount(tokens: $0.tokens))
    }
  }

  /// One form that a combination of columns may take.
  struct Candidate {
    var basis: (any StepBasis)?
    var fit: LinearFit
  }

  func fit(
    caveats: [FitCaveat]
  ) throws(DecodeTimeError) -> LatencyFit {
    let best: Candidate
    if case .context(let batch) = form {
      best = Candidate(
        basis: nil, fit: try solve(contextDesign(batch), contextNames(batch)))
    } else {
      best = try bestPositional()
    }
    let names =
      best.basis.map { startUpNames + $0.names }
      ?? contextNames(form == .context(batch: true))
    return try LatencyFit(
      settings: settings, form: form, names: names, fit: best.fit,
      model: model(best), rows: rows, caveats: caveats)
  }

  private func model(
    _ candidate: Candidate
  ) throws(DecodeTimeError) -> FittedLatency {
    // Rounding may leave a free coefficient a little below its bound.
    var values = candidate.fit.coefficients.map { max($0, 0) }
    let startUp = settings.hasStartUp ? values.removeFirst() : 0
    guard let basis = candidate.basis else {
      return .context(
        ContextLatency(
          secondsPerStep: values[0], secondsPerCachedToken: values[1],
          secondsPerRequest: values.count > 2 ? values[2] : 0,
          startUpSeconds: startUp))
    }
    let steps = try basis.latency(values)
    guard settings.hasStartUp else { return .positional(steps) }
    return .positional(
      .startUp(
        try StartUpLatency(
          startUpSeconds: startUp,
          position: settings.convention == .everyTokenIsAStep ? 1 : 2,
          steps: steps)))
  }

  // MARK: Designs

  private var startUpNames: [String] {
    settings.hasStartUp ? ["startUpSeconds"] : []
  }

  private func design(_ basis: some StepBasis) -> Design {
    var design = Design(columns: startUpNames.count + basis.names.count)
    let first =
      settings.convention == .firstTokenInPrefill
      ? basis.sums(through: 1)
      : [Double](repeating: 0, count: basis.names.count)
    for row in rows {
      let sums = basis.sums(through: row.tokens)
      design.append(startUpNames.map { _ in 1 } + zip(sums, first).map(-))
    }
    return design
  }

  private func contextNames(_ batch: Bool) -> [String] {
    startUpNames + ["secondsPerStep", "secondsPerCachedToken"]
      + (batch ? ["secondsPerRequest"] : [])
  }

  private func contextDesign(_ batch: Bool) -> Design {
    var design = Design(columns: contextNames(batch).count)
    for row in rows {
      let n = Double(settings.convention.stepCount(tokens: row.tokens))
      // Positions are those of the steps: from 2 on without the first token.
      let first = Double(row.tokens) - n
      let cached = Double(row.promptTokens ?? 0) + first + (n - 1) / 2
      let all = [n, n * cached] + (batch ? [n * ((row.batch ?? 1) - 1)] : [])
      design.append(startUpNames.map { _ in 1 } + all)
    }
    return design
  }

  private func solve(
    _ design: Design, _ names: [String], penalty: [[Double]] = []
  ) throws(DecodeTimeError) -> LinearFit {
    var squares = LeastSquares()
    squares.weights = weights
    squares.isRobust = settings.isRobust
    squares.penalty = penalty
    squares.nonNegative = names.map { _ in true }
    do throws(NumericalError) {
      return try squares.fit(design, responses)
    } catch {
      throw DecodeTimeError(error, names: names)
    }
  }

  // MARK: Forms of position

  private var lengths: [Int] {
    rows.map(\.tokens).reduce(into: []) {
      if $0.last != $1 { $0.append($1) }
    }
  }

  private func bestPositional() throws(DecodeTimeError) -> Candidate {
    switch form {
    case .constant: return try candidate(ConstantBasis())
    case .affine: return try candidate(AffineBasis())
    case .piecewise(let starts):
      return try candidate(
        RangeBasis(starts: [1] + starts, isCumulative: false))
    case .isotonic(let levels):
      return try candidate(
        RangeBasis(starts: isotonicStarts(levels), isCumulative: true))
    case .saturating: return try bestSaturating()
    case .spline(let intervals):
      return try smoothed(intervals: intervals)
    case .context: return try candidate(AffineBasis())
    }
  }

  private func candidate(
    _ basis: some StepBasis
  ) throws(DecodeTimeError) -> Candidate {
    Candidate(
      basis: basis,
      fit: try solve(design(basis), startUpNames + basis.names))
  }

  /// Where levels may rise: after observed lengths, so that each rise is seen
  /// by a length of its own.
  private func isotonicStarts(_ levels: Int) -> [Int] {
    let places = lengths.dropFirst(settings.hasStartUp ? 1 : 0).dropLast()
      .map { $0 + 1 }.filter { $0 > 2 }
    let count = min(levels - 1, places.count)
    return [1] + (0..<count).map { places[$0 * places.count / count] }
  }

  /// The plateau of the least sum of squares between the first lengths and
  /// the last but one: on a grid of 24, then on finer ones around the best.
  private func bestSaturating() throws(DecodeTimeError) -> Candidate {
    let inner = lengths.dropFirst(settings.hasStartUp ? 1 : 0).dropLast()
      .filter { $0 > 2 && $0 <= TabulatedLatency.maximumPosition }
    // Beside a start-up cost, two lengths have to lie below the plateau.
    let least = settings.hasStartUp ? (lengths.first ?? 0) + 1 : 0
    guard var low = inner.first.map({ max($0 - 1, least) }),
      var high = inner.last.map({ $0 - 1 }), low <= high
    else {
      throw .tooFewObservations(
        count: lengths.count, needed: settings.hasStartUp ? 4 : 3,
        of: "distinct lengths")
    }
    var best = (
      growth: low, candidate: try candidate(SaturatingBasis(growth: low))
    )
    while true {
      let step = max(1, (high - low) / 24)
      for growth in stride(from: low, through: high, by: step) {
        let next = try candidate(SaturatingBasis(growth: growth))
        if next.fit.residualSumOfSquares
          < best.candidate.fit.residualSumOfSquares
        {
          best = (growth, next)
        }
      }
      guard step > 1 else { return best.candidate }
      (low, high) = (
        max(low, best.growth - step), min(high, best.growth + step)
      )
    }
  }

  /// The smoothing of the least generalised cross-validation score,
  /// n·RSS/(n − df)² (Craven and Wahba 1979, doi:10.1007/BF01404567).
  private func smoothed(
    intervals: Int
  ) throws(DecodeTimeError) -> Candidate {
    guard lengths.count >= 4, let last = lengths.last else {
      throw .tooFewObservations(
        count: lengths.count, needed: 4, of: "distinct lengths")
    }
    let basis = RisingSplineBasis(intervals: intervals, last: max(last, 2))
    let design = design(basis)
    var scale = 0.0
    for index in 0..<design.rows {
      scale +=
        weights[index] * dot(design.row(index), design.row(index))
        / Double(design.columns)
    }
    var best: (candidate: Candidate, score: Double)?
    for exponent in -8...2 {
      let root = (scale * Double.pow(10, exponent)).squareRoot()
      let penalty = basis.roughness.map {
        startUpNames.map { _ in 0 } + $0.map { $0 * root }
      }
      let fit = try solve(design, startUpNames + basis.names, penalty: penalty)
      let left = fit.degreesOfFreedom
      guard left > 0 else { continue }
      let score = fit.residualSumOfSquares / (left * left)
      if best.map({ score < $0.score }) ?? true {
        best = (Candidate(basis: basis, fit: fit), score)
      }
    }
    guard let best else {
      throw .tooFewObservations(
        count: rows.count, needed: rows.count + 1, of: "rows")
    }
    return best.candidate
  }
}
