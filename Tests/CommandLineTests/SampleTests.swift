import Foundation
import TestSupport
import Testing

@Suite("Files as people have them")
struct SampleTests {
  private static let fixtures = Fixtures.url("formats")
  private static let samples = SharedTraces.folder?
    .deletingLastPathComponent().appending(path: "formats/samples")

  /// What holds prompts, vectors or profiles of kernels, and no answers.
  private static let others: Set<String> = [
    "README.md", "embeddings.csv", "prompts.csv", "perf_model.csv",
    "mm-image_output_pmf.csv", "mm-image_windows.csv",
    "RTXPRO6000_Llama-3.1-8B_tp1_attention.csv", "vllm_bench_summary.json",
  ]

  private static func files(_ folder: URL) -> [URL] {
    let all = FileManager.default.enumerator(
      at: folder, includingPropertiesForKeys: [.isRegularFileKey])
    return (all?.compactMap { $0 as? URL } ?? []).filter {
      (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile)
        == true && !others.contains($0.lastPathComponent)
    }.sorted { $0.path() < $1.path() }
  }

  /// `describe` and `budget` with no option but the budget.
  private func check(_ file: URL) throws {
    let name = file.lastPathComponent
    let described = try Program.run("describe", file.path(), "--json")
    #expect(described.status == 0, "\(name): \(described.errors)")
    let json = try described.json()
    let tasks = json["tasks"]?.array ?? []
    let budget = try Program.run(
      "budget", file.path(), "--budget", "5s", "--json")
    guard !tasks.isEmpty else {
      // Buckets have bounds of quantiles, and no single answer to plan with.
      let times = json["timeHistograms"]?.array ?? []
      guard times.isEmpty else {
        #expect(budget.status == 0, "\(name): \(budget.errors)")
        return
      }
      #expect(json["histograms"]?.array?.isEmpty == false, "\(name)")
      #expect(budget.status == 65)
      #expect(budget.errors.contains("in buckets"), "\(name): \(budget.errors)")
      return
    }
    #expect(budget.status == 0, "\(name): \(budget.errors)")
    #expect(try budget.json()["tasks"]?.array?.count == tasks.count, "\(name)")
  }

  @Test func everyFixtureOfAFormatGoesThrough() throws {
    let files = Self.files(Self.fixtures)
    #expect(files.count >= 16)
    for file in files { try check(file) }
  }

  @Test(.enabled(if: samples != nil, "needs ../shared/formats"))
  func everySampleGoesThrough() throws {
    let files = Self.files(try #require(Self.samples))
    #expect(!files.isEmpty)
    for file in files { try check(file) }
  }

  @Test(.enabled(if: SharedTraces.folder != nil, "needs ../shared/traces"))
  func everyTraceGoesThrough() throws {
    let files = Self.files(try #require(SharedTraces.folder))
    #expect(!files.isEmpty)
    for file in files { try check(file) }
  }
}
