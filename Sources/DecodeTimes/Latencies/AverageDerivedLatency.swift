/// The step latency that a table of averages implies.
///
/// With a(n) the average of answers of n tokens, L(n) = n·a(n) and
/// l(k) = k·a(k) − (k − 1)·a(k − 1). Inside a bucket l is the bucket's rate;
/// at the first length of the next bucket it makes up for the change of all
/// tokens before: from 5 tokens at 34.4 ms to 6 at 41.1 ms takes 74.6 ms.
///
/// Made by `AverageLatencyTable.stepLatency()`.
public struct AverageDerivedLatency: StepLatency, Equatable {
  /// The averages by length.
  public let table: AverageLatencyTable

  /// The steps between a table's totals.
  ///
  /// - Throws: `DecodeTimeError.negativeStep` at the first length with a smaller
  ///   total than the length before.
  init(_ table: AverageLatencyTable) throws(DecodeTimeError) {
    // Inside a bucket the step is the rate, so edges alone can go down.
    for bucket in table.buckets.dropFirst() {
      let step = Self.step(to: bucket.first, in: table)
      guard step >= 0 else {
        throw .negativeStep(position: bucket.first, seconds: step)
      }
    }
    self.table = table
  }

  private init(trusted table: AverageLatencyTable) { self.table = table }

  private static func step(
    to length: Int, in table: AverageLatencyTable
  ) -> Double {
    table.totalLatency(forLength: length)
      - table.totalLatency(forLength: length - 1)
  }

  /// l(k) = k·a(k) − (k − 1)·a(k − 1) in seconds; 0 for k < 1.
  public func latency(at position: Int) -> Double {
    guard position >= 1 else { return 0 }
    let index = table.ladder.index(of: position)
    let bucket = table.buckets[index]
    return index > 0 && bucket.first == position
      ? Self.step(to: position, in: table) : bucket.secondsPerToken
  }

  /// L(n) = n·a(n) in seconds; 0 for n < 1.
  public func cumulativeLatency(through position: Int) -> Double {
    table.totalLatency(forLength: position)
  }

  /// The steps of `AverageLatencyTable.publishedVLM`.
  public static let publishedVLM = AverageDerivedLatency(
    trusted: .publishedVLM)
}

extension AverageDerivedLatency: Codable {
  /// Reads the table of averages.
  ///
  /// - Throws: `DecodingError` for what `AverageLatencyTable.stepLatency()`
  ///   refuses.
  public init(from decoder: any Decoder) throws {
    let table = try AverageLatencyTable(from: decoder)
    self = try DecodeTimeError.decoding(from: decoder) {
      () throws(DecodeTimeError) in try Self(table)
    }
  }

  /// Writes the table of averages.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    try table.encode(to: encoder)
  }
}
