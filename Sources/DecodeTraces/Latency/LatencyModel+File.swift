public import DecodeStatistics

extension LatencyModel {
  /// The latency that a table in a file describes, in whichever reading its
  /// header names.
  ///
  /// - Throws: `TraceError` if the file cannot be read, or holds a table that
  ///   makes no latency.
  public init(contentsOf path: String) throws(TraceError) {
    let file = try LatencyTableReader().table(at: path)
    do throws(DecodeTimeError) {
      self =
        switch file.reading {
        case .averageOverAnswer:
          .averageTable(try AverageLatencyTable(file.buckets).stepLatency())
        case .atPosition:
          .piecewiseConstant(try PiecewiseConstantLatency(file.buckets))
        }
    } catch {
      throw TraceError(.invalidValue, file: path, detail: "\(error)")
    }
  }
}
