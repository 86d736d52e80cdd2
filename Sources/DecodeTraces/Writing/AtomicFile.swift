#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Writes files whole or not at all.
///
/// The contents go to a temporary file in the same directory, reach the disk,
/// and only then take the name: a reader sees the old file or the new one. A
/// pipe or a device, which cannot be replaced, is written to directly.
public enum AtomicFile {
  /// Writes `contents` in UTF-8 to the file at `path`.
  ///
  /// - Throws: As `write(_:to:)` with bytes.
  public static func write(
    _ contents: String, to path: String
  ) throws(TraceError) {
    try write(Array(contents.utf8), to: path)
  }

  /// Writes `contents` to the file at `path`.
  ///
  /// A symbolic link is followed, and permissions of a file that exists are
  /// kept.
  ///
  /// - Throws: `TraceError` of code `unwritableFile` with the system's reason.
  ///   What was at `path` is then untouched, and nothing is left beside it.
  public static func write(
    _ contents: [UInt8], to path: String
  ) throws(TraceError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw .unwritable(path, errno: ENOENT)
    }
    var status = stat()
    let exists = stat(path, &status) == 0
    let kind = exists ? status.st_mode & S_IFMT : S_IFREG
    switch kind {
    case S_IFREG: break
    case S_IFDIR: throw .unwritable(path, errno: EISDIR)
    default:
      let descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw .unwritable(path, errno: errno) }
      let code = fill(descriptor, contents)
      close(descriptor)
      if code != 0 { throw .unwritable(path, errno: code) }
      return
    }
    let target = exists ? resolved(path) : path
    let (temporary, descriptor) = try create(beside: target, for: path)
    var code = fill(descriptor, contents)
    if code == 0, exists, fchmod(descriptor, status.st_mode & 0o7777) != 0 {
      code = errno
    }
    if code == 0, fsync(descriptor) != 0 { code = errno }
    if close(descriptor) != 0, code == 0 { code = errno }
    if code == 0, rename(temporary, target) != 0 { code = errno }
    if code != 0 {
      unlink(temporary)
      throw .unwritable(path, errno: code)
    }
  }

  /// A new file beside `target`, named by process and attempt.
  private static func create(
    beside target: String, for path: String
  ) throws(TraceError) -> (name: String, descriptor: Int32) {
    for attempt in 0..<100 {
      let name = "\(target).\(getpid())-\(attempt).tmp"
      // Unlike mkstemp, this leaves the permissions to the umask.
      let descriptor = open(
        name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 { return (name: name, descriptor: descriptor) }
      guard errno == EEXIST else { throw .unwritable(path, errno: errno) }
    }
    throw .unwritable(path, errno: EEXIST)
  }

  /// Writes all of `contents`, and returns 0 or the error number.
  private static func fill(_ descriptor: Int32, _ contents: [UInt8]) -> Int32 {
    contents.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
        let count = systemWrite(descriptor, rest)
        if count > 0 {
          offset += count
        } else if count < 0, errno == EINTR {
          continue
        } else {
          return count == 0 ? EIO : errno
        }
      }
      return 0
    }
  }

  /// `path` with symbolic links followed.
  private static func resolved(_ path: String) -> String {
    guard let text = realpath(path, nil) else { return path }
    defer { free(text) }
    return String(cString: text)
  }
}

/// The system's `write`, whose name the type above has for itself.
private func systemWrite(
  _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer
) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
