import DecodeTimes
import Foundation
import TestSupport

/// The turns of Spec-Bench's vanilla run: tokens and measured wall seconds.
enum SpecBench {
  static func observations() throws -> [LatencyObservation]? {
    guard let folder = SharedTraces.folder else { return nil }
    let file = folder.appending(path: "spec-bench/specbench_vanilla.csv")
    let lines = try String(contentsOf: file, encoding: .utf8)
      .split(separator: "\n").dropFirst()
    return lines.compactMap { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count >= 8, let tokens = Int(fields[5]),
        let steps = Int(fields[6]), let seconds = Double(fields[7])
      else { return nil }
      return LatencyObservation(
        tokens: tokens, decodeSeconds: seconds, steps: steps)
    }
  }
}
