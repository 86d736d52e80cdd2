import Foundation
import TestSupport
import Testing

@Suite("Manners")
struct MannersTests {
  private let tasks = Fixtures.url("vlm-tasks.csv").path()

  @Test func theVersionIsPrinted() throws {
    let result = try Program.run("--version")
    #expect(result.status == 0)
    #expect(result.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }

  @Test(arguments: [
    ("descibe", "did you mean describe?"), ("budgets", "did you mean budget?"),
    ("frobnicate", "the verbs are budget, describe"),
  ])
  func aMistypedVerbIsAnswered(_ verb: String, _ answer: String) throws {
    let result = try Program.run(verb, tasks)
    #expect(result.status == 64)
    #expect(result.errors.hasPrefix("error: there is no verb \"\(verb)\""))
    #expect(result.errors.contains(answer))
  }

  @Test func aFileInPlaceOfAVerbIsAnswered() throws {
    let result = try Program.run(tasks)
    #expect(result.status == 64)
    #expect(result.errors.contains("a verb comes before the file"))
  }

  @Test func quietLeavesErrorsOnly() throws {
    let loud = try Program.run("budget", tasks, "--budget", "1s")
    let folder = try TemporaryFolder()
    let path = try folder.write("output_tokens\n3\n4\n", as: "t.csv")
    #expect(try Program.run("describe", path).errors.contains("note:"))
    let quiet = try Program.run("describe", path, "--quiet")
    #expect(quiet.errors.isEmpty)
    let silent = try Program.run("budget", tasks, "--budget", "1s", "-q")
    #expect(silent.output == loud.output)
    let wrong = try Program.run("describe", folder.path("none"), "-q")
    #expect(wrong.errors.hasPrefix("error: "))
  }

  @Test func completionsAreForEveryVerb() throws {
    for shell in ["bash", "zsh", "fish"] {
      let result = try Program.run("--generate-completion-script", shell)
      #expect(result.status == 0)
      for verb in ["report", "merge", "utilization"] {
        #expect(result.output.contains(verb))
      }
    }
  }

  /// Runs the program in a shell that closes or fills what it writes to.
  private func shell(_ line: String) throws -> (status: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", line]
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let text = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
    arguments: [">/dev/full", ">&-"])
  func anOutputThatCannotBeWrittenIsSaid(_ redirection: String) throws {
    for arguments in ["describe", "describe --json", "--help", "--version"] {
      let verb =
        arguments.hasPrefix("-") ? arguments : arguments + " '\(tasks)'"
      let result = try shell("'\(Program.path)' \(verb) \(redirection)")
      #expect(result.status == 74, "\(arguments): \(result.output)")
      #expect(
        result.output.contains("error: standard output cannot be written"))
    }
  }

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
    arguments: ["2>/dev/full", "2>&-"])
  func anErrorOutputThatCannotBeWrittenChangesNothing(
    _ redirection: String
  ) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("output_tokens\n3\n4\n", as: "t.csv")
    let model = folder.path("m.json")
    let plain = try Program.run("describe", path).output
    let result = try shell(
      "'\(Program.path)' describe '\(path)' \(redirection)")
    #expect(result.status == 0)
    #expect(result.output == plain)
    let missing = try shell("'\(Program.path)' describe none \(redirection)")
    #expect(missing.status == 66)
    // A note must not go into a file that got the closed descriptor.
    let fitted = try shell(
      "'\(Program.path)' fit '\(path)' --output '\(model)' \(redirection)")
    #expect(fitted.status == 0)
    #expect(try Program.run("fit", model).status == 0)
  }

  @Test func namesFromFilesAreNotObeyed() throws {
    let folder = try TemporaryFolder()
    let name = "a\u{1B}[31mb\nc\u{202E}d\u{85}"
    let rows = (1...70).map { "\"\(name)\",\($0 % 9 + 1),\"\(name)\"\n" }
    let path = try folder.write(
      "task,output_tokens,config.gpu\n" + rows.joined(), as: "t.csv")
    let model = folder.path("m.json")
    _ = try Program.run("fit", path, "--output", model)
    for arguments in [
      ["describe", path, "--plot"], ["fit", path],
      ["bound", path, "--level", "0.5"],
      ["budget", path, "--budget", "1s"], ["compare", path, path],
      ["estimate", model, "--task", name], ["estimate", model, "--task", "x"],
      ["check", model, "--task", name, "--budget", "1s"],
      ["evaluate", path, "--methods", "per-task", "--by-task"],
      ["describe", path, "--task", "\u{1B}[2J"],
      ["describe", "\u{1B}[2J"],
    ] {
      let result = try Program.run(arguments)
      for text in [result.output, result.errors] {
        for scalar in text.unicodeScalars where scalar != "\n" {
          switch scalar.properties.generalCategory {
          case .control, .format, .lineSeparator:
            Issue.record("\(arguments): U+\(String(scalar.value, radix: 16))")
          default: break
          }
        }
        #expect(!text.contains("b\nc"), "\(arguments)")
      }
    }
  }
}
