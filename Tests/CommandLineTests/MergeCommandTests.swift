import Foundation
import TestSupport
import Testing

@Suite("merge, and fit with a model")
struct MergeCommandTests {
  private let folder: TemporaryFolder
  private let tasks = Fixtures.url("vlm-tasks.csv").path()
  private let chat = Fixtures.url("chat.csv").path()

  init() throws { folder = try TemporaryFolder() }

  private func run(_ arguments: String...) throws -> Program.Result {
    let result = try Program.run(arguments)
    #expect(result.status == 0, "\(result.errors)")
    return result
  }

  @Test func countTablesAddUpWhateverTheOrder() throws {
    let (one, two) = (folder.path("1.csv"), folder.path("2.csv.gz"))
    let sum = try run("merge", tasks, chat, "--output", one, "--json").json()
    _ = try run("merge", chat, tasks, "--output", two)
    #expect(sum["observations"]?.double == 14500)
    #expect(sum["isModel"] == .bool(false))
    let plain = try run("convert", one).output
    #expect(try run("convert", two).output == plain)
    #expect(plain.hasPrefix("task,output_tokens,ending,count\n"))
  }

  @Test func modelsAddUpAndSayWhatCannot() throws {
    let (a, b) = (folder.path("a.json"), folder.path("b.json"))
    _ = try run("fit", tasks, "--family", "geometric", "--output", a)
    _ = try run(
      "fit", chat, "--family", "geometric", "--conditional", "--output", b)
    let refused = try Program.run(
      "merge", a, b, "--output", folder.path("c.json"))
    #expect(refused.status == 65)
    #expect(refused.errors.contains("counts fade"))
    #expect(refused.errors.contains("--without conditional"))
    let sum = try run(
      "merge", b, tasks, a, "--without", "conditional", "--output",
      folder.path("c.json"), "--json"
    ).json()
    #expect(sum["isModel"] == .bool(true))
    #expect(sum["observations"]?.double == 26000)
  }

  @Test func aModelGoesOnLearning() throws {
    let (model, whole) = (folder.path("m.json"), folder.path("w.json"))
    _ = try run("fit", tasks, "--family", "geometric", "--output", model)
    _ = try run("fit", model, chat, "--family", "geometric", "--output", model)
    _ = try run("fit", tasks, chat, "--family", "geometric", "--output", whole)
    func text(_ path: String) throws -> String {
      try String(contentsOf: URL(filePath: path), encoding: .utf8)
        .replacing(/"(read|created)":"[^"]*"|crc32:\w*/, with: "")
    }
    #expect(try text(model) == text(whole))
    let order = try Program.run("fit", chat, model)
    #expect(order.status == 64)
    #expect(order.errors.contains("models before traces"))
    let conditional = try Program.run(
      "fit", model, chat, "--conditional", "--output", model)
    #expect(conditional.status == 65)
    #expect(conditional.errors.contains("fit it anew"))
  }

  /// What is learnt from requests goes on as if it had been one file, prompts'
  /// embeddings and answers to one prompt included.
  @Test func whatIsLearntFromRequestsGoesOn() throws {
    func trace(_ prompts: Range<Int>, _ name: String) throws -> String {
      var text = "prompt_id,output_tokens,ending\n"
      for prompt in prompts {
        for answer in 0..<3 {
          text += "p\(prompt),\(1 + prompt * 37 % 11 * 20 + answer),stopped\n"
        }
      }
      return try folder.write(text, as: name)
    }
    let vectors =
      "prompt_id,a,b\n"
      + (0..<60).map { "p\($0),\($0 * 37 % 11),\($0 % 3)\n" }.joined()
    let embeddings = try folder.write(vectors, as: "vectors.csv")
    let (first, second) = (
      try trace(0..<30, "first.csv"), try trace(30..<60, "second.csv")
    )
    let (model, whole) = (folder.path("l.json"), folder.path("lw.json"))
    _ = try run(
      "fit", first, "--family", "geometric", "--conditional", "--embeddings",
      embeddings, "--output", model)
    _ = try run(
      "fit", model, second, "--family", "geometric", "--embeddings", embeddings,
      "--output", model)
    _ = try run(
      "fit", first, second, "--family", "geometric", "--conditional",
      "--embeddings", embeddings, "--output", whole)
    func learnt(_ path: String) throws -> JSONValue? {
      try JSONDecoder().decode(
        JSONValue.self, from: Data(contentsOf: URL(filePath: path)))[
          "conditional"]
    }
    let (continued, atOnce) = (try learnt(model), try learnt(whole))
    #expect(continued != nil && continued == atOnce)
  }
}
