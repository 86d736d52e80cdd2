import Foundation
import TestSupport
import Testing

@Suite("experiment utilization")
struct ExperimentTests {
  private let tasks = Fixtures.url("vlm-tasks.csv").path()
  private let latency = Fixtures.url("vlm-latency.csv").path()

  @Test func jsonHasTheDocumentedShape() throws {
    let result = try Program.run(
      "experiment", "utilization", tasks, "--latency", latency, "--budget",
      "500ms", "--prefill", "150ms", "--json")
    #expect(result.status == 0)
    #expect(result.errors.contains("divided in proportion"))
    let json = try result.json()
    #expect(json["trainCount"]?.int == 5750)
    #expect(json["testCount"]?.int == 5750)
    #expect(json["split"]?.string == "proportional")
    #expect(json["verdict"]?["answer"]?.string == "conservativeEnough")
    #expect(json["verdict"]?["excess"]?.double != nil)
    let rows = try #require(json["rows"]?.array)
    #expect(
      rows.map { $0["policy"]?.string } == [
        "1 point", "2 quantile", "3 conservative", "4 layered", "hindsight",
      ])
    for row in rows {
      for key in [
        "kind", "admitted", "unplanned", "plannedSeconds", "reservedSeconds",
        "usedSeconds", "overrunSeconds", "wastedSeconds", "utilization",
      ] {
        #expect(row[key] != nil, "\(key) is missing")
      }
      for rate in ["overruns", "violations", "falseRejections"] {
        for key in [
          "events", "undetermined", "trials", "estimate", "lower", "upper",
        ] {
          #expect(row[rate]?[key] != nil, "\(rate).\(key) is missing")
        }
      }
    }
  }

  @Test func otherBoundsAreFurtherRows() throws {
    let result = try Program.run(
      "experiment", "utilization", tasks, "--budget", "500ms", "--task", "vqa",
      "--bound", "order-statistic", "--bound", "conformal", "--bound",
      "dkw-band", "--json")
    let rows = try #require(result.json()["rows"]?.array)
    #expect(
      rows[4...6].map { $0["policy"]?.string }
        == ["order-statistic", "conformal", "dkw-band"])
    #expect(rows[5]["kind"]?.string == "conformalBound")
    // The conservative estimate is the order statistic.
    #expect(rows[4]["plannedSeconds"] == rows[2]["plannedSeconds"])
    // A bound of all levels at once plans no less.
    #expect(
      try #require(rows[6]["plannedSeconds"]?.double)
        >= #require(rows[4]["plannedSeconds"]?.double))
  }

  /// Four answers of 1, 2, 3 and 4 tokens; the first two make the model.
  @Test func measuredTimesCount() throws {
    let folder = try TemporaryFolder()
    let trace = try folder.write(
      """
      task,output_tokens,cap,ending,prefill_ms,decode_ms
      a,1,9,stopped,0,10
      a,2,9,stopped,0,20
      a,3,9,stopped,0,300
      a,9,9,capped,900,400
      """, as: "trace.csv")
    let table = try folder.write(
      "first_tokens,last_tokens,milliseconds_at_position\n1,,100\n",
      as: "latency.csv")
    let result = try Program.run(
      "experiment", "utilization", trace, "--latency", table, "--budget", "1s",
      "--json")
    #expect(result.status == 0, "\(result.errors)")
    let rows = try #require(result.json()["rows"]?.array)
    // Two answers are too few for a bound, so the plan is the cap: 900 ms.
    let row = rows[2]
    #expect(row["admitted"]?.int == 1)
    #expect(row["reservedSeconds"]?.double == 0.9)
    #expect(row["usedSeconds"]?.double == 0.3)
    #expect(row["falseRejections"]?["trials"]?.int == 1)
    // 900 ms of prefill and 400 ms measured do exceed a second.
    #expect(row["falseRejections"]?["events"]?.int == 0)
  }

  @Test func peopleGetAVerdict() throws {
    let result = try Program.run(
      "experiment", "utilization", tasks, "--budget", "500ms")
    #expect(result.status == 0)
    #expect(result.output.contains("is not too conservative"))
    #expect(result.errors.contains("published figures"))
  }

  @Test func timeOrderCountsInPublicTraces() throws {
    guard let traces = SharedTraces.folder else { return }
    let result = try Program.run(
      "experiment", "utilization",
      traces.appending(path: "azure-2023/AzureLLMInferenceTrace_conv.csv")
        .path(),
      "--columns", "tokens=GeneratedTokens,prompt=ContextTokens",
      "--budget", "25s", "--latency", latency, "--json")
    #expect(result.status == 0)
    let json = try result.json()
    #expect(json["split"]?.string == "temporal")
    #expect(json["trainCount"]?.int == 9_683)
    #expect(json["rows"]?[2]?["overruns"]?["events"]?.int == 324)
  }

  @Test(arguments: [
    ["--budget", "500"], ["--budget", "0s"],
    ["--budget", "1s", "--split", "1"],
    ["--budget", "1s", "--risk", "0"], ["--budget", "1s", "--cap", "0"],
    ["--budget", "1s", "--confidence", "nan"], [],
    ["--budget", "1s", "--bound", "magic"],
  ])
  func wrongUsageExitsWith64(_ arguments: [String]) throws {
    let result = try Program.run(
      ["experiment", "utilization", tasks] + arguments)
    #expect(result.status == 64, "\(arguments): \(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test func aSplitThatLeavesNothingExitsWith65() throws {
    let result = try Program.run(
      "experiment", "utilization", tasks, "--budget", "1s", "--split",
      "0.0000001")
    #expect(result.status == 65, "\(result.errors)")
    #expect(result.errors.contains("leaves answers on both sides"))
  }

  @Test(arguments: [
    ("task,output_tokens\n", 65), ("task,output_tokens\nvqa,-3\n", 65),
    ("task,output_tokens,cap\nvqa,3,2000000000\nvqa,4,2000000000\n", 0),
  ])
  func badDataNamesItsPlace(_ text: String, _ status: Int32) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(text, as: "trace.csv")
    let result = try Program.run(
      "experiment", "utilization", path, "--budget", "1s")
    #expect(result.status == status, "\(result.errors)")
    #expect(status == 0 || result.errors.contains("trace.csv"))
    let missing = try Program.run(
      "experiment", "utilization", "no-such-file.csv", "--budget", "1s")
    #expect(missing.status == 66)
  }

  @Test func helpExplainsIt() throws {
    for arguments in [
      ["experiment", "--help"], ["experiment", "utilization", "--help"],
      ["experiment", "prefill", "--help"],
      ["experiment", "features", "--help"],
      ["experiment", "classifier", "--help"],
    ] {
      let result = try Program.run(arguments)
      #expect(result.status == 0)
      #expect(result.output.contains("USAGE: decode-estimator experiment"))
    }
  }
}
