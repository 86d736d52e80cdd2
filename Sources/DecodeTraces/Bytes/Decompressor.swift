internal import CZlib
internal import CZstd

/// What turns the bytes of a file into those that were compressed.
enum Decompressor {
  case none
  case gzip(GzipStream)
  case zstd(ZstdStream)

  /// What a step came to.
  struct Step {
    /// Bytes of the input that were used up.
    var consumed: Int
    /// Bytes of the output that were filled.
    var produced: Int
    /// What is wrong with the data, if anything.
    var fault: String?
  }
}

/// One or more gzip members, one after the other.
final class GzipStream {
  // zlib keeps the address of its stream.
  private let stream: UnsafeMutablePointer<z_stream>
  /// Whether a member has begun and not ended.
  private(set) var isInside = true
  /// Whether what follows is not gzip, and is ignored as gzip itself does.
  private var isPadding = false

  init?() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 is the largest window; 16 more mean gzip rather than zlib.
    let status = inflateInit2_(
      stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    // `deinit` ends the stream also where this fails.
    guard status == Z_OK else { return nil }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Decompressor.Step {
    guard !isPadding else {
      return .init(consumed: input.count, produced: 0)
    }
    if !isInside {
      guard input.first == 0x1F else {
        isPadding = true
        return .init(consumed: input.count, produced: 0)
      }
      inflateReset(stream)
      isInside = true
    }
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.bindMemory(to: UInt8.self).baseAddress)
    stream.pointee.avail_in = UInt32(clamping: input.count)
    stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_out = UInt32(clamping: output.count)
    let status = inflate(stream, Z_NO_FLUSH)
    var step = Decompressor.Step(
      consumed: min(input.count, Int(UInt32.max))
        - Int(stream.pointee.avail_in),
      produced: min(output.count, Int(UInt32.max))
        - Int(stream.pointee.avail_out))
    switch status {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: isInside = false
    default:
      step.fault =
        stream.pointee.msg.map { String(cString: $0) } ?? "error \(status)"
    }
    return step
  }
}

/// One or more zstd frames, one after the other.
final class ZstdStream {
  private let stream: OpaquePointer
  /// Whether a frame has begun and not ended.
  private(set) var isInside = true

  init?() {
    guard let stream = ZSTD_createDStream() else { return nil }
    self.stream = stream
  }

  deinit { ZSTD_freeDStream(stream) }

  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Decompressor.Step {
    var source = ZSTD_inBuffer(
      src: input.baseAddress, size: input.count, pos: 0)
    var target = ZSTD_outBuffer(
      dst: output.baseAddress, size: output.count, pos: 0)
    let status = ZSTD_decompressStream(stream, &target, &source)
    var step = Decompressor.Step(consumed: source.pos, produced: target.pos)
    if ZSTD_isError(status) != 0 {
      step.fault = String(cString: ZSTD_getErrorName(status))
    } else if step.consumed > 0 || step.produced > 0 {
      // Between two frames it asks for the next one's header.
      isInside = status != 0
    }
    return step
  }
}
