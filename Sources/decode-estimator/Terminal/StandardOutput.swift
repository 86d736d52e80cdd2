import ArgumentParser
import DecodeTraces
import Foundation

/// Standard output, where results go; they are gathered and written together.
///
/// Where it cannot be written the program says so and leaves with exit code
/// 74. A reader that has seen enough, as `head` has, is no such case.
enum StandardOutput {
  nonisolated(unsafe) private static var pending: [UInt8] = []
  /// Why an earlier part could not be written, 0 if it was.
  nonisolated(unsafe) private static var failure: Int32 = 0
  /// So much is gathered before a part is written.
  private static let limit = 1 << 20

  /// Prints text for people; what a terminal would obey is escaped.
  static func print(_ text: String) {
    pending += printableLines(text).utf8
    pending.append(UInt8(ascii: "\n"))
    if pending.count > limit { drain() }
  }

  /// Writes bytes as they are.
  static func write(_ bytes: [UInt8]) {
    pending += bytes
    if pending.count > limit { drain() }
  }

  /// Writes what was gathered, or drops it after a failure.
  private static func drain() {
    if failure == 0, !pending.isEmpty {
      failure = Descriptor.write(pending, to: STDOUT_FILENO)
    }
    pending = []
  }

  /// Writes what was gathered.
  ///
  /// - Throws: `Failure` of exit code 74.
  static func flush() throws(Failure) {
    drain()
    guard failure != 0 else { return }
    throw Failure(
      message: "standard output cannot be written: "
        + String(cString: strerror(failure)), code: ExitCode(74))
  }
}

/// Writing to what is open already.
enum Descriptor {
  /// Takes the places of the three standard descriptors where they are closed,
  /// or a file that is opened would get one, and notes would go into it.
  static func reserveStandardOnes() {
    for descriptor in STDIN_FILENO...STDERR_FILENO
    where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest free number is this one; it cannot be written to.
      _ = open("/dev/null", O_RDONLY)
    }
  }

  /// Writes all bytes, and returns 0 or the error number.
  ///
  /// A pipe without a reader ends the program by its signal, as it does others.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    bytes.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let count = Foundation.write(
          descriptor, bytes.baseAddress?.advanced(by: offset),
          bytes.count - offset)
        if count > 0 {
          offset += count
        } else if count == 0 || errno != EINTR {
          return count == 0 ? EIO : errno
        }
      }
      return 0
    }
  }
}

/// `text` with what a terminal would obey escaped, its lines and this
/// program's own colours kept.
func printableLines(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isObeyed) else { return text }
  var result = ""
  var rest = Substring(text)
  while let scalar = rest.unicodeScalars.first {
    if let style = Style.codes.first(where: rest.hasPrefix) {
      result += style
      rest = rest.dropFirst(style.count)
    } else {
      result +=
        isObeyed(scalar)
        ? printable(String(scalar)) : String(scalar)
      rest = Substring(rest.unicodeScalars.dropFirst())
    }
  }
  return result
}

private func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
  guard scalar != "\n" else { return false }
  return switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
    true
  default: false
  }
}
