import Foundation
import TestSupport
import Testing

/// Files of kinds that once gave absurd figures, or none.
///
/// `generate_cases.py` wrote them, and knows the truth that is asked for here.
@Suite("Files that once went wrong")
struct CaseTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func file(_ name: String) -> String {
    Fixtures.url("cases/" + name).path()
  }

  private var latency: String { file("constant-latency.csv") }

  /// What an estimate of a file's model says, after fitting and reading it.
  private func estimate(
    _ name: String, task: String, fit: [String] = [], _ more: String...
  ) throws -> (json: JSONValue, notes: String) {
    let model = folder.path("model.json")
    let fitted = try Program.run(
      ["fit", file(name), "--family", "geometric", "--output", model] + fit)
    #expect(fitted.status == 0, "\(fitted.errors)")
    let run = try Program.run(
      ["estimate", model, "--task", task, "--json"] + more)
    #expect(run.status == 0, "\(run.errors)")
    return (try run.json(), fitted.errors)
  }

  private func seconds(
    _ json: JSONValue, level: Double
  ) throws -> Double {
    let quantile = try #require(
      json["quantiles"]?.array?.first { $0["level"]?.double == level })
    return try #require(quantile["seconds"]?.double)
  }

  private func measured(_ name: String, _ column: Int) throws -> [Double] {
    try Fixtures.text("cases/" + name).split(separator: "\n").dropFirst()
      .map { row in
        try #require(
          Double(
            row.split(separator: ",", omittingEmptySubsequences: false)[column])
        )
      }.sorted()
  }

  @Test func oneLengthTellsItsTime() throws {
    let times = try measured("fixed-length.csv", 3).map { $0 / 1000 }
    let model = folder.path("m.json")
    let fitted = try Program.run(
      "fit", file("fixed-length.csv"), "--output", model)
    #expect(fitted.status == 0)
    #expect(fitted.errors.contains("proportional to tokens"))
    let json = try Program.run(
      "estimate", model, "--task", "bench", "--json"
    ).json()
    let planned = try #require(json["plannedSeconds"]?.double)
    #expect(times.contains { abs($0 - planned) < 1e-9 })
    #expect(planned >= times[85] && planned <= times[89])
    #expect(json["kind"]?.string == "upperConfidenceBound")
    let mean = times.reduce(0, +) / 90
    let expected = try #require(json["expectedSeconds"]?.double)
    #expect(abs(expected / mean - 1) < 0.01)
    let bound = try Program.run(
      "bound", file("fixed-length.csv"), "--of", "decode-time", "--json"
    ).json()
    #expect(bound["tasks"]?[0]?["seconds"]?.double == planned)
  }

  @Test func onePromptLengthStopsNothing() throws {
    let (json, notes) = try estimate(
      "fixed-prompt.csv", task: "bench", fit: [], "--prompt-tokens", "1024",
      "--scheme", "2")
    #expect(notes.contains("all prompts have 1024 tokens"))
    let prefill = try measured("fixed-prompt.csv", 3).map { $0 / 1000 }
    let first = try #require(
      json["quantiles"]?[0]?["prefillSeconds"]?.double)
    #expect(first > prefill[35] && first < prefill[65])
    let tokens = try #require(json["expectedTokens"]?.double)
    let expected = try #require(json["expectedSeconds"]?.double)
    #expect(abs(expected / tokens / 0.017 - 1) < 0.02)
    // A bound of both together is one of measured totals.
    let rows = try Fixtures.text("cases/fixed-prompt.csv").split(
      separator: "\n"
    ).dropFirst().map { $0.split(separator: ",").compactMap { Double($0) } }
    let totals = rows.map { ($0[2] + $0[3]) / 1000 }.sorted()
    let bound = try Program.run(
      "bound", file("fixed-prompt.csv"), "--of", "total-time", "--json"
    ).json()
    let limit = try #require(bound["tasks"]?[0]?["seconds"]?.double)
    #expect(totals.contains { abs($0 - limit) < 1e-6 } && limit >= totals[95])
  }

  @Test func zeroIsATimeOfOneTokenAnswers() throws {
    let model = folder.path("m.json")
    let fitted = try Program.run(
      "fit", file("one-token-answers.csv"), "--output", model)
    #expect(fitted.status == 0)
    #expect(fitted.errors.contains("first-token-in-prefill"))
    let json = try Program.run(
      "estimate", model, "--task", "qa", "--scheme", "2", "--json"
    ).json()
    let tokens = try #require(json["expectedTokens"]?.double)
    let expected = try #require(json["expectedSeconds"]?.double)
    #expect(abs(expected / (tokens - 1) / 0.04 - 1) < 0.01)
  }

  /// Neither a narrow range of lengths nor two lengths let noise explode.
  @Test func narrowLengthsArePlannedWithTheirTimes() throws {
    let times = try measured("narrow-lengths.csv", 2).map { $0 / 1000 }
    let (json, _) = try estimate("narrow-lengths.csv", task: "bench")
    let planned = try #require(json["plannedSeconds"]?.double)
    #expect(planned >= times[94] && planned <= 1.15 * times[99])
    let two = try measured("two-lengths.csv", 2).map { $0 / 1000 }
    let (few, _) = try estimate(
      "two-lengths.csv", task: "bench", fit: [], "--max-tokens", "128")
    // A geometric law of 127 and 128 is wide; its times are no more than that.
    #expect(try #require(few["expectedSeconds"]?.double) < two[34])
    #expect(try seconds(few, level: 0.99) <= 1.5 * two[34])
    let direct = try Program.run(
      "bound", file("two-lengths.csv"), "--of", "decode-time", "--json"
    ).json()
    #expect(direct["tasks"]?[0]?["seconds"]?.isNull == true)
    #expect(direct["tasks"]?[0]?["requiredObservations"]?.int == 59)
  }

  @Test func unitsAreSaidInTheMapping() throws {
    let (json, _) = try estimate(
      "seconds.csv", task: "chat", fit: ["--columns", "decode=took:s"],
      "--scheme", "2")
    let tokens = try #require(json["expectedTokens"]?.double)
    let expected = try #require(json["expectedSeconds"]?.double)
    #expect(abs(expected / tokens / 0.03 - 1) < 0.03)
    // As milliseconds, a token would take 30 µs: allowed, so it says so.
    let plain = try Program.run(
      "fit", file("seconds.csv"), "--columns", "decode=took", "--output",
      folder.path("plain.json"))
    #expect(plain.errors.contains("0.0000") || plain.errors.contains("e-05"))
  }

  @Test func cancellationsCostNoMoreThanTheyMust() throws {
    let model = folder.path("m.json")
    #expect(
      try Program.run("fit", file("cancelled.csv"), "--output", model).status
        == 0)
    // The true quantile is 315 tokens, 7.9 s.
    for more in [[], ["--max-tokens", "4096"]] {
      let run = try Program.run(
        [
          "check", model, "--task", "chat", "--latency", latency, "--budget",
          "12s", "--json",
        ] + more)
      let json = try run.json()
      #expect(run.status == 0, "\(run.output)")
      let planned = try #require(json["plannedSeconds"]?.double)
      #expect(planned >= 315 * 0.025 && planned < 1.35 * 315 * 0.025)
      #expect(json["kind"]?.string == "confidenceBoundUnderCensoring")
      let limit = try #require(
        json["analysis"]?["violationProbabilities"]?["upperConfidenceBound"]?
          .double)
      #expect(limit < 0.05)
    }
    let bound = try Program.run(
      "bound", file("cancelled.csv"), "--method", "beta-product", "--json"
    ).json()
    let ends = try #require(bound["tasks"]?[0]?["ifCancelled"])
    let stopped = try #require(ends["stoppedTokens"]?.int)
    #expect(stopped < (bound["tasks"]?[0]?["tokens"]?.int ?? 0))
    #expect(ends["endlessTokens"]?.isNull == true)
    let text = try Program.run("bound", file("cancelled.csv"))
    #expect(text.output.contains("had never stopped without a limit"))
  }

  /// Against scipy's negative binomial, maximised by a simplex.
  @Test func veryWideTablesHaveANegativeBinomial() throws {
    let run = try Program.run(
      "fit", file("wide.csv"), "--family", "negativeBinomial", "--json")
    let fit = try #require(try run.json()["tasks"]?[0]?["fits"]?[0])
    let mean = try #require(fit["parameters"]?["mean"]?.double)
    let size = try #require(fit["parameters"]?["size"]?.double)
    let likelihood = try #require(fit["logLikelihood"]?.double)
    #expect(abs(mean / 3_037_863.56 - 1) < 1e-4)
    #expect(abs(size / 0.195238251 - 1) < 1e-5)
    #expect(abs(likelihood + 22.37983975) < 1e-6)
  }

  @Test func oneLengthThatEndedHasNoSpread() throws {
    let run = try Program.run("fit", file("one-ended-length.csv"), "--json")
    let fits = try #require(try run.json()["tasks"]?[0]?["fits"]?.array)
    let families = Set(fits.compactMap { $0["family"]?.string })
    for family in [
      "discreteGeneralizedPareto", "discreteWeibull", "discreteLogNormal",
      "discreteGamma", "discreteLogLogistic", "discreteLogT",
    ] { #expect(!families.contains(family)) }
    let geometric = try #require(
      fits.first { $0["family"]?.string == "geometric" })
    // Three ends in 4·20 + 3·32 = 176 steps.
    let p = try #require(geometric["parameters"]?["p"]?.double)
    #expect(abs(p - 3.0 / 176) < 1e-9)
  }

  @Test func theLargestCapGoesBeyondTheLongestAnswer() throws {
    let model = folder.path("m.json")
    _ = try Program.run(
      "fit", file("beyond-the-longest.csv"), "--output", model)
    let run = try Program.run(
      "check", model, "--task", "a", "--latency", latency, "--budget", "600ms",
      "--max-tokens", "500", "--risk", "0.2", "--json")
    #expect(try run.json()["analysis"]?["largestMaxTokens"]?.int == 500)
  }

  @Test func anAnswerBeyondEveryContextIsAnAnswer() throws {
    let path = file("capped-beyond-every-context.csv")
    let budget = try Program.run("budget", path, "--budget", "9s", "--json")
    #expect(budget.status == 0, "\(budget.errors)")
    let model = folder.path("m.json")
    #expect(try Program.run("fit", path, "--output", model).status == 0)
    #expect(
      try Program.run("estimate", model, "--task", "a").status == 0)
    #expect(
      try Program.run(
        "check", model, "--task", "a", "--budget", "9s"
      ).status == 1)
  }

  @Test func namesReachNoTerminalRaw() throws {
    for arguments in [
      ["describe"], ["fit", "--family", "geometric"], ["bound"],
      ["budget", "--budget", "1s"],
    ] {
      let run = try Program.run(
        [arguments[0], file("hostile-name.csv")] + arguments.dropFirst())
      for text in [run.output, run.errors] {
        #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
      }
      #expect(run.output.contains("loud"))
    }
  }

  @Test func aVanishingPrefillIsNoEncodersError() throws {
    let run = try Program.run(
      "experiment", "prefill", file("vanishing-prefill.csv"), "--json")
    #expect(run.status == 0 || run.status == 65, "\(run.errors)")
    if run.status == 0 { _ = try run.json() }
  }
}

/// A log of a server whose steps take longer the more requests run.
