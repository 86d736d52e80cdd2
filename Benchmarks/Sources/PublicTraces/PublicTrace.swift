public import DecodeEstimators
public import DecodeStatistics
import DecodeTraces
public import Foundation

/// The public traces and how they are read.
public enum PublicTrace: CaseIterable {
  case azureConversations
  case mooncakeConversations
  case specBench
  case serveGenImages

  /// Its name in tables.
  public var title: String {
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
    case .serveGenImages: "servegen"
    }
  }

  private func reader() throws -> TraceReader {
    let (columns, cap): (String, Int?) =
      switch self {
      case .azureConversations:
        ("tokens=GeneratedTokens,prompt=ContextTokens", nil)
      case .mooncakeConversations:
        ("tokens=output_length,prompt=input_length", 2000)
      case .specBench: ("tokens=new_tokens,task=category", 1024)
      case .serveGenImages: ("", nil)
      }
    return TraceReader(
      TraceReader.Options(
        columns: try ColumnMapping(parsing: columns), assumedCap: cap))
  }

  /// All answers of the trace as one table.
  public func table(in folder: URL) throws -> LifeTable {
    let file = folder.appending(path: path)
    guard self != .serveGenImages else {
      return try ServeGen(folder: file).table()
    }
    return try reader().lifeTables(in: file.path()).tables.pooled()
  }

  /// The answers in their order; of ServeGen, which has laws and no answers,
  /// draws.
  public func answers(in folder: URL) throws -> [RecordedAnswer] {
    let file = folder.appending(path: path)
    guard self != .serveGenImages else {
      return try ServeGen(folder: file).answers()
    }
    return try reader().recordedAnswers(in: file.path()).answers
  }
}
