import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite("report")
struct ReportCommandTests {
  private let tasks = [
    Fixtures.url("vlm-tasks.csv").path(), "--latency",
    Fixtures.url("vlm-latency.csv").path(), "--prefill", "150ms", "--budget",
    "500ms",
  ]

  @Test func thePageNeedsNothingBesideIt() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("report.html")
    let result = try Program.run(["report"] + tasks + ["--output", path])
    #expect(result.status == 0, "\(result.errors)")
    let page = try String(contentsOf: URL(filePath: path), encoding: .utf8)
    let markup = page.replacing(
      /<script(?s:.*?)<\/script>/, with: "")
    #expect(!markup.contains("src="))
    #expect(!markup.contains("href="))
    #expect(markup.contains("default-src 'none'"))
    #expect(markup.contains("<h2>Task text_vqa</h2>"))
    #expect(markup.contains("captioning does not fit"))
    #expect(page.contains("window.vegaEmbed"))
    // Each picture has its place, and its specification.
    let places = markup.matches(of: /id="(chart\d+)"/).map { String($0.1) }
    let specs = try #require(
      page.firstMatch(
        of: /<script id="specs" type="application\/json">(?s:(.*?))<\/script>/))
    let drawn = try JSONDecoder().decode(
      [String: JSONValue].self, from: Data(specs.1.utf8))
    #expect(places.count == 1 + 4 * 9)
    #expect(Set(places) == Set(drawn.keys))
  }

  @Test func theSpecificationsHoldWhatOtherVerbsSay() throws {
    let report = try Program.run(["report"] + tasks + ["--format", "json"])
      .json()
    let budget = try Program.run(["budget"] + tasks + ["--json"]).json()
    #expect(report["budget"] == budget)
    let charts = try #require(report["charts"]?.array)
    let survival = try #require(
      charts.first { $0["id"]?.string == "survival-text_vqa" })
    let layers = try #require(survival["spec"]?["layer"]?.array)
    let rows = try #require(layers[1]["data"]?["values"]?.array)
    let table = try Program.run("convert", tasks[0], "--task", "text_vqa")
      .output.split(separator: "\n").dropFirst().map {
        $0.split(separator: ",")
      }
    // Nothing is censored: the share longer than k is counted.
    let counts = table.map { (Int($0[1]) ?? 0, Int($0[3]) ?? 0) }
    for row in rows {
      let (tokens, share) = (row["tokens"]?.double, row["share"]?.double)
      let longer = counts.filter { Double($0.0) > tokens ?? 0 }
        .reduce(0) { $0 + $1.1 }
      #expect(abs((share ?? -1) - Double(longer) / 2500) < 1e-6)
    }
  }

  @Test func theSVGIsWellFormed() throws {
    for input in [
      tasks,
      [Fixtures.url("chat.csv").path(), "--budget", "8s", "--no-evaluate"],
    ] {
      let result = try Program.run(["report"] + input + ["--format", "svg"])
      #expect(result.status == 0, "\(result.errors)")
      let parser = XMLParser(data: Data(result.output.utf8))
      #expect(parser.parse(), "\(String(describing: parser.parserError))")
      #expect(result.output.contains("P95 bound"))
    }
  }

  @Test func namesDoNotEscape() throws {
    let folder = try TemporaryFolder()
    let name = "</script><b>\u{1B}[31m\u{202E}"
    let rows = (1...80).map { "\"\(name)\",\($0 % 9 + 1)\n" }.joined()
    let path = try folder.write("task,output_tokens\n" + rows, as: "t.csv")
    let page = try Program.run("report", path, "--budget", "1s").output
    #expect(!page.contains("<b>"))
    #expect(!page.unicodeScalars.contains("\u{1B}"))
    #expect(!page.unicodeScalars.contains("\u{202E}"))
    #expect(page.contains("&lt;/script&gt;"))
    #expect(page.components(separatedBy: "</script>").count == 4)
  }

  @Test func aModelIsReportedToo() throws {
    let folder = try TemporaryFolder()
    let model = folder.path("m.json")
    _ = try Program.run("fit", tasks[0], "--output", model)
    let report = try Program.run(
      "report", model, "--budget", "500ms", "--task", "vqa", "--format", "json"
    ).json()
    #expect(report["sources"]?.array?.count == 1)
    #expect(
      report["charts"]?.array?.allSatisfy {
        $0["task"]?.string ?? "vqa" == "vqa"
      }
        == true)
  }
}
