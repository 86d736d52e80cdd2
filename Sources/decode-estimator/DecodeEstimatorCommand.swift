import ArgumentParser
import DecodeEstimators
import DecodeTraces
import Foundation

/// How long the decode phase of LLM requests takes, and how sure that is.
@main
struct DecodeEstimatorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode-estimator",
    abstract: "How long the decode phase of LLM requests takes, and how sure "
      + "that is.",
    discussion: """
      A TRACE is what a server or a benchmark wrote of its answers; the verb
      formats lists what is read: CSV with a header, a count table, vLLM,
      SGLang, AIPerf, GuideLLM, OpenTelemetry and others, plain, gzip or zstd.
      - is standard input. A MODEL is what fit --output writes.

      Exit codes: 0 done, 1 a check said no, 64 usage, 65 bad data, 66 no such
      file, 73 output cannot be created, 74 output cannot be written.
      """,
    version: ReleaseVersion.current,
    subcommands: [
      BudgetCommand.self, DescribeCommand.self, FitCommand.self,
      BoundCommand.self, EstimateCommand.self, CheckCommand.self,
      EvaluateCommand.self, CompareCommand.self, ExperimentCommand.self,
      MergeCommand.self, FormatsCommand.self, ConvertCommand.self,
    ])

  static func main() {
    Descriptor.reserveStandardOnes()
    let code: ExitCode
    do {
      try requireVerb(Array(CommandLine.arguments.dropFirst()))
      var command = try parseAsRoot()
      try command.run()
      code = .success
    } catch let exit as ExitCode {
      code = exit
    } catch {
      code = leave(error)
    }
    Self.exit(withError: code == .success ? nil : code)
  }

  /// Prints what ends the program: help and version are results.
  private static func leave(_ error: any Error) -> ExitCode {
    let code = exitCode(for: error)
    var message = fullMessage(for: error)
    guard code == .success else {
      let name = "Error: "
      if message.hasPrefix(name) {
        message = "error: " + message.dropFirst(name.count)
      }
      StandardError.print(message)
      return code
    }
    // A script that completes words is meant for a shell, as it stands.
    StandardOutput.write(Array((message + "\n").utf8))
    do throws(Failure) {
      try StandardOutput.flush()
      return .success
    } catch {
      StandardError.print("error: \(error.message)")
      return error.code
    }
  }

  /// Refuses a verb that there is none of, with the one that was meant.
  private static func requireVerb(_ arguments: [String]) throws {
    let verbs = configuration.subcommands.map { $0._commandName }
    guard let word = arguments.first, !word.hasPrefix("-"), word != "help",
      !verbs.contains(word)
    else { return }
    var text = "there is no verb \"\(printable(word))\""
    if let meant = EditDistance.nearest(to: word, among: verbs) {
      text += "; did you mean \(meant)?"
    } else if FileManager.default.fileExists(atPath: word) {
      text +=
        "; a verb comes before the file: decode-estimator describe "
        + printable(word, limit: 1000)
    } else {
      text += "; the verbs are " + verbs.joined(separator: ", ")
    }
    StandardError.print("error: " + text)
    throw ExitCode(64)
  }
}
