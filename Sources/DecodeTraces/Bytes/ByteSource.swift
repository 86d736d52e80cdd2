#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The bytes of a file or of standard input (`-`), decompressed on the fly.
///
/// Compression is told by the content; a name that ends in `.gz` or `.zst`
/// promises it.
struct ByteSource: ~Copyable {
  /// What the file is called in messages.
  let path: String
  private let descriptor: Int32
  private var decompressor = Decompressor.none
  /// Bytes as they are on disk, between two steps.
  private let raw: UnsafeMutableRawBufferPointer
  private var rawStart = 0
  private var rawEnd = 0
  private var isAtEnd = false
  /// Decompressed bytes that were looked at and not handed out.
  private var peeked: [UInt8] = []
  private var peekedStart = 0
  private var failure: TraceError?
  private var bytesIn = 0
  private var bytesOut = 0
  /// What keeps count of the bytes handed out, if anything does.
  var checksum: SharedChecksum?
  /// The size of the file on disk, `nil` for a pipe.
  let totalBytes: Int?

  /// The name of standard input on a command line.
  static let standardInput = "-"

  /// Opens the file at `path`.
  ///
  /// - Throws: `TraceError` if the file is missing, a directory or may not be
  ///   read.
  static func open(_ path: String) throws(TraceError) -> ByteSource {
    // A path with a NUL would be cut there, and another file opened.
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw .unreadable(path, errno: ENOENT)
    }
    let isStandard = path == standardInput
    let descriptor = isStandard ? dup(STDIN_FILENO) : systemOpen(path)
    let name = isStandard ? "standard input" : path
    guard descriptor >= 0 else { throw .unreadable(name, errno: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw .unreadable(name, errno: code)
    }
    let kind = status.st_mode & S_IFMT
    guard kind != S_IFDIR else {
      close(descriptor)
      throw .unreadable(name, errno: EISDIR)
    }
    var source = ByteSource(
      path: name, descriptor: descriptor,
      totalBytes: kind == S_IFREG ? Int(status.st_size) : nil)
    try source.recogniseCompression()
    return source
  }

  private init(path: String, descriptor: Int32, totalBytes: Int?) {
    self.path = path
    self.descriptor = descriptor
    self.totalBytes = totalBytes
    raw = .allocate(byteCount: 1 << 17, alignment: 64)
  }

  deinit {
    close(descriptor)
    raw.deallocate()
  }

  /// Bytes of the file consumed so far; of a pipe, bytes handed out.
  var bytesRead: Int {
    totalBytes == nil ? bytesOut : bytesIn - (rawEnd - rawStart)
  }

  /// Fills `buffer` as far as the file reaches, and returns how far.
  ///
  /// - Returns: Less than the size of `buffer` only at the end, 0 after it.
  /// - Throws: `TraceError` if the file cannot be read on, or if compressed
  ///   data is damaged or ends early. What came before is handed out first.
  mutating func read(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(TraceError) -> Int {
    var count = 0
    if peekedStart < peeked.count {
      count = min(buffer.count, peeked.count - peekedStart)
      peeked.withUnsafeBytes { bytes in
        buffer.copyMemory(
          from: .init(rebasing: bytes[peekedStart..<peekedStart + count]))
      }
      peekedStart += count
      if peekedStart == peeked.count { (peeked, peekedStart) = ([], 0) }
    }
    while count < buffer.count, failure == nil {
      let step = decompress(into: .init(rebasing: buffer[count...]))
      if step == 0 { break }
      count += step
    }
    if count == 0, let failure { throw failure }
    checksum?.checksum.update(.init(rebasing: buffer[..<count]))
    bytesOut += count
    return count
  }

  /// The first bytes, up to `count`, which are still to be read.
  ///
  /// - Precondition: Nothing was read yet.
  mutating func peek(_ count: Int) -> [UInt8] {
    precondition(bytesOut == 0, "peek should come before read")
    var bytes = peeked
    while bytes.count < count, failure == nil {
      let start = bytes.count
      bytes += [UInt8](repeating: 0, count: count - start)
      let got = bytes.withUnsafeMutableBytes { bytes in
        decompress(into: .init(rebasing: bytes[start...]))
      }
      bytes.removeLast(count - start - got)
      if got == 0 { break }
    }
    peeked = bytes
    return bytes
  }
}

// MARK: - Compression

extension ByteSource {
  private mutating func recogniseCompression() throws(TraceError) {
    while rawEnd < 6, !isAtEnd, failure == nil { fillRaw(keeping: true) }
    let start = Array(raw[..<min(rawEnd, 6)])
    func begins(_ magic: [UInt8]) -> Bool { start.starts(with: magic) }
    if begins([0x1F, 0x8B]) {
      guard let stream = GzipStream() else { throw outOfMemory }
      decompressor = .gzip(stream)
    } else if begins([0x28, 0xB5, 0x2F, 0xFD]) {
      guard let stream = ZstdStream() else { throw outOfMemory }
      decompressor = .zstd(stream)
    } else if begins([0xFD, 0x37, 0x7A, 0x58, 0x5A]) {
      throw unread("xz", "xz -dc")
    } else if begins([0x42, 0x5A, 0x68]) {
      throw unread("bzip2", "bzip2 -dc")
    } else if begins([0x50, 0x4B, 0x03, 0x04]) {
      throw unread("a zip archive", "unzip -p")
    } else {
      for (suffix, kind) in [(".gz", "gzip"), (".zst", "zstd")]
      where path.hasSuffix(suffix) && failure == nil {
        throw TraceError(
          .damagedCompression, file: path,
          detail: "is not \(kind), as its name ends in \(suffix) it should be; "
            + "rename it or compress it")
      }
    }
  }

  private func unread(_ kind: String, _ command: String) -> TraceError {
    TraceError(
      .damagedCompression, file: path,
      detail: "is \(kind); gzip and zstd are read: pipe the others in, as with "
        + "\(command) FILE | decode-estimator … -")
  }

  private var outOfMemory: TraceError {
    .unreadable(path, errno: ENOMEM)
  }

  /// Reads on from the file, after what is left of the raw bytes.
  private mutating func fillRaw(keeping: Bool = false) {
    if !keeping, rawStart == rawEnd { (rawStart, rawEnd) = (0, 0) }
    guard rawEnd < raw.count else { return }
    let count = systemRead(
      descriptor, UnsafeMutableRawBufferPointer(rebasing: raw[rawEnd...]))
    if count < 0 {
      failure = .unreadable(path, errno: errno)
    } else {
      isAtEnd = count == 0
      rawEnd += count
      bytesIn += count
    }
  }

  /// Fills some of `output`, and returns how much; 0 at the end.
  private mutating func decompress(
    into output: UnsafeMutableRawBufferPointer
  ) -> Int {
    guard !output.isEmpty else { return 0 }
    while failure == nil {
      if rawStart == rawEnd, !isAtEnd { fillRaw() }
      let input = UnsafeRawBufferPointer(rebasing: raw[rawStart..<rawEnd])
      let step: Decompressor.Step
      let isInside: Bool
      let kind: String
      switch decompressor {
      case .none:
        let count = min(input.count, output.count)
        output.copyMemory(from: .init(rebasing: input[..<count]))
        step = .init(consumed: count, produced: count)
        (isInside, kind) = (false, "")
      case .gzip(let stream):
        step = stream.step(input, into: output)
        (isInside, kind) = (stream.isInside, "gzip")
      case .zstd(let stream):
        step = stream.step(input, into: output)
        (isInside, kind) = (stream.isInside, "zstd")
      }
      rawStart += step.consumed
      if let fault = step.fault {
        failure = TraceError(
          .damagedCompression, file: path,
          detail: "\(kind) data is corrupt: \(printable(fault, limit: 200))")
      } else if step.produced == 0, isAtEnd, input.isEmpty {
        if isInside {
          failure = TraceError(
            .damagedCompression, file: path,
            detail:
              "\(kind) data is truncated: it ends in the middle of a stream")
        }
        return 0
      }
      if step.produced > 0 { return step.produced }
    }
    return 0
  }
}

/// The system's `open`, whose name the type above has for itself.
private func systemOpen(_ path: String) -> Int32 {
  open(path, O_RDONLY | O_CLOEXEC)
}

/// The system's `read`, tried again after a signal.
private func systemRead(
  _ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer
) -> Int {
  while true {
    let count = read(descriptor, buffer.baseAddress, buffer.count)
    if count >= 0 || errno != EINTR { return count }
  }
}
