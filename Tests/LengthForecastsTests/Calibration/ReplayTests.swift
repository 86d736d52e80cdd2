import Foundation
import LengthForecasts
import LengthLaws
import TestSupport
import Testing

/// Stopping, writing, reading and going on gives the same bits as never
/// having stopped.
@Suite("Encoding and replay")
struct ReplayTests {
  private func copy<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(
      Value.self, from: JSONEncoder().encode(value))
  }

  private func check<Calibrator: OnlineCalibrator & Codable & Equatable>(
    _ initial: Calibrator
  ) throws {
    var random = SplitMix64(seed: 2)
    var whole = TaskCalibrators(initial)
    var resumed = whole
    for index in 0..<400 {
      let length = 1 + Int(random.next() % 500)
      let task: TaskID = index % 3 == 0 ? "a" : "b"
      whole.observe(
        task: task, length: length, ending: .stopped, forecast: 300)
      resumed.observe(
        task: task, length: length, ending: .stopped, forecast: 300)
      if index % 37 == 0 { resumed = try copy(resumed) }
      #expect(whole[task].threshold == resumed[task].threshold)
    }
    #expect(whole == resumed)
  }

  @Test func calibratorsGoOnAsIfNeverStopped() throws {
    try check(
      try AdaptiveConformal(target: 0.1, stepSize: 0.03, window: 50))
    try check(
      try AggregatedConformal(target: 0.1, scores: -7...7, window: 50))
    try check(try ConformalPID(target: 0.1, window: 50))
  }

  @Test func monitorsGoOnAsIfNeverStopped() throws {
    var random = SplitMix64(seed: 3)
    var whole = (
      monitor: try DriftMonitor(falseAlarm: 0.01, seed: 4),
      ranks: ConformalPValues(seed: 5)
    )
    var resumed = whole
    for index in 0..<600 {
      let value = random.unit() + (index < 300 ? 0 : 0.5)
      whole.monitor.observe(residual: whole.ranks.residual(of: value))
      resumed.monitor.observe(residual: resumed.ranks.residual(of: value))
      if index % 41 == 0 {
        resumed = (try copy(resumed.monitor), try copy(resumed.ranks))
      }
    }
    #expect(whole == resumed)
    #expect(whole.monitor.alarm != nil)
  }

  @Test func damagedStatesAreRefused() throws {
    func isRefused<Value: Codable>(
      _ value: Value, _ text: String, _ damage: String
    ) throws -> Bool {
      let whole = String(
        decoding: try JSONEncoder().encode(value), as: UTF8.self)
      let damaged = whole.replacingOccurrences(of: text, with: damage)
      #expect(damaged != whole)
      return
        (try? JSONDecoder().decode(Value.self, from: Data(damaged.utf8)))
        == nil
    }
    let adaptive = try AdaptiveConformal(target: 0.25)
    #expect(try isRefused(adaptive, #""target":0.25"#, #""target":2"#))
    #expect(
      try isRefused(adaptive, #""capacity":1000"#, #""capacity":0"#))
    let aggregated = try AggregatedConformal(target: 0.25, scores: 0...1)
    #expect(
      try isRefused(aggregated, #""weights":["#, #""weights":[0,"#))
    let monitor = try DriftMonitor(falseAlarm: 0.25)
    #expect(try isRefused(monitor, #""shares":["#, #""shares":[0,"#))
    #expect(try isRefused(monitor, #""count":0"#, #""count":-1"#))
    #expect(
      try isRefused(monitor, #""falseAlarm":0.25"#, #""falseAlarm":0"#))
  }
}
