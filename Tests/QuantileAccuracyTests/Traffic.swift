import DecodeEstimators
import DecodeStatistics
import TestSupport

/// Answers drawn from known laws.
enum Traffic {
  /// A geometric length of the given mean, by inversion.
  static func length(mean: Double, _ random: inout SplitMix64) -> Int {
    guard let law = try? Geometric(p: 1 / mean) else { return 1 }
    return law.quantile(min(max(random.unit(), 1e-12), 1 - 1e-12))
  }

  /// Answers whose mean length may depend on their place, under caps that may
  /// depend on it too.
  static func answers(
    _ count: Int, seed: UInt64, task: (Int) -> TaskID = { _ in "chat" },
    cap: (Int) -> Int? = { _ in nil }, mean: (Int) -> Double = { _ in 200 }
  ) -> [RecordedAnswer] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { place in
      let length = length(mean: mean(place), &random)
      let cap = cap(place)
      let isCut = cap.map { length > $0 } ?? false
      return RecordedAnswer(
        DecodeRequest(task: task(place), cap: cap),
        tokens: isCut ? cap ?? length : length,
        ending: isCut ? .capped : .stopped)
    }
  }

  /// The true quantiles, at levels that may be shifted.
  static func quantiles(mean: Double, _ levels: [Double]) -> [Double] {
    guard let law = try? Geometric(p: 1 / mean) else { return [] }
    return levels.map { Double(law.quantile($0)) }
  }
}
