import LengthLaws
import TestSupport
import Testing

/// Tail counts against counting.
@Suite("Tail counts")
struct TailCountsTests {
  @Test func runsCountWhatIsDeeper() {
    property("T(j) is the weight beyond j") { choices in
      let depths = choices.array(0...12) { c in
        (depth: c.int(0...30), weight: Double(c.int(-3...9)))
      }.sorted { $0.depth < $1.depth }
      let tails = TailCounts(rising: depths)
      func counted(_ j: Int) -> Double {
        depths.filter { $0.depth > j }.reduce(0) { $0 + $1.weight }
      }
      for j in 0..<32 {
        let run = tails.runs.first { $0.start <= j && j < $0.end }
        try require(
          run?.count ?? 0 == counted(j),
          "T(\(j)) should be \(counted(j)), but is \(run?.count ?? 0)")
      }
      for (run, next) in zip(tails.runs, tails.runs.dropFirst()) {
        try require(run.end == next.start, "a gap after \(run)")
      }
      let sum = depths.reduce(0) { $0 + Double($1.depth) * $1.weight }
      try require(tails.total == sum, "the total should be \(sum)")
    }
  }
}
