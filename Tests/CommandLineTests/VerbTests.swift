import Foundation
import TestSupport
import Testing

@Suite("describe, fit, bound, estimate, check")
struct VerbTests {
  private let tasks = Fixtures.url("vlm-tasks.csv").path()

  private func task(_ json: JSONValue, _ name: String) throws -> JSONValue {
    let all = try #require(json["tasks"]?.array)
    return try #require(all.first { $0["task"]?.string == name })
  }

  @Test func describeGivesThePublishedRows() throws {
    let json = try Program.run("describe", tasks, "--json").json()
    let vqa = try task(json, "vqa")
    #expect(abs(try #require(vqa["mean"]?.double) - 2.22) < 0.005)
    #expect(vqa["median"]?.double == 2)
    #expect(vqa["minimum"]?.int == 2 && vqa["maximum"]?.int == 6)
    let captioning = try task(json, "captioning")
    #expect(captioning["median"]?.double == 64)
    #expect(captioning["restrictedMean"]?["cap"]?.int == 64)
    // More than half are capped at 64, so no quantile of N is identified.
    #expect(captioning["quantiles"]?[0]?["tokens"]?.isNull == true)
    #expect(vqa["quantiles"]?.array?.count == 4)
  }

  @Test func fitListsTheBestFamilyFirst() throws {
    let json = try Program.run("fit", tasks, "--json", "--task", "doc_qa")
      .json()
    let fits = try #require(try task(json, "doc_qa")["fits"]?.array)
    let scores = fits.compactMap { $0["aic"]?.double }
    #expect(scores == scores.sorted() && scores.count == fits.count)
    for fit in fits {
      #expect(fit["converged"] == .bool(true))
      #expect(fit["boundary"] != nil)
      #expect(fit["bic"] != nil && fit["logLikelihood"] != nil)
    }
    let geometric = try #require(
      fits.first { $0["family"]?.string == "geometric" })
    let p = try #require(geometric["parameters"]?["p"]?.double)
    let mean = try #require(
      try task(Program.run("describe", tasks, "--json").json(), "doc_qa")[
        "mean"]?.double)
    #expect(abs(p * mean - 1) < 1e-12)
  }

  @Test func originZeroFitsReferenceData() throws {
    let reference = try Reference.fit("federalist_nb")
    let values = try #require(reference.data.values)
    let counts = try #require(reference.data.counts)
    let rows = zip(values, counts).map { "\(Int($0)),\($1)" }
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "output_tokens,count\n" + rows.joined(separator: "\n"), as: "f.csv")
    let json = try Program.run(
      "fit", path, "--task", "may", "--origin", "0", "--family",
      "negativeBinomial", "--json"
    ).json()
    let fit = try #require(try task(json, "may")["fits"]?[0])
    let size = try #require(fit["parameters"]?["size"]?.double)
    #expect(abs(size - 1.186_333_730_601_224_5) < 1e-8)
  }

  @Test func boundIsUnboundedAtTheCap() throws {
    let json = try Program.run("bound", tasks, "--level", "0.95", "--json")
      .json()
    let captioning = try task(json, "captioning")
    #expect(captioning["tokens"]?.isNull == true)
    #expect(captioning["requiredObservations"]?.int == 59)
    #expect(captioning["method"]?.string == "order-statistic")
    let vqa = try task(json, "vqa")
    #expect(vqa["tokens"]?.int == 4)
    #expect(vqa["kind"]?.string == "upperConfidenceBound")
  }

  @Test func estimateAndCheckUseAModel() throws {
    let folder = try TemporaryFolder()
    let model = folder.path("m.json")
    #expect(try Program.run("fit", tasks, "--output", model).status == 0)
    let fresh = try Program.run(
      "estimate", model, "--task", "captioning", "--json"
    ).json()
    for key in [
      "task", "scheme", "cap", "expectedTokens", "expectedSeconds",
      "plannedSeconds", "quantiles", "kind", "caveats",
    ] {
      #expect(fresh[key] != nil, "\(key) is missing")
    }
    let later = try Program.run(
      "estimate", model, "--task", "captioning", "--generated", "50", "--json"
    ).json()
    #expect(
      try #require(later["expectedSeconds"]?.double)
        < #require(fresh["expectedSeconds"]?.double))
    let yes = try Program.run(
      "check", model, "--budget", "500ms", "--prefill", "150ms", "--prompt",
      "What colour is the car?")
    #expect(yes.status == 0 && yes.output.hasPrefix("vqa: feasible"))
    let no = try Program.run(
      "check", model, "--budget", "500ms", "--task", "captioning", "--json")
    #expect(no.status == 1)
    #expect(try no.json()["feasible"] == .bool(false))
  }

  @Test func promisesAndMeasuresDecideInsteadOfASchemeIfAsked() throws {
    let folder = try TemporaryFolder()
    let model = folder.path("model.json")
    #expect(try Program.run("fit", tasks, "--output", model).status == 0)
    func check(_ arguments: String...) throws -> Program.Result {
      try Program.run(
        ["check", model, "--task", "doc_qa", "--budget", "500ms"] + arguments)
    }
    // 12 tokens take 498 ms, and answers of up to 12 are 95.7 %.
    #expect(try check().status == 0)
    #expect(try check("--promise", "confidence").status == 0)
    #expect(try check("--promise", "conformal", "--risk", "0.01").status == 1)
    #expect(try check("--measure", "value-at-risk").status == 0)
    let worst = try check("--measure", "conditional-value-at-risk", "--json")
    #expect(worst.status == 1)
    let analysis = try #require(try worst.json()["analysis"])
    #expect(analysis["risks"]?.array?.count == 7)
    #expect(analysis["largestMaxTokens"]?.int == 28)
    #expect(
      try check("--promise", "plug-in", "--measure", "mean").status == 64)
    #expect(try check("--aversion", "-1").status == 64)
  }
}
