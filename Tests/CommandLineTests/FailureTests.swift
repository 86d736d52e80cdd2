import Foundation
import TestSupport
import Testing

@Suite("Wrong input")
struct FailureTests {
  private let tasks = Fixtures.url("vlm-tasks.csv").path()

  @Test(arguments: [
    ("", "is empty"),
    ("task,output_tokens\n", "no answers"),
    ("task,words\nvqa,3\n", "output_tokens"),
    ("task,output_tokens\nvqa,0\n", ":2: column output_tokens"),
    ("task,output_tokens\nvqa,2\nvqa,-3\n", ":3: column output_tokens"),
    ("task,output_tokens\nvqa,NaN\n", "\"NaN\""),
    ("task,output_tokens\nvqa,3.5\n", "\"3.5\""),
    ("task,output_tokens,cap\nvqa,9,8\n", ":2:"),
    ("task,output_tokens,ending\nvqa,9,asleep\n", "\"asleep\""),
    ("task,output_tokens,count\nvqa,9,-1\n", "column count"),
    ("task,output_tokens\nvqa,99999999999999999999\n", ":2:"),
    ("task,output_tokens\n\"vqa,3\n", "quote"),
  ])
  func badDataNamesItsPlace(_ text: String, _ message: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(text, as: "trace.csv")
    for verb in ["describe", "fit", "bound"] {
      let result = try Program.run(verb, path, "--json")
      #expect(result.status == 65)
      #expect(result.output.isEmpty)
      #expect(result.errors.contains(message), "\(result.errors)")
      #expect(result.errors.contains("trace.csv"))
    }
  }

  @Test func missingFilesAreNamed() throws {
    for verb in ["describe", "fit", "bound"] {
      let result = try Program.run(verb, "no-such-file.csv")
      #expect(result.status == 66)
      #expect(result.errors.contains("no-such-file.csv"))
    }
    let model = try Program.run("estimate", "no.json", "--task", "vqa")
    #expect(model.status == 66)
  }

  @Test func whatIsNoModelIsRefused() throws {
    let folder = try TemporaryFolder()
    for text in ["", "[]", "{}", #"{"format": "decode-model", "version": 9}"#] {
      let path = try folder.write(text, as: "model.json")
      let result = try Program.run(
        "check", path, "--budget", "1s", "--task", "a")
      #expect(result.status == 65)
      #expect(result.errors.contains("not a model"))
    }
  }

  @Test(arguments: [
    ["budget", "TASKS", "--budget", "500"],
    ["budget", "TASKS", "--budget", "-5ms"],
    ["budget", "TASKS", "--budget", "nanms"],
    ["budget", "TASKS", "--budget", "0ms"],
    ["budget", "TASKS", "--budget", "1s", "--risk", "2"],
    ["budget", "TASKS", "--budget", "1s", "--max-tokens", "0"],
    ["bound", "TASKS", "--level", "nan"],
    ["bound", "TASKS", "--method", "magic"],
    ["fit", "TASKS", "--family", "gauss"],
    ["fit", "TASKS", "--origin", "2"],
    ["describe", "TASKS", "--columns", "nonsense"],
    ["describe"], ["frobnicate"],
  ])
  func wrongUsageExitsWith64(_ arguments: [String]) throws {
    let words = arguments.map { $0 == "TASKS" ? tasks : $0 }
    let result = try Program.run(words)
    #expect(result.status == 64, "\(arguments): \(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test func unknownTasksAreListed() throws {
    let result = try Program.run("describe", tasks, "--task", "poetry")
    #expect(result.status == 65)
    #expect(result.errors.contains("captioning"))
  }

  @Test func invalidRowsMayBeSkipped() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "task,output_tokens\nvqa,2\nvqa,-3\nvqa,4\n", as: "trace.csv")
    let result = try Program.run("describe", path, "--skip-invalid", "--json")
    #expect(result.status == 0)
    #expect(try result.json()["tasks"]?[0]?["observations"]?.int == 2)
    #expect(result.errors.contains("1 invalid row"))
  }

  @Test func aModelIsWrittenWholeOrNotAtAll() throws {
    let folder = try TemporaryFolder()
    let result = try Program.run(
      "fit", tasks, "--output", folder.path("absent/model.json"))
    #expect(result.status == 73)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path())
        .isEmpty)
  }

  @Test(arguments: ["budget", "describe", "fit", "bound", "estimate", "check"])
  func helpExplainsEveryVerb(_ verb: String) throws {
    let result = try Program.run(verb, "--help")
    #expect(result.status == 0)
    #expect(result.output.contains("USAGE: decode-estimator \(verb)"))
  }
}
