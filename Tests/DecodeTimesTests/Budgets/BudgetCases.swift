import DecodeTimes
import LengthLaws
import TestSupport

/// A compiled law with few lengths.
func budgetTime(
  _ choices: inout Choices, longest: Int = 8
) throws -> TotalDecodeTime {
  var table = LifeTable()
  for answer in choices.answers(1...6, longest: longest, endings: [.stopped]) {
    try table.record(
      length: answer.length, ending: .stopped, count: answer.count + 1)
  }
  return TotalDecodeTime(
    try KaplanMeier(table),
    latency: try AffineLatency(
      intercept: choices.double(in: 0.01...0.1),
      slope: choices.double(in: 0...0.01)), cap: choices.int(1...longest))
}

/// The atoms of a compiled law.
func budgetAtoms(_ time: TotalDecodeTime) -> [(t: Double, p: Double)] {
  var left = 1.0
  return (1...time.cap).map { n in
    let t = time.time(through: n)
    let beyond = time.probability(exceeding: t)
    defer { left = beyond }
    return (t, left - beyond)
  }
}
