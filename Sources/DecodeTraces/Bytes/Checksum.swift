internal import CZlib

/// A CRC-32 (ISO 3309, as gzip has it) over bytes as they come.
///
/// It finds every change of up to 32 bits in a row and every change of three
/// bits in files of the size of a model; it is no defence against somebody who
/// wants two files to have the same one.
struct Checksum {
  private var value = crc32(0, nil, 0)
  /// Bytes so far.
  private(set) var byteCount = 0

  init() {}

  init(_ bytes: some Collection<UInt8>) {
    let isDone =
      bytes.withContiguousStorageIfAvailable {
        update(UnsafeRawBufferPointer($0))
      } != nil
    if !isDone {
      Array(bytes).withUnsafeBytes { update($0) }
    }
  }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    byteCount += bytes.count
    var rest = bytes.bindMemory(to: UInt8.self)[...]
    // zlib counts in 32 bits.
    while !rest.isEmpty {
      let part = UnsafeBufferPointer(rebasing: rest.prefix(1 << 30))
      value = crc32(value, part.baseAddress, UInt32(part.count))
      rest = rest.dropFirst(part.count)
    }
  }

  /// `crc32:` and eight hexadecimal digits.
  var text: String {
    let digits = String(UInt32(truncatingIfNeeded: value), radix: 16)
    return Self.prefix
      + String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// What the text begins with.
  static let prefix = "crc32:"
}

/// A checksum that a reader and whoever wants it in the end share.
final class SharedChecksum {
  var checksum = Checksum()
}
