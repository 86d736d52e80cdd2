import DecodeTimes
import TestSupport
import Testing

@Suite("Latency fitting")
struct LatencyFittingTests {
  static let forms: [LatencyForm] = [
    .constant, .affine, .saturating, .piecewise(starts: [10, 40]),
    .isotonic(levels: 6), .spline(intervals: 4), .context(batch: true),
  ]
  static let rising: [LatencyForm] = [
    .constant, .affine, .saturating, .isotonic(levels: 6),
    .spline(intervals: 4),
  ]

  /// Answers of all lengths up to 80 with noisy times.
  static func rows(_ choices: inout Choices) -> [LatencyObservation] {
    let rate = choices.logUniform(in: 0.005...0.05)
    return (1...40).map { index in
      let n = 2 * index
      let noise = 1 + 0.2 * (choices.unit() - 0.5)
      return LatencyObservation(
        tokens: n,
        decodeSeconds: (0.03 + rate * Double(n) * (1 + 0.002 * Double(n)))
          * noise,
        promptTokens: choices.int(1...500), batch: choices.double(in: 1...8),
        weight: choices.double(in: 0.5...2))
    }
  }

  /// Intercept, slope and standard errors by numpy 2.4.6, `linalg.lstsq` and
  /// the inverse of XᵀX.
  @Test func specBenchAgreesWithNumpy() throws {
    guard let rows = try SpecBench.observations() else { return }
    #expect(rows.count == 560)
    let fit = try LatencyFitting().fit(rows, form: .constant)
    let expected: [(Double, Double)] = [
      (0.029079081222223364, 0.015225566899010619),
      (0.02296860699908012, 6.465345852814455e-05),
    ]
    for (parameter, value) in zip(fit.parameters, expected) {
      #expect(abs(parameter.value - value.0) < 1e-10)
      let error = try #require(parameter.standardError)
      #expect(abs(error - value.1) < 1e-10)
    }
    #expect(fit.caveats.isEmpty)
    guard case .startUp(let model) = fit.latency else {
      Issue.record("the fit should have a start-up cost")
      return
    }
    #expect(model.startUpSeconds == fit.parameters[0].value)
  }

  @Test func formsAreFoundAgain() throws {
    let starts = try StartUpLatency(
      startUpSeconds: 0.04,
      steps: .saturating(
        SaturatingLatency(intercept: 0.02, slope: 0.001, growth: 19)))
    let rows = (1...60).map {
      LatencyObservation(
        tokens: $0,
        decodeSeconds: starts.cumulativeLatency(through: $0),
        promptTokens: 1)
    }
    for form in [
      LatencyForm.saturating, .isotonic(levels: 64), .spline(intervals: 12),
    ] {
      let fit = try LatencyFitting().fit(rows, form: form)
      let worst = try rows.map {
        abs(try fit.predict($0) / $0.decodeSeconds - 1)
      }.max()
      let limit = form == .spline(intervals: 12) ? 0.02 : 1e-9
      #expect(try #require(worst) < limit, "\(form)")
    }
    let affine = rows.map { row in
      var row = row
      let n = Double(row.tokens)
      row.decodeSeconds = 0.01 * n + 0.002 * n * (n + 1) / 2
      return row
    }
    for form in [LatencyForm.affine, .context(batch: false)] {
      let settings = LatencyFitting(hasStartUp: false)
      let inexact = affine.map { row in
        var row = row
        row.promptTokens = 1 + row.tokens % 7
        let extra = 0.002 * Double(row.tokens * (row.tokens % 7))
        if form != .affine { row.decodeSeconds += extra }
        return row
      }
      let fit = try settings.fit(inexact, form: form)
      #expect(abs(fit.parameters[1].value - 0.002) < 1e-12)
    }
  }

  @Test(arguments: forms)
  func timesInAnotherUnitScale(form: LatencyForm) {
    property("equivariance of \(form)", cases: 8) { choices in
      let rows = Self.rows(&choices)
      let unit = 1024.0
      let scaled = rows.map { row in
        var row = row
        row.decodeSeconds *= unit
        return row
      }
      let settings = LatencyFitting(
        weighting: choices.element(of: LatencyWeighting.allCases),
        isRobust: choices.bool())
      let small = try settings.fit(rows, form: form)
      let large = try settings.fit(scaled, form: form)
      for row in rows {
        try requireClose(
          try large.predict(row), try small.predict(row) * unit,
          relative: 1e-6)
      }
    }
  }

  @Test(arguments: forms)
  func theOrderOfRowsDoesNotMatter(form: LatencyForm) {
    property("row order of \(form)", cases: 8) { choices in
      let rows = Self.rows(&choices)
      let settings = LatencyFitting(
        convention: choices.element(of: DecodeStepConvention.allCases))
      let fit = try settings.fit(rows, form: form)
      try requireEqual(
        try settings.fit(choices.shuffled(rows), form: form), fit)
    }
  }

  @Test(arguments: rising)
  func formsThatPromiseItAreNonDecreasing(form: LatencyForm) {
    property("monotone \(form)", cases: 8) { choices in
      var rows = Self.rows(&choices)
      // Times that grow ever slower, so that the bounds are at work.
      for index in rows.indices {
        rows[index].decodeSeconds = rows[index].decodeSeconds.squareRoot()
      }
      let fit = try LatencyFitting().fit(rows, form: form)
      guard let latency = fit.latency else {
        throw Falsified("\(form) should depend on position alone")
      }
      let steps = latency.steps
      var (before, sum) = (0.0, latency.startUp)
      for position in 1...120 {
        let step = steps.latency(at: position)
        try require(step >= before * (1 - 1e-12), "l falls at \(position)")
        before = step
        sum += step
        try requireClose(
          latency.cumulativeLatency(through: position), sum, relative: 1e-12)
      }
      var row = rows[20]
      row.decodeSeconds = 1
      try requireClose(
        try fit.predict(row),
        latency.cumulativeLatency(through: row.tokens))
    }
  }

  @Test func aCoefficientAtItsBoundIsSaid() throws {
    let rows = (1...20).map {
      LatencyObservation(
        tokens: $0, decodeSeconds: 0.02 * Double($0).squareRoot())
    }
    let fit = try LatencyFitting(hasStartUp: false).fit(rows, form: .affine)
    #expect(fit.parameters[1].value == 0)
    #expect(fit.caveats.contains(.heldAtBound(["slope"])))
    #expect(fit.parameters[1].standardError == 0)
  }

  @Test func outliersMoveARobustFitLess() throws {
    var rows = (1...50).map {
      LatencyObservation(
        tokens: $0, decodeSeconds: 0.02 * Double($0) + ($0 % 2 == 0 ? 1e-3 : 0))
    }
    rows[48].decodeSeconds = 30
    var settings = LatencyFitting()
    let plain = try settings.fit(rows, form: .constant)
    settings.isRobust = true
    let robust = try settings.fit(rows, form: .constant)
    #expect(abs(robust.parameters[1].value - 0.02) < 1e-4)
    #expect(abs(plain.parameters[1].value - 0.02) > 1e-2)
  }

  @Test func crossValidationFindsTheForm() throws {
    var choices = Choices(seed: 5)
    let rows = (1...200).map { n in
      LatencyObservation(
        tokens: n,
        decodeSeconds: (0.02 * Double(n) + 1e-4 * Double(n * n))
          * (1 + 0.01 * (choices.unit() - 0.5)))
    }
    let selection = try LatencyFitting().select(rows, seed: 3)
    #expect(selection.best != .constant)
    #expect(selection.entries.count == LatencyForm.standard.count)
    let shuffled = choices.shuffled(rows)
    #expect(try LatencyFitting().select(shuffled, seed: 3) == selection)
  }

  @Test func everyFormFitsNeighbouringLengths() throws {
    // Every form of position has its rank on any run of six lengths, with and
    // without a start-up cost.
    for first in 1...4 {
      for convention in DecodeStepConvention.allCases {
        for hasStartUp in [false, true] {
          let settings = LatencyFitting(
            convention: convention, hasStartUp: hasStartUp)
          let rows = (first..<first + 7).map {
            LatencyObservation(tokens: $0, decodeSeconds: 0.03 * Double($0))
          }
          for form in LatencyForm.standard {
            _ = try settings.fit(rows, form: form)
          }
        }
      }
    }
  }
}

extension LatencyModel {
  /// The steps without the start-up cost.
  var steps: LatencyModel {
    guard case .startUp(let start) = self else { return self }
    return start.steps
  }

  var startUp: Double {
    guard case .startUp(let start) = self else { return 0 }
    return start.startUpSeconds
  }
}
