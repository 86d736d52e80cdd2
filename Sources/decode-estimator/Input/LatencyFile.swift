import DecodeStatistics
import DecodeTraces

extension LatencyModel {
  /// The latency that a table in a file describes, in whichever reading its
  /// header names.
  init(contentsOf path: String) throws {
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
      throw Failure.badData("\(path): \(error)")
    }
  }
}
