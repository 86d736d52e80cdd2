/// Makes a failing list of choices as simple as it gets: shorter first, then
/// smaller in lexicographic order ("shortlex").
struct Shrinker {
  /// The simplest failing choices so far, and how they fail.
  private(set) var best: [UInt64]
  private(set) var failure: String
  private var stepsLeft: Int
  /// The failure of a case, or `nil` where it passes.
  private let run: (inout Choices) -> String?

  init(
    _ choices: [UInt64], failure: String, steps: Int,
    run: @escaping (inout Choices) -> String?
  ) {
    best = choices
    self.failure = failure
    stepsLeft = steps
    self.run = run
  }

  /// Repeats all passes until none of them helps or the steps are used up.
  mutating func minimise() {
    var progress = true
    while progress, stepsLeft > 0 {
      progress = deleteRuns()
      progress = lowerEach() || progress
      progress = moveAmounts() || progress
    }
  }

  private static func isSimpler(_ a: [UInt64], _ b: [UInt64]) -> Bool {
    a.count != b.count ? a.count < b.count : a.lexicographicallyPrecedes(b)
  }

  /// Takes the candidate if it is simpler and still fails.
  private mutating func attempt(_ candidate: [UInt64]) -> Bool {
    guard stepsLeft > 0, Self.isSimpler(candidate, best) else { return false }
    stepsLeft -= 1
    var choices = Choices(replaying: candidate)
    // What was drawn may differ: clamped, cut short or followed by zeros.
    guard let failure = run(&choices), Self.isSimpler(choices.made, best)
    else { return false }
    best = choices.made
    self.failure = failure
    return true
  }

  private mutating func attempt(_ value: UInt64, at place: Int) -> Bool {
    var candidate = best
    candidate[place] = value
    return attempt(candidate)
  }
}

// MARK: - Passes

extension Shrinker {
  private mutating func deleteRuns() -> Bool {
    var progress = false
    for size in [64, 16, 8, 4, 3, 2, 1] {
      var start = 0
      while start + size <= best.count {
        var candidate = best
        candidate.removeSubrange(start..<(start + size))
        if attempt(candidate) {
          progress = true
        } else {
          start += size > 8 ? size : 1
        }
      }
    }
    return progress
  }

  private mutating func lowerEach() -> Bool {
    var progress = false
    var place = 0
    while place < best.count {
      if best[place] > 0, attempt(0, at: place) { progress = true }
      // Bisection, as if all choices above a failing one failed as well.
      var passing: UInt64 = 0
      while place < best.count, best[place] > passing + 1 {
        let middle = passing + (best[place] - passing) / 2
        if attempt(middle, at: place) {
          progress = true
        } else {
          passing = middle
        }
      }
      place += 1
    }
    return progress
  }

  /// Moves a choice's amount to a later one, which may then do alone what
  /// took both: lists whose *sum* fails end with one element.
  private mutating func moveAmounts() -> Bool {
    var progress = false
    var place = 0
    while place < best.count {
      var distance = 1
      while distance <= 4, place + distance < best.count, best[place] > 0 {
        var candidate = best
        let (sum, overflow) = candidate[place].addingReportingOverflow(
          candidate[place + distance])
        candidate[place + distance] = overflow ? .max : sum
        candidate[place] = 0
        if attempt(candidate) { progress = true }
        distance += 1
      }
      place += 1
    }
    return progress
  }
}
