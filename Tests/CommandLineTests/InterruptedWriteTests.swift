import Foundation
import TestSupport
import Testing

@Suite("Programs that are ended while they write")
struct InterruptedWriteTests {
  /// Equal files then give equal models.
  private static let isTimeFixed = setenv("SOURCE_DATE_EPOCH", "0", 1) == 0

  /// Ends `fit` at any time: what is there after is the old model or the new
  /// one, and nothing else.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGKILL])
  func theOldModelOrTheNewOneIsThere(_ signal: Int32) throws {
    let folder = try TemporaryFolder()
    let model = folder.path("model.json")
    let trace = Fixtures.url("vlm-tasks.csv").path()
    func made(from names: [String]) throws -> Data {
      let path = folder.path("made.json")
      let result = try Program.run(
        ["fit"] + names + ["--family", "geometric", "--output", path])
      #expect(result.status == 0, "\(result.errors)")
      defer { try? FileManager.default.removeItem(atPath: path) }
      return try Data(contentsOf: URL(filePath: path))
    }
    #expect(Self.isTimeFixed)
    let (old, new) = (
      try made(from: [trace]), try made(from: [trace, trace])
    )
    #expect(old != new)
    let started = ContinuousClock.now
    _ = try Program.run(
      "fit", trace, trace, "--family", "geometric", "--output", model)
    let whole = ContinuousClock.now - started
    for round in 0..<6 {
      try old.write(to: URL(filePath: model))
      let process = try Program.start([
        "fit", trace, trace, "--family", "geometric", "--output", model,
      ])
      let share = 0.5 + 0.6 * Double(round) / 6
      Thread.sleep(
        forTimeInterval: share * (whole / .seconds(1)))
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      let found = try Data(contentsOf: URL(filePath: model))
      #expect(found == old || found == new)
      #expect(
        try FileManager.default.contentsOfDirectory(
          atPath: folder.url.path()) == ["model.json"])
    }
  }
}
