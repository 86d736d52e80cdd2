import DecodeStatistics
import Foundation

/// One answer of a public trace, in the order of the trace.
struct TraceItem {
  var length: Int
  var promptTokens: Int?
  var task: TaskID = "all"
}

/// The public traces as sequences of answers.
struct PublicSequence {
  let title: String
  let items: [TraceItem]

  /// All that are in `folder`.
  static func all(in folder: URL) throws -> [PublicSequence] {
    [
      try columns(
        "Azure 2023, conversations",
        folder.appending(path: "azure-2023/AzureLLMInferenceTrace_conv.csv")),
      try columns(
        "Mooncake, conversations",
        folder.appending(path: "mooncake/conversation_trace.csv")),
      try serveGen(folder.appending(path: "servegen")),
    ]
  }

  /// A trace whose second column is the prompt's and whose third is the
  /// answer's length.
  private static func columns(_ title: String, _ file: URL) throws -> Self {
    Self(
      title: title,
      items: try rows(file).compactMap { row in
        guard row.count >= 3, let length = Int(row[2]), length >= 1 else {
          return nil
        }
        return TraceItem(length: length, promptTokens: Int(row[1]))
      })
  }

  /// ServeGen gives laws, no answers: of every client in every window, one
  /// answer for each 20 requests is drawn, by a fixed seed, in random order
  /// within the window.
  private static func serveGen(_ folder: URL) throws -> Self {
    var requests: [String: Double] = [:]
    for row in try rows(folder.appending(path: "mm-image_windows.csv")) {
      requests["\(row[0]),\(row[1])"] = Double(row[2])
    }
    var laws: [Int: [Int: [(length: Int, share: Double)]]] = [:]
    for row in try rows(folder.appending(path: "mm-image_output_pmf.csv")) {
      guard let client = Int(row[0]), let window = Int(row[1]),
        let length = Int(row[2]), let share = Double(row[3]), length >= 1
      else { continue }
      laws[window, default: [:]][client, default: []].append((length, share))
    }
    var generator = SplitMix64(state: 1)
    var items: [TraceItem] = []
    for (window, clients) in laws.sorted(by: { $0.key < $1.key }) {
      var drawn: [TraceItem] = []
      for (client, law) in clients.sorted(by: { $0.key < $1.key }) {
        let total = law.reduce(0) { $0 + $1.share }
        let count = (requests["\(client),\(window)"] ?? 0) / 20
        for _ in 0..<max(Int(count), 1) {
          var level = Double.random(in: 0..<total, using: &generator)
          let row = law.first {
            level -= $0.share
            return level < 0
          }
          guard let length = (row ?? law.last)?.length else { continue }
          drawn.append(
            TraceItem(length: length, task: TaskID("client \(client)")))
        }
      }
      drawn.shuffle(using: &generator)
      items += drawn
    }
    return Self(title: "ServeGen, image requests by client", items: items)
  }

  private static func rows(_ file: URL) throws -> [[Substring]] {
    try String(contentsOf: file, encoding: .utf8)
      .split(whereSeparator: \.isNewline).dropFirst()
      .map { $0.split(separator: ",") }
  }
}

/// Steele, Lea and Flood 2014: a generator whose draws are the same anywhere.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
