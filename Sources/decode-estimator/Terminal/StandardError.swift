import DecodeTraces
import Foundation

/// Standard error, where everything goes that is not a result.
///
/// That it cannot be written changes nothing.
enum StandardError {
  static func print(_ line: String) {
    write(ProgressLine.clearing + printableLines(line) + "\n")
  }

  /// Writes text as it is.
  static func write(_ text: String) {
    _ = Descriptor.write(Array(text.utf8), to: STDERR_FILENO)
  }

  /// Whether a person is watching.
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}

/// What one should know beside the result, on standard error.
enum Notes {
  /// Whether notes are left out, as `--quiet` asks.
  nonisolated(unsafe) static var isQuiet = false

  static func say(_ text: String) {
    if !isQuiet { StandardError.print("note: \(text)") }
  }

  /// A note on a file.
  static func say(_ text: String, of path: String) {
    say("\(printable(path, limit: 1000)): \(text)")
  }

  /// Lines that belong to the note before.
  static func more(_ text: String) {
    if !isQuiet { StandardError.print("  \(text)") }
  }

  /// Says that a file was written.
  static func wrote(_ path: String) {
    if !isQuiet {
      StandardError.print("wrote \(printable(path, limit: 1000))")
    }
  }
}
