import Foundation
import TestSupport
import Testing

@Suite("Formats and pipes")
struct FormatCommandTests {
  @Test func formatsAreListed() throws {
    let listed = try Program.run("formats", "--json").json()["formats"]
    let text = try Program.run("formats").output
    for title in ["vLLM bench serve", "AIPerf", "OpenTelemetry", "Mooncake"] {
      #expect(text.contains(title))
    }
    #expect(listed?[0]?["format"]?.string == "csv")
  }

  @Test func describeTakesEveryFixtureWithoutAnOption() throws {
    let folder = Fixtures.url("formats")
    let names = try FileManager.default.contentsOfDirectory(
      atPath: folder.path())
    #expect(names.count >= 16)
    for name in names where !name.contains("summary") {
      let result = try Program.run(
        "describe", folder.appending(path: name).path(), "--json")
      #expect(result.status == 0, "\(name): \(result.errors)")
      #expect(result.errors.contains("note:"), "\(name)")
    }
  }

  @Test func bucketsGiveBoundsAndNoNumber() throws {
    let path = Fixtures.url("formats/metrics.prom").path()
    let result = try Program.run("describe", path, "--json").json()
    let median = result["histograms"]?[0]?["quantiles"]?[0]
    #expect(median?["least"]?.int == 11)
    #expect(median?["most"]?.int == 100)
    let refused = try Program.run("fit", path)
    #expect(refused.status == 65)
    #expect(refused.errors.contains("buckets"))
  }

  /// 12 of 200 requests took more than 500 ms, 100 may have taken more than
  /// 400; Clopper and Pearson's bounds are SciPy's `beta.ppf(.95, x + 1, n - x)`.
  @Test func timesInBucketsMeetABudgetBetweenBounds() throws {
    let path = Fixtures.url("formats/metrics-times.prom").path()
    for (budget, least, most, bound) in [
      ("500ms", 0.06, 0.06, 0.09540141772987734),
      ("400ms", 0.06, 0.5, 0.5603589747172388),
    ] {
      let result = try Program.run(
        "budget", path, "--budget", budget, "--json")
      #expect(result.status == 0, "\(result.errors)")
      let entries = try #require(try result.json()["histograms"]?.array)
      // Prefills are no budget's, and an idle server says nothing.
      #expect(entries.count == 2)
      let total = try #require(
        entries.first {
          $0["metric"]?.string == "vllm:e2e_request_latency_seconds"
        })
      #expect(total["leastExceeding"]?.double == least)
      #expect(total["mostExceeding"]?.double == most)
      let upper = try #require(total["upperConfidenceBound"]?.double)
      #expect(abs(upper - bound) < 1e-9, "\(upper)")
    }
    let text = try Program.run("budget", path, "--budget", "500ms")
    #expect(text.output.contains("exceeded"))
    let late = try Program.run(
      "budget", path, "--budget", "500ms", "--risk", "0.08")
    #expect(late.output.contains("not known"))
    let enough = try Program.run(
      "budget", path, "--budget", "500ms", "--risk", "0.1")
    #expect(enough.output.contains("fits"))
    let refused = try Program.run("fit", path)
    #expect(refused.status == 65)
    #expect(refused.errors.contains("has times in buckets"))
  }

  /// What each verb that reads a trace says of a pipe is what it says of the
  /// file.
  @Test(arguments: [
    ["describe", "TRACE", "--json"], ["bound", "TRACE", "--json"],
    ["fit", "TRACE", "--family", "geometric", "--json"],
    ["budget", "TRACE", "--budget", "500ms", "--json"],
    ["convert", "TRACE"],
    ["experiment", "utilization", "TRACE", "--budget", "500ms", "--json"],
  ])
  func everyVerbReadsAPipe(_ arguments: [String]) throws {
    let file = Fixtures.url("vlm-tasks.csv")
    let fromFile = try Program.run(
      arguments.map { $0 == "TRACE" ? file.path() : $0 })
    let fromPipe = try Program.run(
      arguments.map { $0 == "TRACE" ? "-" : $0 }, input: file)
    #expect(fromFile.status == 0, "\(fromFile.errors)")
    #expect(fromPipe.status == 0, "\(fromPipe.errors)")
    #expect(fromPipe.output == fromFile.output)
  }

  @Test func modelsAreReadFromAPipeToo() throws {
    let folder = try TemporaryFolder()
    let model = folder.path("model.json")
    let fitted = try Program.run(
      "fit", Fixtures.url("vlm-tasks.csv").path(), "--output", model)
    #expect(fitted.status == 0, "\(fitted.errors)")
    let budget = ["--budget", "500ms", "--json"]
    let fromFile = try Program.run(["budget", model] + budget)
    let fromPipe = try Program.run(
      ["budget", "-"] + budget, input: URL(filePath: model))
    #expect(fromPipe.status == 0, "\(fromPipe.errors)")
    #expect(fromPipe.output == fromFile.output)
  }

  @Test func convertedTracesAreRead() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("converted.csv")
    let source = Fixtures.url("formats/vllm_bench.json").path()
    let converted = try Program.run("convert", source, "--output", path)
    #expect(converted.status == 0, "\(converted.errors)")
    #expect(
      try Program.run("describe", path, "--json").output
        == Program.run("describe", source, "--json").output)
  }

  @Test func tasksArePooledOrChosenNotBoth() throws {
    let trace = Fixtures.url("vlm-tasks.csv").path()
    let pooled = try Program.run("describe", trace, "--pooled", "--json").json()
    #expect(pooled["tasks"]?[0]?["task"]?.string == "all")
    #expect(pooled["tasks"]?[1] == nil)
    let both = try Program.run("describe", trace, "--pooled", "--task", "vqa")
    #expect(both.status == 64)
  }

  @Test func conventionsAreSaidAndChosen() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "output_tokens,decode_ms\n"
        + (1...40).map { "\($0),\($0 * 25 - 25)\n" }
        .joined(), as: "trace.csv")
    let model = folder.path("model.json")
    let fitted = try Program.run(
      "fit", path, "--output", model, "--family", "geometric")
    #expect(fitted.errors.contains("(first-token-in-prefill)"))
    let told = try Program.run(
      "fit", path, "--output", model, "--family", "geometric", "--convention",
      "every-token")
    #expect(told.errors.contains("(every-token)"), "\(told.errors)")
    let wrong = try Program.run("describe", path, "--convention", "both")
    #expect(wrong.status == 64)
  }
}
