import DecodeEstimators
import DecodeStatistics
import Foundation

/// ServeGen's image requests: laws by client and window of six hours.
///
/// For each there is a probability of every length, and how many requests
/// there were. The cap was 2000 tokens.
struct ServeGen {
  private static let cap = 2000
  /// One answer is drawn for so many requests.
  private static let requestsPerAnswer = 20.0

  private typealias Law = [(length: Int, share: Double)]

  /// By window, then by client.
  private var laws: [Int: [Int: Law]] = [:]
  private var requests: [String: Double] = [:]

  init(folder: URL) throws {
    func rows(_ name: String) throws -> [[Substring]] {
      try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        .split(whereSeparator: \.isNewline).dropFirst()
        .map { $0.split(separator: ",") }
    }
    for row in try rows("mm-image_windows.csv") {
      requests["\(row[0]),\(row[1])"] = Double(row[2])
    }
    for row in try rows("mm-image_output_pmf.csv") {
      guard let client = Int(row[0]), let window = Int(row[1]),
        let length = Int(row[2]), let share = Double(row[3]), length >= 1
      else { continue }
      laws[window, default: [:]][client, default: []].append((length, share))
    }
  }

  /// Every client in every window, in order of time.
  private var cells: [(window: Int, client: Int, law: Law, count: Double)] {
    laws.sorted { $0.key < $1.key }.flatMap { window, clients in
      clients.sorted { $0.key < $1.key }.map { client, law in
        (window, client, law, requests["\(client),\(window)"] ?? 0)
      }
    }
  }

  private func ending(_ length: Int) -> Ending {
    length >= Self.cap ? .capped : .stopped
  }

  /// The expected number of answers at each length.
  func table() throws -> LifeTable {
    var table = LifeTable()
    for cell in cells {
      for (length, share) in cell.law {
        try table.record(
          length: length, ending: ending(length),
          count: Int((share * cell.count).rounded()))
      }
    }
    return table
  }

  /// Draws by a fixed seed, in random order within each window.
  func answers() -> [RecordedAnswer] {
    var generator = SplitMix64(state: 1)
    var answers: [RecordedAnswer] = []
    var drawn: [RecordedAnswer] = []
    var window: Int?
    for cell in cells {
      if cell.window != window {
        answers += drawn.shuffled(using: &generator)
        (drawn, window) = ([], cell.window)
      }
      let total = cell.law.reduce(0) { $0 + $1.share }
      for _ in 0..<max(Int(cell.count / Self.requestsPerAnswer), 1) {
        var level = Double.random(in: 0..<total, using: &generator)
        let row = cell.law.first {
          level -= $0.share
          return level < 0
        }
        guard let length = (row ?? cell.law.last)?.length else { continue }
        drawn.append(
          RecordedAnswer(
            DecodeRequest(task: TaskID("client \(cell.client)"), cap: Self.cap),
            tokens: min(length, Self.cap), ending: ending(length)))
      }
    }
    return answers + drawn.shuffled(using: &generator)
  }
}
