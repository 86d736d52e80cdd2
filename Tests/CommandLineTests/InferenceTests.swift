import Foundation
import TestSupport
import Testing

@Suite("compare, and intervals in describe, fit and check")
struct InferenceTests {
  private let tasks = Fixtures.url("vlm-tasks.csv").path()

  private func trace(
    _ lengths: [Int], in folder: TemporaryFolder, as name: String
  )
    throws -> String
  {
    try folder.write(
      "task,output_tokens\n"
        + lengths.map { "t,\($0)" }.joined(separator: "\n"),
      as: name)
  }

  @Test func compareTellsTracesApart() throws {
    let folder = try TemporaryFolder()
    let a = try trace(Array(1...200), in: folder, as: "a.csv")
    let b = try trace((1...200).map { $0 + 30 }, in: folder, as: "b.csv")
    let apart = try Program.run("compare", a, b, "--json")
    #expect(apart.status == 0)
    let task = try #require(try apart.json()["tasks"]?[0])
    let mean = try #require(task["restrictedMean"])
    #expect(mean["difference"]?.double == 30)
    #expect(mean["cap"]?.int == 230)
    #expect(try #require(mean["lower"]?.double) > 15)
    #expect(try #require(mean["upper"]?.double) < 45)
    #expect(try #require(task["logRank"]?["pValue"]?.double) < 1e-3)
    let same = try Program.run("compare", a, a, "--json").json()
    #expect(same["tasks"]?[0]?["logRank"]?["pValue"]?.double == 1)
    #expect(same["tasks"]?[0]?["restrictedMean"]?["difference"]?.double == 0)
  }

  @Test func compareNamesTasksThatOneTraceLacks() throws {
    let folder = try TemporaryFolder()
    let a = try folder.write(
      "task,output_tokens\nx,3\ny,4\nx,5", as: "a.csv")
    let b = try folder.write(
      "task,output_tokens\nx,3\nz,4\nx,6", as: "b.csv")
    let json = try Program.run("compare", a, b, "--json").json()
    #expect(json["onlyInFirst"]?[0]?.string == "y")
    #expect(json["onlyInSecond"]?[0]?.string == "z")
    #expect(json["tasks"]?.array?.count == 1)
    let text = try Program.run("compare", a, b)
    #expect(text.output.contains("only in A: y"))
    let other = try folder.write("task,output_tokens\nw,3", as: "c.csv")
    let none = try Program.run("compare", a, other)
    #expect(none.status == 65)
    #expect(none.errors.contains("x, y") && none.errors.contains("w"))
  }

  @Test func describeGivesIntervalsAroundItsEstimates() throws {
    let json = try Program.run("describe", tasks, "--json").json()
    var judged = 0
    for task in try #require(json["tasks"]?.array) {
      #expect(task["confidence"]?.double == 0.95)
      for quantile in try #require(task["quantiles"]?.array) {
        let lower = try #require(quantile["lower"]?.int)
        guard let tokens = quantile["tokens"]?.int else { continue }
        #expect(lower <= tokens)
        if let upper = quantile["upper"]?.int { #expect(upper >= tokens) }
        judged += 1
      }
      let mean = try #require(task["restrictedMean"])
      let value = try #require(mean["value"]?.double)
      #expect(try #require(mean["lower"]?.double) <= value)
      #expect(try #require(mean["upper"]?.double) >= value)
    }
    #expect(judged > 8)
    let wide = try Program.run(
      "describe", tasks, "--json", "--confidence", "0.999"
    ).json()
    let (narrow, wider) = (
      try #require(json["tasks"]?[0]?["restrictedMean"]?["lower"]?.double),
      try #require(wide["tasks"]?[0]?["restrictedMean"]?["lower"]?.double)
    )
    #expect(wider <= narrow)
  }

  @Test func fitGivesIntervalsAndPValuesWhereAsked() throws {
    let folder = try TemporaryFolder()
    // Quantiles of the geometric law with hazard 0.05.
    let path = try trace(
      (0..<80).map { 1 + Int(log((Double($0) + 0.5) / 80) / log(0.95)) },
      in: folder, as: "g.csv")
    let plain = try Program.run(
      "fit", path, "--family", "geometric,poisson", "--json"
    ).json()
    #expect(plain["tasks"]?[0]?["fits"]?[0]?["bootstrap"] == nil)
    let latency = Fixtures.url("vlm-latency.csv").path()
    let json = try Program.run(
      "fit", path, "--family", "geometric,poisson", "--intervals",
      "--bootstrap", "49", "--latency", latency, "--json"
    ).json()
    let fits = try #require(json["tasks"]?[0]?["fits"]?.array)
    let geometric = try #require(fits.first)
    #expect(geometric["family"]?.string == "geometric")
    let p = try #require(geometric["parameters"]?["p"]?.double)
    let interval = try #require(geometric["intervals"]?["p"])
    #expect(try #require(interval["lower"]?.double) < p)
    #expect(try #require(interval["upper"]?.double) > p)
    for (fit, isRight) in zip(fits, [true, false]) {
      for statistic in try #require(fit["bootstrap"]?["statistics"]?.array) {
        let p = try #require(statistic["pValue"]?.double)
        #expect(isRight ? p > 0.02 : p == 0.02)
      }
    }
    let seconds = try #require(geometric["bootstrap"]?["expectedSeconds"])
    let value = try #require(seconds["value"]?.double)
    #expect(try #require(seconds["lower"]?.double) < value)
    #expect(try #require(seconds["upper"]?.double) > value)
    #expect(geometric["bootstrap"]?["quantiles"]?.array?.count == 4)
  }

  @Test func aSplineIsFittedAndServed() throws {
    let folder = try TemporaryFolder()
    let model = folder.path("m.json")
    let json = try Program.run(
      "fit", tasks, "--task", "doc_qa", "--family", "hazardSpline",
      "--output", model, "--json"
    ).json()
    let fit = try #require(json["tasks"]?[0]?["fits"]?[0])
    #expect(fit["family"]?.string == "hazardSpline")
    #expect(
      try #require(fit["parameters"]?["effectiveParameters"]?.double) >= 2)
    let latency = Fixtures.url("vlm-latency.csv").path()
    func median(_ arguments: String...) throws -> Double {
      let json = try Program.run(
        ["estimate", model, "--task", "doc_qa", "--latency", latency, "--json"]
          + arguments
      ).json()
      return try #require(json["expectedTokens"]?.double)
    }
    let smooth = try median()
    _ = try Program.run(
      "fit", tasks, "--task", "doc_qa", "--output", model, "--json")
    let step = try median()
    #expect(abs(smooth - step) < 0.1 * step && smooth != step)
  }

  @Test func checkGivesTheCapOfLeastCost() throws {
    let folder = try TemporaryFolder()
    let path = try trace(Array(1...100), in: folder, as: "a.csv")
    let model = folder.path("m.json")
    let latency = Fixtures.url("vlm-latency.csv").path()
    _ = try Program.run("fit", path, "--latency", latency, "--output", model)
    func cap(_ arguments: String...) throws -> JSONValue? {
      try Program.run(
        ["check", model, "--task", "t", "--budget", "10s", "--json"]
          + arguments
      ).json()["leastCostMaxTokens"]
    }
    #expect(try cap("--cutting-cost", "9")?.int == 90)
    #expect(try cap("--cutting-cost", "1")?.int == 50)
    #expect(try cap() == nil)
    let refused = try Program.run(
      "check", model, "--task", "t", "--budget", "10s", "--cutting-cost", "0")
    #expect(refused.status == 64)
  }
}
