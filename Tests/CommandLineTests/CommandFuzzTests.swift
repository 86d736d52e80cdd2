import Foundation
import TestSupport
import Testing

/// Command lines that nobody would type, and some that anybody would.
///
/// `FUZZ_SECONDS` says for how long, instead of some dozens; `FUZZ_SEED` starts
/// another stream.
@Suite("Random command lines")
struct CommandFuzzTests {
  private static let verbs = [
    "budget", "describe", "fit", "bound", "estimate", "check", "evaluate",
    "compare", "merge", "formats", "convert", "experiment prefill",
    "experiment features", "experiment classifier", "experiment utilization",
    "experiment predictors", "help", "", "no-such-verb",
  ]

  private static let flags = [
    "--json", "--json", "--json", "--conditional", "--pooled",
    "--skip-invalid", "--unknown-task", "--any-config", "--by-task", "--help",
    "--version",
  ]

  private static let options = [
    "--budget", "--budget", "--prefill", "--latency", "--risk",
    "--confidence", "--max-tokens", "--cap", "--task", "--level", "--levels",
    "--method", "--of", "--scheme", "--prompt", "--prompt-tokens",
    "--generated", "--config", "--family", "--columns", "--convention",
    "--promise", "--measure", "--aversion", "--delay", "--split", "--methods",
    "--folds", "--seed", "--replicates", "--last", "--feature",
    "--prediction", "--origin", "--unit", "--cutting-cost", "--order",
  ]

  private static let values = [
    "", " ", "-", "--", "0", "-0", "1", "-1", "2", "7", "64", "0.5", "0.95",
    "1e-300", "0.9999999999999999", "1.0000000000000002", "2147483647",
    "2147483648", "4194304", "4194305", "9223372036854775807",
    "9223372036854775808", "1e5", "1e308", "1e309", "nan", "inf", "-inf",
    "500ms", "0ms", "1e9s", "1e-9us", "5us", "99999999999min", "vqa", "doc_qa",
    "no such task", "a,b", "0.5,0.9,nan", "gpu=a", "gpu=", "=", "tokens=count",
    "tokens=", "geometric", "all", "yuleSimon", "zeta", "3", "4", "plug-in",
    "confidence", "order-statistic", "bootstrap", "profile-likelihood",
    "conformal", "decode-time", "total-time", "recorded", "30ms", "none",
    "first-token-in-prefill", "every-token", "\u{1B}[2J\u{202E}x", "é", "%s%n",
    "/dev/null", "x=1", "x=1e400", "s", "us",
  ]

  private struct Files {
    let folder: TemporaryFolder
    let names: [String]

    init() throws {
      folder = try TemporaryFolder()
      let model = folder.path("model.json")
      let trace = Fixtures.url("vlm-tasks.csv").path()
      let made = try Program.run("fit", trace, "--output", model)
      try #require(made.status == 0)
      names =
        [
          model, trace, trace, Fixtures.url("vlm-latency.csv").path(),
          Fixtures.url("prefill.csv").path(),
          Fixtures.url("prompts.csv").path(), folder.path("none.csv"),
          folder.url.path(), "-", "", "/dev/null",
        ]
        + ["formats", "fuzz"].flatMap { part in
          (try? FileManager.default.contentsOfDirectory(
            atPath: Fixtures.url(part).path()))?.sorted().map {
              Fixtures.url("\(part)/\($0)").path()
            } ?? []
        }
    }
  }

  private static func words(
    _ files: Files, _ random: inout SplitMix64
  ) -> [String] {
    func pick(_ list: [String]) -> String {
      list.randomElement(using: &random) ?? ""
    }
    var words = pick(verbs).split(separator: " ").map(String.init)
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      words.append(pick(files.names))
    }
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      switch Int.random(in: 0..<6, using: &random) {
      case 0: words.append(pick(flags))
      case 1: words += [pick(options), pick(files.names)]
      default: words += [pick(options), pick(values)]
      }
    }
    if Int.random(in: 0..<6, using: &random) == 0 {
      words += ["--output", files.folder.path("output")]
    }
    return words
  }

  @Test func everyCommandLineIsAnsweredOrRefused() throws {
    let environment = ProcessInfo.processInfo.environment
    let seconds = environment["FUZZ_SECONDS"].flatMap(Double.init)
    let seed = environment["FUZZ_SEED"].flatMap(UInt64.init) ?? 20_270
    var random = SplitMix64(seed: seed)
    let files = try Files()
    var statuses: [Int32: Int] = [:]
    let start = ContinuousClock.now
    func isOver(_ count: Int) -> Bool {
      guard let seconds else { return count >= 40 }
      return ContinuousClock.now - start > .seconds(seconds)
    }
    var count = 0
    while !isOver(count) {
      count += 1
      let words = Self.words(files, &random)
      let result = try Program.run(words)
      statuses[result.status, default: 0] += 1
      let accepted: Set<Int32> = [0, 1, 64, 65, 66, 73, 74]
      #expect(accepted.contains(result.status), "\(words): \(result.errors)")
      if result.status > 1 {
        #expect(!result.errors.isEmpty, "\(words)")
      }
      let isControl = (result.output + result.errors).unicodeScalars.contains {
        $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t"
          || $0 == "\u{202E}"
      }
      #expect(!isControl, "\(words)")
      if words.contains("--json"), result.status == 0,
        !words.contains("--help"), !words.contains("--version"),
        words.first != "help", !result.output.isEmpty
      {
        #expect(throws: Never.self, "\(words)") { try result.json() }
      }
    }
    if seconds != nil {
      let list = statuses.sorted { $0.key < $1.key }
        .map { "\($0.value) × \($0.key)" }
      print(
        "command lines: \(count), exit codes \(list.joined(separator: ", ")), "
          + "seed \(seed)")
    }
  }
}
