import Foundation
import TestSupport
import Testing

@Suite("bound by every method")
struct BoundCommandTests {
  private let tasks = Fixtures.url("vlm-tasks.csv").path()

  private func bound(_ name: String, _ more: String...) throws -> JSONValue {
    let run = try Program.run(
      ["bound", tasks, "--task", name, "--json"] + more)
    #expect(run.status == 0, "\(run.errors)")
    return try #require(try run.json()["tasks"]?[0])
  }

  @Test(arguments: [
    ("order-statistic", "upperConfidenceBound"),
    ("exact-geometric", "upperConfidenceBound"),
    ("conformal", "conformalBound"),
  ])
  func everyMethodSaysWhatItPromises(
    _ method: String, _ kind: String
  ) throws {
    let json = try bound("vqa", "--method", method)
    #expect(json["method"]?.string == method)
    #expect(json["kind"]?.string == kind)
    #expect(json["tokens"]?.int != nil)
    for key in [
      "observations", "level", "confidence", "rank", "requiredObservations",
      "family", "caveats",
    ] {
      #expect(json[key] != nil, "\(key) is missing")
    }
  }

  @Test(arguments: ["profile-likelihood", "bootstrap"])
  func aGivenFamilyIsFitted(_ method: String) throws {
    let json = try bound(
      "vqa", "--method", method, "--family", "geometric", "--replicates",
      "99", "--seed", "2")
    #expect(json["family"]?.string == "geometric")
    #expect(json["kind"]?.string == "approximateConfidenceBound")
    #expect(json["caveats"]?.array?.isEmpty == true)
    #expect(json["tokens"]?.int ?? 0 >= 4)
  }

  /// More answers than the exact law can go through, under a cap.
  @Test func oneFailingTaskDoesNotStopTheOthers() throws {
    let run = try Program.run(
      "bound", tasks, "--method", "exact-geometric", "--json")
    #expect(run.status == 0)
    let all = try #require(try run.json()["tasks"]?.array)
    let captioning = try #require(
      all.first { $0["task"]?.string == "captioning" })
    #expect(captioning["kind"]?.isNull == true)
    #expect(captioning["caveats"]?.array?.count == 1)
    #expect(all.count { $0["tokens"]?.int != nil } == 3)
    let text = try Program.run("bound", tasks, "--method", "exact-geometric")
    #expect(text.output.contains("captioning: the exact bound would"))
    #expect(text.output.contains("one geometric law"))
  }

  @Test func conformalHasNoConfidence() throws {
    let json = try bound("vqa", "--method", "conformal")
    #expect(json["confidence"]?.isNull == true)
    #expect(json["rank"]?.int == 3801)
  }

  @Test func usageIsChecked() throws {
    for wrong in [
      ["--method", "weighted-conformal"], ["--method", "guess"],
      ["--family", "poisson"],
      ["--method", "bootstrap", "--family", "normal"],
      ["--method", "bootstrap", "--confidence", "0.4"],
      ["--method", "bootstrap", "--replicates", "0"],
    ] {
      #expect(try Program.run(["bound", tasks] + wrong).status == 64)
    }
    #expect(
      try Program.run("bound", "--help").output.contains("equal-local-level"))
  }
}
