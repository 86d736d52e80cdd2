import Foundation
import TestSupport
import Testing

/// Many inputs for one surface, each of which has to be answered or refused.
///
/// `FUZZ_SECONDS` says for how long, instead of a few hundred inputs;
/// `FUZZ_SEED` starts another stream. An input that ends the program is the
/// file that is left behind; one that breaks an invariant is kept beside it.
struct Campaign {
  let name: String
  private let seconds: Double?
  private let seed: UInt64
  private static let fewest = 400

  init(_ name: String) {
    self.name = name
    let environment = ProcessInfo.processInfo.environment
    seconds = environment["FUZZ_SECONDS"].flatMap(Double.init)
    seed =
      environment["FUZZ_SEED"].flatMap(UInt64.init) ?? SplitMix64.seed(of: name)
  }

  /// What came of an input.
  enum Outcome {
    case accepted
    case refused
  }

  /// Runs the campaign.
  ///
  /// - Parameters:
  ///   - seeds: Files to start from.
  ///   - body: Reads the file and returns what came of it, or throws a
  ///     `BrokenInvariant` where that is not as it should be.
  /// - Throws: Where there are no seeds, or a file cannot be written.
  func run(
    _ seeds: [[UInt8]],
    _ body: (_ path: String, inout SplitMix64) throws -> Outcome
  ) throws {
    try #require(!seeds.isEmpty)
    let folder = try Self.makeFolder(name)
    let path = folder.appending(path: "input").path()
    var mutator = Mutator(random: SplitMix64(seed: seed), seeds: seeds)
    var random = SplitMix64(seed: ~seed)
    var (count, accepted, broken) = (0, 0, 0)
    let start = ContinuousClock.now
    let length = seconds.map { Duration.seconds($0) }
    while broken < 5 {
      if let length {
        guard ContinuousClock.now - start < length else { break }
      } else if count >= Self.fewest {
        break
      }
      // The seeds themselves come first.
      let bytes = count < seeds.count ? seeds[count] : mutator.next()
      try Self.write(bytes, to: path)
      do {
        if case .accepted = try body(path, &random) { accepted += 1 }
      } catch {
        broken += 1
        let kept = folder.appending(path: "broken-\(count)").path()
        try? FileManager.default.copyItem(atPath: path, toPath: kept)
        Issue.record("\(name), input \(count) (\(kept)): \(error)")
      }
      count += 1
    }
    if seconds != nil {
      let time = (ContinuousClock.now - start) / .seconds(1)
      print(
        "fuzzing \(name): \(count) inputs, \(accepted) accepted, "
          + "\(broken) broken, \(Int(time)) s, seed \(seed)")
    }
    if broken == 0 { try? FileManager.default.removeItem(at: folder) }
  }

  /// In memory where the system has such a folder.
  private static func makeFolder(_ name: String) throws -> URL {
    let memory = URL(filePath: "/dev/shm")
    let base =
      FileManager.default.isWritableFile(atPath: memory.path())
      ? memory : FileManager.default.temporaryDirectory
    let folder = base.appending(
      path: "fuzzing-\(name)-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true)
    return folder
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(filePath: path))
  }
}

/// What an input made untrue.
struct BrokenInvariant: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  /// Throws unless the condition holds.
  static func require(
    _ condition: Bool, _ description: @autoclosure () -> String
  ) throws {
    guard condition else { throw BrokenInvariant(description()) }
  }
}

/// Where campaigns start: small files that get past the first line.
enum Seeds {
  /// All files of a folder of `Fixtures` whose names satisfy a condition.
  static func files(
    _ folder: String, where isWanted: (String) -> Bool = { _ in true }
  ) throws -> [[UInt8]] {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: Fixtures.url(folder).path()
    ).sorted().filter(isWanted)
    return try names.map { Array(try Fixtures.data("\(folder)/\($0)")) }
  }
}

extension Seeds {
  /// All bytes of a file.
  static func bytes(of path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
  }
}
