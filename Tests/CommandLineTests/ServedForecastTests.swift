import Foundation
import TestSupport
import Testing

/// What `evaluate` judges is what `estimate` serves.
@Suite("Served forecasts on the command line")
struct ServedForecastTests {
  private static let levels = ["0.5", "0.9", "0.95", "0.99"]

  /// One answer's quantiles as `evaluate --write-forecasts` wrote them.
  private struct Judged {
    var task: String
    var cap: String
    var tokens: [String]
  }

  /// The forecasts of a method, by row.
  private func forecasts(
    _ file: String, method: String
  ) throws -> [Int: Judged] {
    var judged: [Int: Judged] = [:]
    for line in file.split(separator: "\n").dropFirst() {
      let fields = line.split(
        separator: ",", omittingEmptySubsequences: false
      ).map(String.init)
      guard fields[2] == method, let row = Int(fields[0]) else { continue }
      judged[
        row, default: Judged(task: fields[1], cap: fields[7], tokens: [])
      ].tokens.append(fields[4])
    }
    return judged
  }

  @Test(arguments: [
    ("per-task", [String]()), ("default-frozen", ["--conditional"]),
  ])
  func everyQuantileThatJudgesIsTheServedOne(
    method: String, options: [String]
  ) throws {
    let folder = try TemporaryFolder()
    let lines = try String(
      contentsOfFile: Fixtures.url("chat.csv").path(), encoding: .utf8
    ).split(separator: "\n").map(String.init)
    let rows = Array(lines[1...400])
    let trace = try folder.write(
      ([lines[0]] + rows).joined(separator: "\n") + "\n", as: "trace.csv")
    let learnt = try folder.write(
      ([lines[0]] + rows.prefix(200)).joined(separator: "\n") + "\n",
      as: "learnt.csv")
    let written = folder.path("forecasts.csv")
    let evaluation = try Program.run(
      "evaluate", trace, "--methods", method, "--write-forecasts", written,
      "--json")
    try #require(evaluation.status == 0, "\(evaluation.errors)")
    let model = folder.path("model.json")
    let fit = try Program.run(
      ["fit", learnt, "--output", model] + options)
    try #require(fit.status == 0, "\(fit.errors)")
    let judged = try forecasts(
      String(contentsOfFile: written, encoding: .utf8), method: method)
    #expect(judged.count == 200)
    for row in stride(from: 201, through: 400, by: 13) {
      let forecast = try #require(judged[row])
      let prompt = rows[row - 1].split(separator: ",")[4]
      var arguments = [
        "estimate", model, "--task", forecast.task, "--scheme", "2",
        "--prompt-tokens", String(prompt), "--levels",
        Self.levels.joined(separator: ","), "--json",
      ]
      if !forecast.cap.isEmpty { arguments += ["--max-tokens", forecast.cap] }
      let served = try Program.run(arguments)
      try #require(served.status == 0, "\(served.errors)")
      let quantiles = try #require(served.json()["quantiles"]?.array)
      #expect(
        quantiles.map { $0["tokens"]?.int.map(String.init) ?? "" }
          == forecast.tokens, "row \(row) of \(method)")
    }
  }
}
