import LengthLaws

/// The sums behind `TotalDecodeTime`, by segment, computed once.
///
/// A segment ends at a length that has mass, or at the cap; within it the
/// survival function is constant. A law with few atoms has few segments,
/// however long its answers are; one with mass everywhere has a segment for
/// each position. Sums run from the far end, so that those deep in the tail
/// are sums of few small numbers and keep their digits.
///
/// One object under all views of a law, which cost a reference to it.
final class DecodeTimeCurve: Sendable {
  let convention: DecodeStepConvention
  private let latency: any StepLatency

  /// One segment's entry; kept together, since look-ups use several.
  private struct Segment: Sendable {
    /// n, its last position.
    var last: Int
    /// S(n), and of every position of the segment.
    var survival: Double
    /// The decode time of n tokens.
    var cumulative: Double
    /// Σ_{j > n} l(j)·S(j).
    var weightedBeyond = 0.0
    /// Σ_{j ≥ n} P(min(N, c) = j)·(L(j) − E[T])².
    var squares = 0.0
    /// Σ_{j > n} S(j).
    var tokensBeyond = 0.0
  }

  /// Segments in order, the last of which ends at the cap.
  private let segments: [Segment]
  /// Whether segment i is position i + 1.
  private let isDense: Bool
  private let mean: Double
  /// P(N > c).
  let massBeyond: Double

  /// How many segments there are.
  var segmentCount: Int { segments.count }

  /// The last position.
  var cap: Int { segments[segments.count - 1].last }

  /// The sums for a law under a cap of at least 1.
  init(
    _ lengths: some LengthDistribution, latency: some StepLatency, cap: Int,
    convention: DecodeStepConvention
  ) {
    self.convention = convention
    self.latency = latency
    massBeyond = lengths.survival(at: cap.next)
    var segments: [Segment] = []
    func append(_ position: Int, _ survival: Double) {
      segments.append(
        Segment(
          last: position, survival: survival,
          cumulative: convention.decodeTime(latency, tokens: position)))
    }
    if let atoms = lengths.atoms {
      for atom in atoms {
        guard atom < cap else { break }
        append(atom, lengths.survival(at: atom))
      }
      append(cap, lengths.survival(at: cap))
    } else {
      segments.reserveCapacity(cap)
      let curve = lengths.survivalCurve(through: cap)
      for (index, survival) in curve.enumerated() {
        append(index + 1, survival)
      }
    }
    var (weighted, tokens) = (0.0, 0.0)
    for index in segments.indices.reversed() {
      segments[index].weightedBeyond = weighted
      segments[index].tokensBeyond = tokens
      let (start, before) =
        index > 0
        ? (segments[index - 1].last, segments[index - 1].cumulative)
        : (0, 0.0)
      let segment = segments[index]
      weighted += (segment.cumulative - before) * segment.survival
      tokens += Double(segment.last - start) * segment.survival
    }
    mean = weighted
    var (squares, beyond) = (0.0, 0.0)
    for index in segments.indices.reversed() {
      let deviation = segments[index].cumulative - mean
      squares += (segments[index].survival - beyond) * deviation * deviation
      segments[index].squares = squares
      beyond = segments[index].survival
    }
    isDense = segments.count == cap
    self.segments = segments
  }

  /// The segment of a position in 1…c.
  private func index(of position: Int) -> Int {
    if isDense { return position - 1 }
    var (low, high) = (0, segments.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if segments[middle].last < position {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}

// MARK: - Look-ups

extension DecodeTimeCurve {
  /// S(k), for k ≤ 1 that is 1, beyond the cap 0.
  func survival(at position: Int) -> Double {
    guard position >= 1 else { return 1 }
    return position > cap ? 0 : segments[index(of: position)].survival
  }

  /// L(n), n in 0…c.
  func cumulative(_ tokens: Int) -> Double {
    guard tokens >= 1 else { return 0 }
    let segment = segments[index(of: tokens)]
    return segment.last == tokens
      ? segment.cumulative : convention.decodeTime(latency, tokens: tokens)
  }

  /// Σ_{j ≥ k} l(j)·S(j).
  func weighted(from position: Int) -> Double {
    guard position <= cap else { return 0 }
    let segment = segments[index(of: max(position, 1))]
    return segment.weightedBeyond
      + (segment.cumulative - cumulative(position - 1)) * segment.survival
  }

  /// Σ_{j ≥ k} S(j).
  func tokens(from position: Int) -> Double {
    guard position <= cap else { return 0 }
    let segment = segments[index(of: max(position, 1))]
    return segment.tokensBeyond
      + Double(segment.last - position + 1) * segment.survival
  }

  /// Σ_{j ≥ k} P(min(N, c) = j)·(L(j) − E[T])².
  func squares(from position: Int) -> Double {
    position > cap ? 0 : segments[index(of: max(position, 1))].squares
  }

  /// L(n) − E[T].
  func deviation(_ tokens: Int) -> Double { cumulative(tokens) - mean }

  /// The first length in a range at which P(N > n) satisfies a condition that
  /// holds from there on; the range's end if it holds nowhere.
  ///
  /// The answer is the start of the range or the end of a segment.
  func first(
    in range: ClosedRange<Int>, where holds: (_ beyond: Double) -> Bool
  ) -> Int {
    func beyond(_ index: Int) -> Double {
      index + 1 < segments.count ? segments[index + 1].survival : 0
    }
    let start = index(of: range.lowerBound)
    let stays = segments[start].last > range.lowerBound
    if holds(stays ? segments[start].survival : beyond(start)) {
      return range.lowerBound
    }
    var (low, high) = (start, index(of: range.upperBound))
    while low < high {
      let middle = (low + high) / 2
      if holds(beyond(middle)) { high = middle } else { low = middle + 1 }
    }
    return min(segments[low].last, range.upperBound)
  }

  /// The last length in a range whose time satisfies a condition that holds up
  /// to there; one before the range where it holds nowhere.
  func last(
    in range: ClosedRange<Int>, where holds: (_ seconds: Double) -> Bool
  ) -> Int {
    // Among the ends of segments, then within the one where it ends.
    var (low, high) = (index(of: range.lowerBound), index(of: range.upperBound))
    while low < high {
      let middle = (low + high) / 2
      if holds(segments[middle].cumulative) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    let start = low == 0 ? 0 : segments[low - 1].last
    var (first, last) = (
      max(start, range.lowerBound - 1),
      min(segments[low].last, range.upperBound)
    )
    while first < last {
      let middle = first + (last - first + 1) / 2
      if holds(cumulative(middle)) { first = middle } else { last = middle - 1 }
    }
    return first
  }

  /// Every length in a range that has mass, ascending, with its time and
  /// probability; at the range's end stands all mass from there on.
  func forEachLength(
    in range: ClosedRange<Int>,
    _ body: (_ tokens: Int, _ seconds: Double, _ mass: Double) -> Void
  ) {
    let end = index(of: range.upperBound)
    for place in index(of: range.lowerBound)..<end {
      let segment = segments[place]
      let mass = segment.survival - segments[place + 1].survival
      if mass > 0 { body(segment.last, segment.cumulative, mass) }
    }
    let survival = segments[end].survival
    if survival > 0 {
      body(range.upperBound, cumulative(range.upperBound), survival)
    }
  }
}
