import Foundation
import TestSupport
import Testing

@Suite("Prompts on the command line")
struct PredictorCommandTests {
  private let chat = Fixtures.url("chat.csv").path()

  @Test func predictorsAreComparedWithAndWithoutEmbeddings() throws {
    let folder = try TemporaryFolder()
    var random = SplitMix64(seed: 1)
    let rows = (0..<120).map { _ in "\(random.unit()),\(random.unit())" }
    let file = try folder.write(rows.joined(separator: "\n"), as: "e.csv")
    let result = try Program.run(
      "experiment", "predictors", chat, "--last", "120", "--embeddings", file,
      "--budget", "5s", "--json")
    #expect(result.status == 0)
    let json = try result.json()
    #expect(json["testCount"]?.int == 60)
    #expect(json["verdict"]?.string?.contains("Predicting") == true)
    let found = try #require(json["rows"]?.array)
    #expect(found.count == 9)
    for row in found {
      for key in [
        "meanAbsoluteError", "bias", "within", "coverage95", "violationRate",
        "admitted", "secondsPerPrediction", "utilization", "advice",
        "relativeError",
      ] {
        #expect(row[key] != nil, "\(key) is missing")
      }
    }
    let other = try Program.run(
      "experiment", "predictors", chat, "--last", "100", "--embeddings", file)
    #expect(other.status == 65)
    #expect(other.errors.contains("has 120 rows, but 100 answers"))
  }

  @Test func aConditionalModelLooksAtThePrompt() throws {
    let folder = try TemporaryFolder()
    let trace = try String(contentsOfFile: chat, encoding: .utf8)
      .split(separator: "\n").prefix(400).joined(separator: "\n")
    let file = try folder.write(trace, as: "some.csv")
    let model = folder.path("model.json")
    let fit = try Program.run(
      "fit", file, "--family", "geometric", "--conditional", "--output", model)
    #expect(fit.status == 0)
    func expected(_ prompt: String...) throws -> Double {
      let result = try Program.run(
        ["estimate", model, "--task", "chat", "--scheme", "2", "--json"]
          + prompt)
      #expect(!result.output.contains("does not depend"))
      return try #require(result.json()["expectedTokens"]?.double)
    }
    let short = try expected("--prompt-tokens", "60")
    #expect(try expected("--prompt-tokens", "1500") > 1.5 * short)
    #expect(try expected() > short)
    let table = try Program.run(
      "fit", Fixtures.url("vlm-tasks.csv").path(), "--family", "geometric",
      "--conditional", "--output", folder.path("none.json"))
    #expect(table.status == 65)
  }
}

@Suite("Embeddings by prompt")
struct PromptIDTests {
  @Test func vectorsAreFoundByTheNameOfThePrompt() throws {
    let folder = try TemporaryFolder()
    var (trace, file, shuffled) = (
      "prompt_id,output_tokens,prompt_tokens\n", "id,e0,e1\n", "id,e0,e1\n"
    )
    let rows = (0..<120).map { place in
      "p\(place),\(place * 37 % 101),\(place * 53 % 97)\n"
    }
    for place in 0..<120 {
      trace += "p\(place),\(place * 7 % 40 + 1),\(place + 1)\n"
    }
    for row in rows { file += row }
    for row in rows.reversed() { shuffled += row }
    let path = try folder.write(trace, as: "t.csv")
    let outputs = try [file, shuffled].map { text in
      let result = try Program.run(
        "experiment", "predictors", path, "--embeddings",
        folder.write(text, as: "e.csv"), "--json")
      #expect(result.status == 0, "\(result.errors)")
      return try result.json()["rows"]?.array?.compactMap {
        $0["meanAbsoluteError"]?.double
      }
    }
    #expect(outputs[0] == outputs[1])
    #expect(outputs[0]?.isEmpty == false)
    let missing = try Program.run(
      "experiment", "predictors", path, "--embeddings",
      folder.write("id,e0\np0,1\n", as: "e.csv"))
    #expect(missing.status == 65)
    #expect(missing.errors.contains("no embedding of the prompt p1"))
  }
}
