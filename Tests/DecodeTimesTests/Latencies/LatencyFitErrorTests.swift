import DecodeTimes
import Testing

@Suite("Latency fits of bad data")
struct LatencyFitErrorTests {
  private let good = (1...20).map {
    LatencyObservation(tokens: $0, decodeSeconds: 0.02 * Double($0))
  }

  private func refused(
    _ error: DecodeTimeError, _ form: LatencyForm = .constant,
    _ change: (inout [LatencyObservation]) -> Void
  ) {
    var rows = good
    change(&rows)
    #expect(throws: error) { try LatencyFitting().fit(rows, form: form) }
    #expect(!error.description.isEmpty)
  }

  @Test func badRowsAreNamed() {
    refused(.noObservations) { $0 = [] }
    refused(.timeOutOfRange(row: 3, seconds: 0)) { $0[3].decodeSeconds = 0 }
    refused(.timeOutOfRange(row: 3, seconds: -1)) {
      $0[3].decodeSeconds = -1
    }
    refused(.timeOutOfRange(row: 0, seconds: .infinity)) {
      $0[0].decodeSeconds = .infinity
    }
    refused(.countOutOfRange(row: 2, name: "output tokens", value: 0)) {
      $0[2].tokens = 0
    }
    refused(.countOutOfRange(row: 2, name: "output tokens", value: .max)) {
      $0[2].tokens = .max
    }
    refused(.numberOutOfRange(row: 1, name: "the weight", value: 0)) {
      $0[1].weight = 0
    }
    refused(.missing(row: 0, name: "prompt tokens"), .context(batch: false)) {
      _ in
    }
    refused(.severalTokensPerStep(row: 4, tokens: 5, steps: 2)) {
      $0[4].steps = 2
    }
    var rows = good
    rows[3].decodeSeconds = .nan
    #expect(throws: DecodeTimeError.self) {
      try LatencyFitting().fit(rows, form: .constant)
    }
  }

  @Test func designsWithoutTheRankAreNamed() {
    let alike = good.map { _ in
      LatencyObservation(tokens: 7, decodeSeconds: 0.1)
    }
    #expect(
      throws: DecodeTimeError.rankDeficient(columns: ["secondsPerToken"])
    ) {
      try LatencyFitting().fit(alike, form: .constant)
    }
    let batched = good.map { row in
      var row = row
      (row.promptTokens, row.batch) = (10 + row.tokens % 3, 1)
      return row
    }
    #expect(
      throws: DecodeTimeError.rankDeficient(columns: ["secondsPerRequest"])
    ) {
      try LatencyFitting().fit(batched, form: .context(batch: true))
    }
    #expect(
      throws: DecodeTimeError.tooFewObservations(
        count: 1, needed: 2, of: "rows")
    ) {
      try LatencyFitting().fit([good[0]], form: .constant)
    }
    #expect(throws: DecodeTimeError.self) {
      try LatencyFitting().fit(Array(good[..<2]), form: .spline(intervals: 3))
    }
    #expect(throws: DecodeTimeError.self) {
      try LatencyFitting().fit(good, form: .piecewise(starts: [5, 5]))
    }
  }

  @Test func aWrongUnitIsHintedAt() throws {
    #expect(try LatencyFitting().fit(good, form: .constant).caveats.isEmpty)
    for factor in [1000, 1e-3] {
      let rows = good.map { row in
        var row = row
        row.decodeSeconds *= factor
        return row
      }
      let fit = try LatencyFitting().fit(rows, form: .constant)
      #expect(
        fit.caveats.contains {
          if case .unitLooksWrong = $0 { true } else { false }
        })
    }
    var mixed = good
    mixed[4].decodeSeconds *= 1000
    #expect(
      try LatencyFitting().fit(mixed, form: .constant).caveats
        .contains(.mixedUnits(rows: 1)))
  }

  @Test func answersWithoutAStepAreLeftOut() throws {
    let settings = LatencyFitting(convention: .firstTokenInPrefill)
    var rows = good
    rows[0].decodeSeconds = 0
    let fit = try settings.fit(rows, form: .constant)
    #expect(fit.caveats == [.withoutSteps(rows: 1)])
    #expect(fit.errors.count == 19)
  }
}
