import Foundation
import TestSupport
import Testing

@Suite("experiment classifier")
struct ClassifierCommandTests {
  private let prompts = Fixtures.url("prompts.csv").path()
  private let tasks = Fixtures.url("vlm-tasks.csv").path()
  private let latency = Fixtures.url("vlm-latency.csv").path()

  @Test func jsonHasTheDocumentedShape() throws {
    let result = try Program.run(
      "experiment", "classifier", prompts, "--trace", tasks, "--latency",
      latency, "--budget", "500ms", "--prefill", "150ms", "--json")
    #expect(result.status == 0, "\(result.errors)")
    let json = try result.json()
    #expect(json["prompts"]?.int == 40)
    #expect(json["comparison"]?["better"]?.string == "standard")
    #expect(json["comparison"]?["onlyStandardRight"]?.int == 14)
    let classifiers = try #require(json["classifiers"]?.array)
    #expect(
      classifiers.map { $0["name"]?.string }
        == ["published", "standard", "learnt"])
    #expect(
      classifiers.map { $0["accuracy"]?["correct"]?.int } == [18, 32, 7])
    for classifier in classifiers {
      let cells = try #require(classifier["confusion"]?.array)
      #expect(cells.reduce(0) { $0 + ($1["count"]?.int ?? 0) } == 40)
      #expect(classifier["classes"]?.array?.count == 5)
      let cost = try #require(classifier["cost"])
      for summary in ["labelled", "right"] {
        for key in [
          "count", "admittedShare", "overrunRate", "violationRate",
          "plannedSeconds", "wastedSeconds",
        ] {
          #expect(cost[summary]?[key] != nil, "\(summary).\(key) is missing")
        }
      }
      // No answers of the task default are known.
      #expect(cost["unknownTasks"]?[0]?.string == "default")
      #expect(cost["labelled"]?["count"]?.int == 32)
      #expect(cost["verdict"]?["answer"]?.string == "breaksThePromise")
      let (wrong, right) = (
        try #require(cost["labelled"]?["overrunRate"]?.double),
        try #require(cost["right"]?["overrunRate"]?.double)
      )
      #expect(right < 0.05 && wrong > 0.05)
    }
  }

  @Test func peopleGetVerdictsWithoutCosts() throws {
    let result = try Program.run("experiment", "classifier", prompts)
    #expect(result.status == 0)
    #expect(result.output.contains("The standard rules are better"))
    #expect(!result.output.contains("over plan"))
    let json = try Program.run("experiment", "classifier", prompts, "--json")
      .json()
    #expect(json["classifiers"]?[0]?["cost"] == nil)
  }

  @Test func foreignTasksAreACaveat() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "label,text\nvqa,\"What, then?\"\nchat,hello\n", as: "prompts.csv")
    let result = try Program.run(
      "experiment", "classifier", path, "--task-column", "label",
      "--prompt-column", "text")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("no rule tells chat"))
    #expect(result.output.contains("right on the same prompts"))
  }

  @Test func wrongInputIsExplained() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("task,prompt\nvqa,hi, you\n", as: "p.csv")
    let bad = try Program.run("experiment", "classifier", path)
    #expect(bad.status == 65)
    #expect(bad.errors.contains("p.csv:2: found 3 fields"))
    for arguments in [
      ["--trace", tasks], ["--budget", "1s"], ["--confidence", "1"],
      ["--trace", tasks, "--budget", "1s", "--task", "vqa"],
      ["--trace", tasks, "--budget", "0ms"],
    ] {
      let result = try Program.run(
        ["experiment", "classifier", prompts] + arguments)
      #expect(result.status == 64, "\(arguments): \(result.errors)")
      #expect(result.output.isEmpty)
    }
    let missing = try Program.run(
      "experiment", "classifier", prompts, "--trace", "no.csv", "--budget",
      "1s")
    #expect(missing.status == 66)
  }
}
