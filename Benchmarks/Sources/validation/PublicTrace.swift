import DecodeStatistics
import DecodeTraces
import Foundation

/// The public traces and how their lengths are read.
enum PublicTrace: CaseIterable {
  case azureConversations
  case mooncakeConversations
  case specBench
  case serveGenImages

  var title: String {
    switch self {
    case .azureConversations: "Azure 2023, conversations"
    case .mooncakeConversations: "Mooncake, conversations"
    case .specBench: "Spec-Bench, vicuna-7b, all categories"
    case .serveGenImages: "ServeGen, image requests of 35 clients"
    }
  }

  private var path: String {
    switch self {
    case .azureConversations: "azure-2023/AzureLLMInferenceTrace_conv.csv"
    case .mooncakeConversations: "mooncake/conversation_trace.csv"
    case .specBench: "spec-bench/specbench_vanilla.csv"
    case .serveGenImages: "servegen/mm-image_output_pmf.csv"
    }
  }

  /// All answers of the trace as one table.
  func table(in folder: URL) throws -> LifeTable {
    let file = folder.appending(path: path)
    switch self {
    case .azureConversations:
      return try read(file, "tokens=GeneratedTokens", cap: nil)
    case .mooncakeConversations:
      return try read(file, "tokens=output_length", cap: 2000)
    case .specBench:
      return try read(file, "tokens=new_tokens", cap: 1024)
    case .serveGenImages:
      return try serveGen(file, folder: folder)
    }
  }

  private func read(
    _ file: URL, _ columns: String, cap: Int?
  ) throws -> LifeTable {
    let options = TraceReader.Options(
      columns: try ColumnMapping(parsing: columns), assumedCap: cap)
    return try TraceReader(options).lifeTables(in: file.path()).tables
      .pooled()
  }

  /// Probabilities by client and window, times the window's requests; the cap
  /// was 2000 tokens.
  private func serveGen(_ file: URL, folder: URL) throws -> LifeTable {
    func rows(_ file: URL) throws -> [[Substring]] {
      try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        .dropFirst().map { $0.split(separator: ",") }
    }
    var requests: [String: Double] = [:]
    for row in try rows(folder.appending(path: "servegen/mm-image_windows.csv"))
    {
      requests["\(row[0]),\(row[1])"] = Double(row[2])
    }
    var table = LifeTable()
    for row in try rows(file) {
      guard let length = Int(row[2]), let share = Double(row[3]), length >= 1,
        let total = requests["\(row[0]),\(row[1])"]
      else { continue }
      try table.record(
        length: length, ending: length >= 2000 ? .capped : .stopped,
        count: Int((share * total).rounded()))
    }
    return table
  }
}
