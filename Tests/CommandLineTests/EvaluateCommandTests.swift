import Foundation
import TestSupport
import Testing

@Suite("evaluate")
struct EvaluateCommandTests {
  private let chat = Fixtures.url("chat.csv").path()

  @Test func jsonHasTheDocumentedShape() throws {
    let folder = try TemporaryFolder()
    // A few: a program in debug takes its time.
    let arguments = [
      "evaluate", chat, "--methods", "per-task,default,geometric", "--last",
      "300", "--by-task", "--plot", folder.path("plot.svg"), "--json",
    ]
    let result = try Program.run(arguments)
    #expect(result.status == 0)
    #expect(result.errors.contains("the first 2700 rows were left out"))
    #expect(try Program.run(arguments).output == result.output)
    let json = try result.json()
    #expect(json["trainCount"]?.int == 150)
    #expect(json["testCount"]?.int == 150)
    let methods = try #require(json["methods"]?.array)
    #expect(
      methods.map { $0["method"]?.string } == [
        "pooled", "per-task", "default", "geometric",
      ])
    for method in methods {
      let levels = try #require(method["levels"]?.array)
      #expect(levels.map { $0["level"]?.double } == [0.5, 0.9, 0.95, 0.99])
      for level in levels {
        for key in ["coverage", "lower", "upper", "trials", "pinball"] {
          #expect(level[key]?.double != nil, "\(key) is missing")
        }
      }
      for key in ["meanPinball", "crps"] {
        #expect(method[key]?.double != nil, "\(key) is missing")
      }
      for key in ["ratio", "lower", "upper", "confidence", "pValue"] {
        #expect(method["relativeToPooled"]?[key]?.double != nil)
      }
      #expect(method["verdict"]?.string?.contains("calibrated") == true)
      #expect(
        method["tasks"]?.array?.map { $0["task"]?.string }
          == ["chat", "summary"])
    }
    let ratio = try #require(methods[2]["relativeToPooled"]?["ratio"]?.double)
    #expect(ratio < 1)
    let plot = try String(
      contentsOfFile: folder.path("plot.svg"), encoding: .utf8)
    #expect(plot.hasPrefix("<svg"))
  }

  @Test func aMethodWithoutAFitIsNoFailureOfTheOthers() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<20).map { "5,\($0 < 12 ? "capped" : "stopped"),5" }
    let trace = try folder.write(
      "output_tokens,ending,cap\n" + rows.joined(separator: "\n"),
      as: "cut.csv")
    let result = try Program.run(
      "evaluate", trace, "--task", "a", "--methods",
      "negativeBinomial,default", "--json")
    #expect(result.status == 0)
    let json = try result.json()
    #expect(json["methods"]?.array?.count == 2)
    let failures = try #require(json["failures"]?.array)
    #expect(failures.map { $0["method"]?.string } == ["negativeBinomial"])
  }

  @Test func whatCannotBeJudgedIsSaidSo() throws {
    let table = try Program.run(
      "evaluate", Fixtures.url("vlm-tasks.csv").path())
    #expect(table.status == 65)
    #expect(table.errors.contains("answer 1 stands for 3394"))
    for arguments in [
      ["--levels", "0.9,0.5"], ["--levels", "x"], ["--methods", "none"],
      ["--split", "1"], ["--last", "0"], ["--tolerance", "-1"],
      ["--plot", "a.svg", "--methods", "pooled"],
    ] {
      let result = try Program.run(["evaluate", chat] + arguments)
      #expect(result.status == 64, "\(arguments)")
      #expect(result.output.isEmpty)
    }
    let tiny = try Program.run("evaluate", chat, "--split", "0.0001")
    #expect(tiny.status == 65)
  }
}
