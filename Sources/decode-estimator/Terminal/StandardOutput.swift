import ArgumentParser
import DecodeTraces
import Foundation

/// Standard output, where results go; they are gathered and written together,
/// unless they are long.
///
/// Where it cannot be written the program says so and leaves with exit code
/// 74. A reader that has seen enough, as `head` has, is no such case.
enum StandardOutput {
  nonisolated(unsafe) private static var pending: [UInt8] = []
  nonisolated(unsafe) private static var failure: Failure?
  /// So much is held back at most.
  private static let limit = 1 << 20

  /// Prints text for people; what a terminal would obey is escaped.
  static func print(_ text: String) {
    pending += printableLines(text).utf8
    pending.append(UInt8(ascii: "\n"))
    writeIfLong()
  }

  /// Writes bytes as they are.
  static func write(_ bytes: [UInt8]) {
    pending += bytes
    writeIfLong()
  }

  private static func writeIfLong() {
    if pending.count > limit { writePending() }
  }

  private static func writePending() {
    guard failure == nil, !pending.isEmpty else {
      pending = []
      return
    }
    let code = Descriptor.write(pending, to: STDOUT_FILENO)
    pending.removeAll(keepingCapacity: true)
    guard code != 0 else { return }
    failure = Failure(
      message: "standard output cannot be written: "
        + String(cString: strerror(code)), code: ExitCode(74))
  }

  /// Writes what was gathered.
  ///
  /// - Throws: `Failure` of exit code 74.
  static func flush() throws(Failure) {
    writePending()
    guard let failure else { return }
    Self.failure = nil
    throw failure
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
  guard scalar != "\n", !(0x20..<0x7F ~= scalar.value) else { return false }
  return switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
    true
  default: false
  }
}
