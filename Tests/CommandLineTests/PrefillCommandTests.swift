import Foundation
import TestSupport
import Testing

@Suite("experiment prefill and features")
struct PrefillCommandTests {
  private let prefill = Fixtures.url("prefill.csv").path()

  @Test func prefillHasTheDocumentedShape() throws {
    let result = try Program.run("experiment", "prefill", prefill, "--json")
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    let json = try result.json()
    #expect(json["rows"]?.int == 120)
    #expect(json["verdict"]?["answer"]?.string == "enough")
    let parts = try #require(json["configurations"]?.array)
    #expect(
      parts.map { $0["configuration"]?["gpu"]?.string } == ["large", "small"])
    let all = try #require(json["all"])
    #expect(all["configuration"]?.isNull == true)
    for part in parts + [all] {
      // Factors of 0.94 to 1.06.
      let cv = part["coefficientOfVariation"]?["equalLength"]?.double
      #expect(try #require(cv) < 0.06)
      for errors in ["fitted", "heldOut"] {
        #expect(try #require(part[errors]?["rSquared"]?.double) > 0.98)
        for key in [
          "rows", "adjustedRSquared", "meanAbsoluteErrorSeconds",
          "meanAbsolutePercentageError", "rootMeanSquaredErrorSeconds",
        ] {
          #expect(part[errors]?[key] != nil, "\(errors).\(key) is missing")
        }
      }
      #expect(part["judgements"]?.array?.count == 3)
      #expect(part["verdict"]?.string == "enough")
    }
    let shares = try #require(json["attribution"])
    let factors = try #require(shares["factors"]?.array)
    let sum = try factors.reduce(0) {
      try $0 + #require($1["averagedShare"]?.double)
    }
    #expect(
      abs(
        try sum + #require(shares["interactionShare"]?.double)
          + #require(shares["restShare"]?.double) - 1) < 1e-9)
  }

  @Test func featuresHaveTheDocumentedShape() throws {
    let result = try Program.run("experiment", "features", prefill, "--json")
    #expect(result.status == 0)
    let json = try result.json()
    #expect(json["verdict"]?["answer"]?.string == "notWorthIt")
    #expect(json["entries"]?.array?.count == 4)
    for entry in json["entries"]?.array ?? [] {
      for key in [
        "features", "rSquared", "meanAbsoluteErrorSeconds",
        "meanAbsolutePercentageError", "secondsPerPrediction", "improvement",
        "improvementStandardError", "rSquaredGain", "advice", "sentence",
      ] {
        #expect(entry[key] != nil, "\(key) is missing")
      }
    }
    #expect(json["failures"]?.array?.isEmpty == true)
  }

  /// A number that is the error of the count alone is worth it, and stays with
  /// its row where an invalid one is skipped; one row later it is not.
  @Test func embeddingsBelongToTheirRows() throws {
    let folder = try TemporaryFolder()
    var (rows, vectors) = ("prompt_tokens,prefill_ms\n0,1\n", ["0"])
    for index in 0..<60 {
      let effect = (index * 37) % 60
      rows += "\(10 + (index * 17) % 60),\(20 + effect)\n"
      vectors.append("\(effect)")
    }
    let trace = try folder.write(rows, as: "trace.csv")
    for shift in [0, 1] {
      let file = try folder.write(
        (vectors[shift...] + vectors[..<shift]).joined(separator: "\n") + "\n",
        as: "embeddings.csv")
      let result = try Program.run(
        "experiment", "features", trace, "--skip-invalid", "--embeddings",
        file, "--json")
      #expect(result.status == 0, "\(result.errors)")
      let entries = try #require(result.json()["entries"]?.array)
      let isWorthIt = entries.last?["advice"]?.string == "worthConsidering"
      #expect(isWorthIt == (shift == 0))
    }
  }

  @Test(arguments: [
    ("1,2\n1,2\n", "found 2 rows, expected 120"),
    ("1,2\n1\n", ":2: found 1 field"), ("1,2\n1,nan\n", ":2: column 2"),
  ])
  func badEmbeddingsNameTheirPlace(_ text: String, _ message: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(text, as: "embeddings.csv")
    let result = try Program.run(
      "experiment", "features", prefill, "--embeddings", file)
    #expect(result.status == 65)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("embeddings.csv"))
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test(arguments: [
    ("task,output_tokens\na,3\n", "no column prompt_tokens"),
    ("prompt_tokens,prefill_ms\n5,0\n", ":2: column prefill_ms"),
    ("prompt_tokens,prefill_ms,config.gpu\n5,1,a\n6,1,b\n", "a single row"),
  ])
  func badRowsNameTheirPlace(_ text: String, _ message: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(text, as: "trace.csv")
    for name in ["prefill", "features"] {
      let result = try Program.run("experiment", name, path)
      #expect(result.status == 65)
      #expect(result.output.isEmpty)
      #expect(result.errors.contains(message), "\(result.errors)")
    }
  }

  @Test func singleRowsAreLeftOutAndFewSayWhy() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      """
      prompt_tokens,prefill_ms,config.gpu
      5,1,a
      5,1.01,a
      9,7,b
      """, as: "trace.csv")
    let result = try Program.run("experiment", "prefill", path, "--json")
    #expect(result.status == 0)
    #expect(result.errors.contains("gpu=b has a single row"))
    let all = try #require(result.json()["all"])
    #expect(all["failure"]?.string?.contains("at least 6 rows") == true)
    #expect(all["heldOut"]?.isNull == true)
    #expect(all["verdict"]?.string == "enough")
  }

  @Test func publicTracesAreUnderstood() throws {
    guard let traces = SharedTraces.folder else { return }
    let path = traces.appending(
      path: "llmservingsim/vllm_measured_requests.csv"
    ).path()
    let columns = "prompt=input_tokens,prefill=prefill_s,config.gpu=gpu"
    // Read as milliseconds, seconds bring a hint.
    for (unit, isHinted) in [("s", false), ("ms", true)] {
      let result = try Program.run(
        "experiment", "prefill", path, "--columns", columns, "--unit", unit)
      #expect(result.status == 0)
      #expect(result.output.contains("--unit") == isHinted)
      #expect(result.output.contains("may not be enough"))
    }
  }

  @Test(arguments: [
    ["prefill", "--folds", "1"], ["prefill", "--bin-width", "0"],
    ["prefill", "--unit", "h"], ["features", "--ridge", "-1"],
    ["features", "--dimension", "0"], ["features", "--projection", "none"],
  ])
  func wrongUsageExitsWith64(_ arguments: [String]) throws {
    let result = try Program.run(
      ["experiment", arguments[0], prefill] + arguments.dropFirst())
    #expect(result.status == 64, "\(arguments): \(result.errors)")
    #expect(result.output.isEmpty)
  }
}
