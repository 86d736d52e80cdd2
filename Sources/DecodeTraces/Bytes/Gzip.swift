internal import CZlib

/// Whole contents as a gzip stream.
enum Gzip {
  /// `bytes` compressed; `nil` if there is not enough memory.
  ///
  /// Neither time nor name is in it, so that equal bytes give equal streams.
  static func compressed(_ bytes: [UInt8]) -> [UInt8]? {
    var stream = z_stream()
    // 15 is the largest window; 16 more mean gzip rather than zlib.
    let status = deflateInit2_(
      &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8,
      Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
    var result: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    var start = 0
    while true {
      let size = min(bytes.count - start, 1 << 30)
      let isLast = start + size == bytes.count
      let (code, consumed, produced) = bytes.withUnsafeBufferPointer { input in
        chunk.withUnsafeMutableBufferPointer { output in
          stream.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.advanced(by: start))
          stream.avail_in = UInt32(size)
          stream.next_out = output.baseAddress
          stream.avail_out = UInt32(output.count)
          let code = deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH)
          return (
            code, size - Int(stream.avail_in),
            output.count - Int(stream.avail_out)
          )
        }
      }
      start += consumed
      result += chunk[..<produced]
      if code == Z_STREAM_END { return result }
      guard code == Z_OK || code == Z_BUF_ERROR else { return nil }
    }
  }
}
