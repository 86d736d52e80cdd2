#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The system's own words for the error number `code`.
func systemMessage(_ code: Int32) -> String {
  guard let text = strerror(code) else { return "error \(code)" }
  return String(cString: text)
}

extension TraceError {
  /// The file at `path` cannot be read, for the reason in `code`.
  static func unreadable(_ path: String, errno code: Int32) -> TraceError {
    TraceError(
      .unreadableFile, file: path,
      detail: "cannot be read: \(systemMessage(code))")
  }

  /// The file at `path` cannot be written, for the reason in `code`.
  static func unwritable(_ path: String, errno code: Int32) -> TraceError {
    TraceError(
      .unwritableFile, file: path,
      detail: "cannot be written: \(systemMessage(code))")
  }
}
