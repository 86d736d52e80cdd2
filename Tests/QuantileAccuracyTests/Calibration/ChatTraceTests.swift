import DecodeStatistics
import Foundation
import QuantileAccuracy
import TestSupport
import Testing

/// A chat trace whose lengths drift: the second half, in time order, against
/// quantiles of the first.
@Suite("A chat trace in time order")
struct ChatTraceTests {
  private func lengths() throws -> [Int]? {
    guard let folder = SharedTraces.folder else { return nil }
    let text = try String(
      contentsOf: folder.appending(
        path: "azure-2023/AzureLLMInferenceTrace_conv.csv"), encoding: .utf8)
    return text.split(whereSeparator: \.isNewline).dropFirst()
      .compactMap { $0.split(separator: ",").last.flatMap { Int($0) } }
  }

  /// Fixed quantiles are too high at every level, at 1 % false alarms; with
  /// calibration on top all of them are right.
  @Test func calibrationCoversWhereFixedQuantilesDoNot() throws {
    guard let lengths = try lengths() else { return }
    #expect(lengths.count == 19_366)
    let half = lengths.count / 2
    var table = LifeTable()
    for length in lengths[..<half] {
      try table.record(length: length, ending: .stopped)
    }
    let law = try KaplanMeier(table)
    for level in [0.5, 0.9, 0.95, 0.99] {
      let quantile = Double(law.quantile(level))
      let fixedLaw = TaskLawForecaster(pooled: law)
      var calibrated = try CalibratedForecaster(fixedLaw, levels: [level])
      var coverage = try QuantileCoverage(level: level)
      let request = RequestFeatures(task: "chat")
      for (index, length) in lengths.enumerated() {
        let forecast = calibrated.forecast(request)
        let bound = forecast.quantile(level)
        if index >= half {
          coverage.record(
            length: length,
            forecast: bound < .max ? Double(bound) : .infinity)
        }
        calibrated.observe(try Outcome(length: length), of: forecast)
      }
      #expect(
        try coverage.verdict(falseAlarm: 0.01) == .calibrated, "\(level)")
      var fixed = try QuantileCoverage(level: level)
      for length in lengths[half...] {
        fixed.record(length: length, forecast: quantile)
      }
      #expect(try fixed.verdict(falseAlarm: 0.01) == .tooHigh, "\(level)")
    }
  }

  /// The monitor finds the drift in time order, and nothing when shuffled.
  @Test func driftIsFoundInTimeOrderOnly() throws {
    guard let lengths = try lengths() else { return }
    func alarm(_ lengths: some Sequence<Int>) throws -> Int? {
      var ranks = ConformalPValues(seed: 2)
      var monitor = try DriftMonitor(falseAlarm: 1e-6)
      for length in lengths where monitor.alarm == nil {
        monitor.observe(residual: ranks.residual(of: Double(length)))
      }
      return monitor.alarm
    }
    let found = try #require(try alarm(lengths))
    #expect(found < 500)
    var random = SplitMix64(seed: 6)
    #expect(try alarm(lengths.shuffled(using: &random)) == nil)
  }
}
