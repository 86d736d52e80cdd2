import DecodeTimes
import LengthLaws
import TestSupport
import Testing

/// Scheduling quantities where not every answer was seen to end.
@Suite("Scheduling under a cap")
struct CutLawTests {
  private func table(
    _ ending: Ending, cap: Int
  ) throws -> SchedulingTable {
    var lengths = LifeTable()
    try lengths.record(length: 3, ending: .stopped, count: 8)
    try lengths.record(length: 10, ending: ending, count: 2)
    return SchedulingTable(
      TotalDecodeTime(
        try KaplanMeier(lengths),
        latency: try ConstantLatency(secondsPerToken: 0.5), cap: cap))
  }

  /// At the cap the answer ends for sure: that certainty is worth waiting for.
  @Test func theCapEndsAnswers() throws {
    let table = try table(.capped, cap: 10)
    for age in 3...8 { #expect(table.hazard(after: age) == 0) }
    #expect(table.hazard(after: 9) == 1)
    for age in 3...9 {
      let left = Double(10 - age)
      #expect(abs(table.meanResidualTokens(after: age) - left) < 1e-12)
      #expect(abs(table.gittinsIndex(after: age) * 0.5 * left - 1) < 1e-12)
      #expect(table.gittinsQuantum(after: age) == 10)
    }
    // Eight of ten end with the third token: (8/10)/(3·0.5) at the start.
    #expect(abs(table.gittinsIndex(after: 0) - 0.8 / 1.5) < 1e-12)
    #expect(table.gittinsQuantum(after: 0) == 3)
  }

  /// What lies beyond the data is held flat until the cap: no early end is
  /// made up, so the request waits the longer.
  @Test func unidentifiedTailsRunToTheCap() throws {
    let seen = try table(.cancelled, cap: 10)
    let beyond = try table(.cancelled, cap: 20)
    for age in 3...18 { #expect(beyond.hazard(after: age) == 0) }
    #expect(beyond.hazard(after: 19) == 1)
    #expect(abs(beyond.gittinsIndex(after: 3) * 0.5 * 17 - 1) < 1e-12)
    #expect(
      beyond.meanResidualTime(after: 3) > seen.meanResidualTime(after: 3))
    #expect(beyond.gittinsIndex(after: 3) < seen.gittinsIndex(after: 3))
  }

  /// A request watched from k on, asked j tokens later, is one asked at k + j.
  @Test func residualsOfResidualsAddAges() {
    property("ages add up") { choices in
      let lengths = choices.lifeTable(1...8, longest: 15, endings: [.stopped])
      guard let longest = lengths.maximum else { return }
      let law = try KaplanMeier(lengths)
      let (first, second) = (choices.int(0...14), choices.int(0...14))
      guard first + second < longest else { return }
      let once = try RemainingLength(law, after: first + second)
      let twice = try RemainingLength(
        RemainingLength(law, after: first), after: second)
      for length in 1...16 {
        try requireClose(
          twice.survival(at: length), once.survival(at: length),
          relative: 1e-12, absolute: 1e-15, "S(\(length))")
      }
      try requireClose(
        twice.mean, once.mean, relative: 1e-10, absolute: 0, "the mean")
    }
  }
}
