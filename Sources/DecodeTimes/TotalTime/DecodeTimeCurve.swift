/// The sums behind `TotalDecodeTime`, by position, computed once.
///
/// Sums run from the far end, so that those deep in the tail are sums of few
/// small numbers and keep their digits.
struct DecodeTimeCurve: Sendable {
  let convention: DecodeStepConvention

  /// One position's entry; kept together, since look-ups use several.
  private struct Entry: Sendable {
    /// S(k).
    var survival: Double
    /// The decode time of k tokens.
    var cumulative: Double
    /// Σ_{j ≥ k} l(j)·S(j).
    var weighted: Double
    /// Σ_{j ≥ k} P(min(N, c) = j)·(L(j) − E[T])².
    var squares: Double
    /// Σ_{j ≥ k} S(j).
    var tokens: Double
  }

  /// Positions 0 … c + 1.
  private let entries: [Entry]
  private let mean: Double

  init(
    survival: [Double], latency: some StepLatency,
    convention: DecodeStepConvention
  ) {
    self.convention = convention
    let cap = survival.count
    var entries = [Entry](
      repeating: Entry(
        survival: 0, cumulative: 0, weighted: 0, squares: 0, tokens: 0),
      count: cap + 2)
    entries[0].survival = 1
    for k in 1...cap {
      entries[k].survival = survival[k - 1]
      entries[k].cumulative = convention.decodeTime(latency, tokens: k)
    }
    entries[cap + 1].cumulative = entries[cap].cumulative
    for k in stride(from: cap, through: 1, by: -1) {
      let step = entries[k].cumulative - entries[k - 1].cumulative
      entries[k].weighted =
        entries[k + 1].weighted + step * entries[k].survival
      entries[k].tokens = entries[k + 1].tokens + entries[k].survival
    }
    mean = entries[1].weighted
    for k in stride(from: cap, through: 1, by: -1) {
      let deviation = entries[k].cumulative - mean
      let mass = entries[k].survival - entries[k + 1].survival
      entries[k].squares =
        entries[k + 1].squares + mass * deviation * deviation
    }
    self.entries = entries
  }

  /// The last position.
  var horizon: Int { entries.count - 2 }

  /// S(1), …, S(horizon).
  var survival: [Double] { entries[1...horizon].map(\.survival) }

  func survival(at position: Int) -> Double {
    position < entries.count ? entries[position].survival : 0
  }

  func cumulative(_ tokens: Int) -> Double { entries[tokens].cumulative }

  func weighted(from position: Int) -> Double { entries[position].weighted }

  func tokens(from position: Int) -> Double { entries[position].tokens }

  func squares(from position: Int) -> Double { entries[position].squares }

  /// L(n) − E[T].
  func deviation(_ tokens: Int) -> Double {
    entries[tokens].cumulative - mean
  }
}
