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

  /// The file at `path` cannot be created, or not be written to its end where
  /// the reason in `code` is one of storage.
  static func unwritable(_ path: String, errno code: Int32) -> TraceError {
    let isUnfinished = [ENOSPC, EDQUOT, EFBIG, EIO].contains(code)
    return TraceError(
      isUnfinished ? .unfinishedFile : .unwritableFile, file: path,
      detail: "cannot be written: \(systemMessage(code))")
  }
}
