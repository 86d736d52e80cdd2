import Foundation
import TestSupport
import Testing

@Suite("budget")
struct BudgetCommandTests {
  private let tasks = Fixtures.url("vlm-tasks.csv").path()
  private let latency = Fixtures.url("vlm-latency.csv").path()

  @Test func theReadmeCommandDecidesForEveryTask() throws {
    let result = try Program.run(
      "budget", tasks, "--latency", latency, "--prefill", "150ms",
      "--budget", "500ms")
    #expect(result.status == 0 && result.errors.isEmpty)
    #expect(result.output.contains("vqa fits"))
    #expect(result.output.contains("captioning refused"))
    // No colours outside a terminal.
    #expect(!result.output.contains("\u{1B}"))
    let readme = try String(
      contentsOf: Fixtures.folder.deletingLastPathComponent()
        .appending(path: "README.md"), encoding: .utf8)
    #expect(readme.contains(result.output), "the README shows other output")
  }

  @Test(arguments: [
    ("5us", 5e-6), ("5ms", 5e-3), ("5s", 5), ("5min", 300), ("0.5 ms", 5e-4),
  ])
  func durationsHaveTheirUnits(_ text: String, _ seconds: Double) throws {
    let json = try Program.run(
      "budget", tasks, "--latency", latency, "--budget", text, "--json"
    ).json()
    let found = try #require(json["budgetSeconds"]?.double)
    #expect(abs(found - seconds) <= 1e-12 * seconds)
  }

  @Test func jsonHasThePromisedShape() throws {
    let result = try Program.run(
      "budget", tasks, "--latency", latency, "--prefill", "150ms",
      "--budget", "500ms", "--json")
    let json = try result.json()
    #expect(json["budgetSeconds"]?.double == 0.5)
    #expect(json["prefillSeconds"]?.double == 0.15)
    let all = try #require(json["tasks"]?.array)
    #expect(
      all.map { $0["task"]?.string }
        == ["captioning", "doc_qa", "text_vqa", "vqa"])
    for task in all {
      for key in [
        "observations", "expectedTokens", "expectedSeconds", "quantiles",
        "bound", "violationProbability", "schemes",
      ] {
        #expect(task[key] != nil, "\(key) is missing")
      }
      let schemes = try #require(task["schemes"]?.array)
      #expect(schemes.map { $0["scheme"]?.int } == [1, 2, 3, 4])
      #expect(schemes.allSatisfy { $0["reason"]?.string?.isEmpty == false })
    }
  }

  @Test func aModelDecidesAsItsTraceDoes() throws {
    let folder = try TemporaryFolder()
    let model = folder.path("model.json")
    let fit = try Program.run(
      "fit", tasks, "--latency", latency, "--output", model)
    #expect(fit.status == 0)
    let arguments = ["--prefill", "150ms", "--budget", "500ms", "--json"]
    let fromModel = try Program.run(
      "budget", model, arguments[0], arguments[1], arguments[2], arguments[3],
      arguments[4])
    let fromTrace = try Program.run(
      "budget", tasks, "--latency", latency, arguments[0], arguments[1],
      arguments[2], arguments[3], arguments[4])
    #expect(fromModel.output == fromTrace.output)
    #expect(!fromModel.output.isEmpty)
  }

  @Test func publicTracesAreRead() throws {
    guard let traces = SharedTraces.folder else { return }
    let azure = try Program.run(
      "budget",
      traces.appending(path: "azure-2023/AzureLLMInferenceTrace_conv.csv")
        .path(),
      "--columns", "tokens=GeneratedTokens,prompt=ContextTokens",
      "--budget", "10s", "--prefill", "150ms", "--latency", latency, "--json")
    #expect(azure.status == 0)
    let task = try #require(azure.json()["tasks"]?[0])
    #expect(task["observations"]?.int == 19_366)
    let bench = try Program.run(
      "budget",
      traces.appending(path: "spec-bench/specbench_vanilla.csv").path(),
      "--columns", "tokens=new_tokens,task=category", "--budget", "10s",
      "--max-tokens", "1024", "--json")
    #expect(bench.status == 0)
    #expect(try bench.json()["tasks"]?.array?.count == 13)
  }
}
