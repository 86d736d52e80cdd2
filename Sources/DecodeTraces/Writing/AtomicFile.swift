#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Writes files whole or not at all.
///
/// The contents go to a file without a name where the system has such files,
/// else to one beside the target, reach the disk, and only then take the name:
/// a reader sees the old file or the new one. A signal that ends the program
/// leaves nothing behind. A pipe or a device, which cannot be replaced, is
/// written to directly.
public enum AtomicFile {
  /// Writes `contents` in UTF-8 to the file at `path`.
  ///
  /// - Throws: As `write(_:to:)` with bytes.
  public static func write(
    _ contents: String, to path: String
  ) throws(TraceError) {
    try write(Array(contents.utf8), to: path)
  }

  /// Writes `contents` to the file at `path`, as gzip if it ends in `.gz`.
  ///
  /// A symbolic link is followed, also one to a file that is not there yet, and
  /// permissions of a file that exists are kept.
  ///
  /// - Throws: `TraceError` of code `unwritableFile`, or `unfinishedFile` where
  ///   the disk is full or fails, with the system's reason.
  ///   What was at `path` is then untouched, and nothing is left beside it.
  public static func write(
    _ contents: [UInt8], to path: String
  ) throws(TraceError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw .unwritable(path, errno: ENOENT)
    }
    guard path.hasSuffix(".gz") else { return try writePlain(contents, path) }
    guard let compressed = Gzip.compressed(contents) else {
      throw .unwritable(path, errno: ENOMEM)
    }
    try writePlain(compressed, path)
  }

  private static func writePlain(
    _ contents: [UInt8], _ path: String
  ) throws(TraceError) {
    var status = stat()
    let exists = stat(path, &status) == 0
    switch exists ? status.st_mode & S_IFMT : S_IFREG {
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
    let target: String
    do throws(SystemCode) {
      target = try exists ? resolved(path) : pointedAt(path)
    } catch {
      throw .unwritable(path, errno: error.code)
    }
    let mode = exists ? status.st_mode & 0o7777 : nil
    var code = writeUnnamed(contents, to: target, mode: mode)
    if code == nil { code = writeBeside(contents, target, mode: mode) }
    if let code, code != 0 { throw .unwritable(path, errno: code) }
  }

  /// Writes all of `contents`, and returns 0 or the error number; `EINTR` if a
  /// signal waits and `stopsAtSignals`.
  private static func fill(
    _ descriptor: Int32, _ contents: [UInt8], stopsAtSignals: Bool = false
  ) -> Int32 {
    contents.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let rest = UnsafeRawBufferPointer(
          rebasing: bytes[offset...].prefix(1 << 22))
        let count = systemWrite(descriptor, rest)
        if stopsAtSignals, SignalBlock.isAnyPending { return EINTR }
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

  /// Writes all of `contents` to the disk, with the mode that is given.
  private static func finish(
    _ descriptor: Int32, _ contents: [UInt8], mode: mode_t?,
    stopsAtSignals: Bool = false
  ) -> Int32 {
    let code = fill(descriptor, contents, stopsAtSignals: stopsAtSignals)
    if code != 0 { return code }
    if let mode, fchmod(descriptor, mode) != 0 { return errno }
    return fsync(descriptor) == 0 ? 0 : errno
  }
}

// MARK: - Two ways

extension AtomicFile {
  /// Writes to a file without a name, which goes with the program, and names
  /// it in the end.
  ///
  /// - Returns: 0, the error number, or `nil` where there are no such files.
  private static func writeUnnamed(
    _ contents: [UInt8], to target: String, mode: mode_t?
  ) -> Int32? {
    #if canImport(Glibc) || canImport(Musl)
    // O_TMPFILE is a macro that Swift does not see: __O_TMPFILE | O_DIRECTORY.
    let unnamed: Int32 = 0o20000000 | O_DIRECTORY
    let descriptor = open(
      folder(of: target), unnamed | O_WRONLY | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let code = finish(descriptor, contents, mode: mode)
    if code != 0 { return code }
    let source = "/proc/self/fd/\(descriptor)"
    func link(_ name: String) -> Int32 {
      linkat(AT_FDCWD, source, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0
        ? 0 : errno
    }
    // A new file takes its name in one step.
    if mode == nil {
      let code = link(target)
      if code == 0 { return 0 }
      guard code == EEXIST else { return nil }
    }
    // One that replaces another has a name of its own for a moment, in which
    // signals wait.
    let block = SignalBlock()
    defer { block.lift() }
    for attempt in 0..<100 {
      let temporary = temporaryName(target, attempt)
      let code = link(temporary)
      if code == EEXIST { continue }
      if code != 0 { return nil }
      if rename(temporary, target) == 0 { return 0 }
      let failure = errno
      unlink(temporary)
      return failure
    }
    return EEXIST
    #else
    return nil
    #endif
  }

  /// Writes to a file beside the target and renames it; signals wait until
  /// it has its name or is gone.
  private static func writeBeside(
    _ contents: [UInt8], _ target: String, mode: mode_t?
  ) -> Int32 {
    let block = SignalBlock()
    defer { block.lift() }
    for attempt in 0..<100 {
      let temporary = temporaryName(target, attempt)
      // Unlike mkstemp, this leaves the permissions to the umask.
      let descriptor = open(
        temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else {
        if errno == EEXIST { continue }
        return errno
      }
      var code = finish(
        descriptor, contents, mode: mode, stopsAtSignals: true)
      if close(descriptor) != 0, code == 0 { code = errno }
      if code == 0, rename(temporary, target) != 0 { code = errno }
      if code != 0 { unlink(temporary) }
      return code
    }
    return EEXIST
  }

  /// A name beside `target`, by process and attempt.
  private static func temporaryName(_ target: String, _ attempt: Int) -> String
  {
    "\(target).\(getpid())-\(attempt).tmp"
  }
}

// MARK: - Names

/// An error number of the system.
private struct SystemCode: Error {
  var code: Int32
}

extension AtomicFile {
  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The path of a file that exists, with symbolic links followed.
  private static func resolved(_ path: String) throws(SystemCode) -> String {
    guard let text = realpath(path, nil) else {
      throw SystemCode(code: errno)
    }
    defer { free(text) }
    return String(cString: text)
  }

  /// The path of a file that is not there: `path`, or where a symbolic link of
  /// that name points.
  private static func pointedAt(_ path: String) throws(SystemCode) -> String {
    var path = path
    for _ in 0..<40 {
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = readlink(path, &buffer, buffer.count)
      guard count > 0 else { return path }
      let link = String(
        decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
      path = link.hasPrefix("/") ? link : folder(of: path) + "/" + link
    }
    throw SystemCode(code: ELOOP)
  }
}

/// The system's `write`, whose name the type above has for itself.
private func systemWrite(
  _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer
) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
