import Foundation
import TestSupport
import Testing

@Suite("What is judged is what is served")
struct ServedForecastTests {
  private static let levels = "0.5,0.75,0.9,0.95,0.99"

  private struct Served: Hashable {
    var row: Int
    var method: String
    var level: Double
    var tokens: Int?
  }

  /// The quantiles of a request under a model.
  private func served(
    _ model: String, _ fields: [String], row: Int, as method: String
  ) throws -> [Served] {
    var arguments = [
      "estimate", model, "--task", fields[0], "--prompt-tokens", fields[4],
      "--levels", Self.levels, "--json",
    ]
    if !fields[3].isEmpty { arguments += ["--max-tokens", fields[3]] }
    let json = try Program.run(arguments).json()
    return try #require(json["quantiles"]?.array).map {
      Served(
        row: row, method: method, level: try #require($0["level"]?.double),
        tokens: $0["tokens"]?.int)
    }
  }

  private func compare(cap: (Int) -> String) throws {
    let folder = try TemporaryFolder()
    let lines = try String(
      contentsOf: Fixtures.url("chat.csv"), encoding: .utf8
    ).split(separator: "\n").prefix(61).map(String.init)
    let rows = lines.dropFirst().enumerated().map { place, line in
      var fields = line.split(
        separator: ",", omittingEmptySubsequences: false
      ).map(String.init)
      fields[3] = cap(place)
      if let cap = Int(fields[3]), let tokens = Int(fields[1]), tokens >= cap {
        (fields[1], fields[2]) = ("\(cap)", "capped")
      }
      return fields
    }
    func write(_ count: Int, _ name: String) throws -> String {
      let text = rows.prefix(count).map { $0.joined(separator: ",") }
      return try folder.write(
        ([lines[0]] + text).joined(separator: "\n") + "\n", as: name)
    }
    let file = folder.path("forecasts.csv")
    let evaluated = try Program.run([
      "evaluate", try write(60, "trace.csv"), "--levels", Self.levels,
      "--methods", "per-task,default,default-frozen", "--write-forecasts",
      file, "--json",
    ])
    #expect(evaluated.status == 0)
    let written = try String(contentsOfFile: file, encoding: .utf8)
      .split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
          .map(String.init)
      }
    #expect(
      written[0] == [
        "row", "task", "method", "level", "tokens", "actual", "ending", "cap",
      ])
    #expect(written.count == 1 + 4 * 5 * 30)
    let judged = Set(
      try written.dropFirst().map {
        Served(
          row: try #require(Int($0[0])), method: $0[2],
          level: try #require(Double($0[3])), tokens: Int($0[4]))
      })
    // Models of what was known at the split, and at one later request.
    for (count, row, method, conditional) in [
      (30, 31, "per-task", false), (30, 47, "per-task", false),
      (30, 31, "default-frozen", true), (30, 58, "default-frozen", true),
      (30, 31, "default", true), (51, 52, "default", true),
    ] {
      let model = folder.path("model.json")
      let fitted = try Program.run(
        ["fit", try write(count, "first.csv"), "--output", model]
          + (conditional ? ["--conditional"] : []))
      #expect(fitted.status == 0, "\(fitted.errors)")
      for quantile in try served(model, rows[row - 1], row: row, as: method) {
        #expect(judged.contains(quantile), "\(quantile)")
      }
    }
    // Judged again from the file, forecasts lose the same.
    let again = try Program.run([
      "evaluate", folder.path("trace.csv"), "--levels", Self.levels,
      "--methods", "default", "--forecasts", "mine=\(file)", "--json",
    ])
    #expect(again.status == 65)
    let own = written.filter { $0[0] == "row" || $0[2] == "default" }
    _ = try folder.write(
      own.map { $0.joined(separator: ",") }.joined(separator: "\n"),
      as: "own.csv")
    let json = try Program.run([
      "evaluate", folder.path("trace.csv"), "--levels", Self.levels,
      "--methods", "default", "--forecasts", "mine=" + folder.path("own.csv"),
      "--json",
    ]).json()
    let methods = try #require(json["methods"]?.array)
    #expect(methods.last?["method"]?.string == "mine")
    if own.allSatisfy({ !$0[4].isEmpty }) {
      #expect(
        methods[1]["meanPinball"]?.double == methods[2]["meanPinball"]?.double)
    }
  }

  @Test func quantilesOfEstimateAreThoseOfEvaluate() throws {
    try compare { _ in "" }
  }

  @Test func underCapsToo() throws {
    try compare { $0.isMultiple(of: 3) ? "120" : "1024" }
  }
}
