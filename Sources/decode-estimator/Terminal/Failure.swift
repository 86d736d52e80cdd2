import ArgumentParser
import DecodeEstimators
import DecodeStatistics
import DecodeTraces

/// An error for people on standard error, with the exit code for programs.
struct Failure: Error {
  var message: String
  var code: ExitCode

  /// Something in the data is wrong: exit code 65.
  static func badData(_ message: String) -> Failure {
    Failure(message: message, code: ExitCode(65))
  }

  /// A file is missing or cannot be read: exit code 66.
  static func noInput(_ message: String) -> Failure {
    Failure(message: message, code: ExitCode(66))
  }
}

extension ParsableCommand {
  /// Runs a verb; what it throws is printed and becomes the exit code.
  func reportingFailures(_ body: () throws -> Void) throws {
    do {
      do {
        try body()
      } catch {
        try StandardOutput.flush()
        throw error
      }
      try StandardOutput.flush()
    } catch let failure as Failure {
      StandardError.fail(failure.message)
      throw failure.code
    } catch let error as TraceError {
      StandardError.fail("\(error)")
      throw ExitCode(error.exitCode)
    } catch let error as EstimationError {
      StandardError.fail("\(error)")
      throw ExitCode(error.exitCode)
    } catch let error
      where
      !(error is ExitCode || error is CleanExit
      || error is ValidationError)
    {
      // Exit code 1 is a check that said no.
      StandardError.fail("\(error)")
      throw ExitCode(65)
    }
  }
}
