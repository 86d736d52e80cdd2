import Foundation
import TestSupport
import Testing

@Suite("Load on the command line")
struct LoadCommandTests {
  private static func log() -> String {
    var random = SplitMix64(seed: 3)
    var rows = [
      "output_tokens,prompt_tokens,timestamp,prefill_ms,decode_ms"
    ]
    var (now, ends) = (0.0, [Double]())
    for place in 0..<400 {
      now += (place / 30).isMultiple(of: 2) ? 0.2 : 4 * random.unit()
      ends.removeAll { $0 <= now + 0.1 }
      let tokens = 50 + Int(300 * random.unit())
      let seconds =
        Double(tokens) * (0.01 + 0.002 * Double(ends.count))
        * (0.97 + 0.06 * random.unit())
      ends.append(now + 0.1 + seconds)
      rows.append("\(tokens),400,\(now),100,\(1000 * seconds)")
    }
    return rows.joined(separator: "\n") + "\n"
  }

  @Test func aRequestTellsItsLoad() throws {
    let folder = try TemporaryFolder()
    let (trace, model) = (folder.path("log.csv"), folder.path("m.json"))
    try Self.log().write(toFile: trace, atomically: true, encoding: .utf8)
    #expect(
      try Program.run(
        "fit", trace, "--family", "geometric", "--output", model
      ).status == 0)
    func expected(_ features: String...) throws -> (Double, [String]) {
      let run = try Program.run(
        ["estimate", model, "--task", "all", "--json"]
          + features.flatMap { ["--feature", $0] })
      #expect(run.status == 0, "\(run.errors)")
      let json = try run.json()
      return (
        try #require(json["expectedSeconds"]?.double),
        json["caveats"]?.array?.compactMap(\.string) ?? []
      )
    }
    let names = ["cached_tokens", "prefill_tokens", "running", "waiting"]
    func told(_ running: Int) -> [String] {
      ["running=\(running)", "waiting=0", "prefill_tokens=0"]
        + ["cached_tokens=\(500 * running)"]
    }
    let wrong = try Program.run(
      "estimate", model, "--task", "all", "--feature", "colour=1")
    #expect(wrong.status == 65)
    #expect(wrong.errors.contains("running"))
    // What times do not depend on is refused: only what is known is told.
    let known = names.filter { wrong.errors.contains($0) }
    func loaded(_ running: Int) throws -> (Double, [String]) {
      let run = try Program.run(
        ["estimate", model, "--task", "all", "--json"]
          + told(running).filter { text in
            known.contains { text.hasPrefix($0 + "=") }
          }.flatMap { ["--feature", $0] })
      let json = try run.json()
      return (
        try #require(json["expectedSeconds"]?.double),
        json["caveats"]?.array?.compactMap(\.string) ?? []
      )
    }
    let (idle, _) = try loaded(1)
    let (busy, caveats) = try loaded(60)
    #expect(busy > 1.5 * idle)
    #expect(!caveats.contains { $0.contains("does not tell") })
    let (average, said) = try expected()
    #expect(average > idle && average < busy)
    #expect(said.contains { $0.contains("does not tell") })
    let checked = try Program.run(
      ["check", model, "--task", "all", "--budget", "60s"]
        + known.flatMap { ["--feature", "\($0)=1"] })
    #expect(checked.status == 0 || checked.status == 1)
    // The same log is judged: the load tells most of the latency.
    let json = try Program.run(
      "evaluate", trace, "--order", "folds", "--methods", "per-task", "--json"
    ).json()
    let steps = try #require(
      json["times"]?.array?.first {
        $0["quantity"]?.string == "decode-given-tokens"
      }?["methods"]?.array)
    func fit(_ name: String) throws -> Double {
      let method = try #require(steps.first { $0["method"]?.string == name })
      return try #require(method["rSquared"]?.double)
    }
    #expect(try fit("default") > fit("proportional") + 0.1)
  }
}

/// LLMServingSim's measured requests, in seconds, by one `--columns`.
