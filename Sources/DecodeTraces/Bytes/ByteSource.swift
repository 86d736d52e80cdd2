internal import CZlib

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The bytes of a file, decompressed on the fly if it is gzip.
///
/// Compression is told by the content; a name that ends in `.gz` promises it.
struct ByteSource: ~Copyable {
  private let path: String
  private let file: gzFile
  /// Bytes handed out, after decompression.
  private var bytesOut = 0
  /// The size of the file on disk, `nil` for a pipe.
  let totalBytes: Int?

  /// Opens the file at `path`.
  ///
  /// - Throws: `TraceError` if the file is missing, a directory or may not be
  ///   read.
  static func open(_ path: String) throws(TraceError) -> ByteSource {
    // A path with a NUL would be cut there, and another file opened.
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw .unreadable(path, errno: ENOENT)
    }
    let descriptor = systemOpen(path)
    guard descriptor >= 0 else { throw .unreadable(path, errno: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw .unreadable(path, errno: code)
    }
    let kind = status.st_mode & S_IFMT
    guard kind != S_IFDIR else {
      close(descriptor)
      throw .unreadable(path, errno: EISDIR)
    }
    guard let file = gzdopen(descriptor, "rb") else {
      close(descriptor)
      throw .unreadable(path, errno: ENOMEM)
    }
    gzbuffer(file, 1 << 17)
    return ByteSource(
      path: path, file: file,
      totalBytes: kind == S_IFREG ? Int(status.st_size) : nil)
  }

  private init(path: String, file: gzFile, totalBytes: Int?) {
    self.path = path
    self.file = file
    self.totalBytes = totalBytes
  }

  deinit { gzclose_r(file) }

  /// Bytes of the file consumed so far; of a pipe, bytes handed out.
  var bytesRead: Int {
    let offset = Int(gzoffset(file))
    return totalBytes == nil || offset < 0 ? bytesOut : offset
  }

  /// Fills `buffer` as far as the file reaches, and returns how far.
  ///
  /// - Returns: Less than the size of `buffer` only at the end, 0 after it.
  /// - Throws: `TraceError` if the file cannot be read on, or if compressed
  ///   data is damaged or ends early.
  mutating func read(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(TraceError) -> Int {
    let count = gzread(
      file, buffer.baseAddress, UInt32(clamping: buffer.count))
    guard count >= 0 else { throw failure() }
    if bytesOut == 0, path.hasSuffix(".gz"), gzdirect(file) != 0 {
      throw TraceError(
        .damagedCompression, file: path,
        detail: "is not gzip, as its name ends in .gz it should be; "
          + "rename it or compress it")
    }
    if count < buffer.count {
      // A truncated stream reads like the end of the file, and only the
      // status tells them apart. What came before it is still handed out.
      var status: Int32 = 0
      gzerror(file, &status)
      if status != Z_OK, status != Z_STREAM_END, count == 0 {
        throw failure()
      }
    }
    bytesOut += Int(count)
    return Int(count)
  }

  /// What the last call of zlib has to complain about.
  private func failure() -> TraceError {
    let systemCode = errno
    var status: Int32 = 0
    let text = gzerror(file, &status).map { String(cString: $0) } ?? ""
    switch status {
    case Z_ERRNO: return .unreadable(path, errno: systemCode)
    case Z_BUF_ERROR:
      return TraceError(
        .damagedCompression, file: path,
        detail: "gzip data is truncated: it ends in the middle of a stream")
    default:
      return TraceError(
        .damagedCompression, file: path,
        detail: "gzip data is corrupt: \(printable(text, limit: 200))")
    }
  }
}

/// The system's `open`, whose name the type above has for itself.
private func systemOpen(_ path: String) -> Int32 {
  open(path, O_RDONLY | O_CLOEXEC)
}
