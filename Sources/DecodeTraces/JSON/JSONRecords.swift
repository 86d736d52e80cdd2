#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The JSON objects of a file: one a line, one after the other, or the
/// elements of an array, of which one at a time is in memory.
struct JSONRecords: ~Copyable {
  private var source: ByteSource
  private var parser: JSONParser
  private var buffer: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// Bytes that were read and not used up.
  private var start = 0
  private var end = 0
  private var isAtEnd = false
  private var shape = Shape.unknown
  private var isInArray = false
  /// The line on which `start` is.
  private var lineAtStart = 1

  /// The line on which the latest record starts, counting from 1.
  private(set) var line = 1

  private enum Shape {
    case unknown
    /// Each record is a line of its own.
    case lines
    /// Records are told apart by their brackets.
    case brackets
  }

  init(_ source: consuming ByteSource) throws(TraceError) {
    self.source = source
    parser = try JSONParser()
    capacity = 1 << 18
    buffer = .allocate(capacity: capacity)
  }

  deinit { buffer.deallocate() }

  var path: String { source.path }
  var bytesRead: Int { source.bytesRead }
  var totalBytes: Int? { source.totalBytes }

  /// The next record, or `nil` after the last one.
  ///
  /// It is valid until the next call.
  ///
  /// - Throws: `TraceError` of code `malformedJSON` for bytes that are no JSON
  ///   object; the next call goes on after them if they were a line of their
  ///   own.
  mutating func next() throws(TraceError) -> JSONValue? {
    guard try skipToValue() else { return nil }
    line = lineAtStart
    guard byte(start) == UInt8(ascii: "{") else {
      let found = String(
        decoding: bytes(start..<min(end, start + 60)).prefix { $0 != 10 },
        as: UTF8.self)
      if shape == .lines {
        use(try endOfLine())
      } else {
        use(end)
        isAtEnd = true
      }
      throw fault("found \"\(printable(found))\", expected an object")
    }
    if shape != .brackets {
      let stop = try endOfLine()
      let result = parse(start..<stop)
      if case .success(let value) = result {
        shape = .lines
        use(stop)
        return value
      }
      if shape == .lines, case .failure(let fault) = result {
        use(stop)
        throw self.fault(fault.message)
      }
      shape = .brackets
    }
    let stop = try endOfBrackets()
    let result = parse(start..<stop)
    use(stop)
    switch result {
    case .success(let value): return value
    case .failure(let fault):
      isAtEnd = true
      start = end
      throw self.fault(fault.message)
    }
  }

  private func fault(_ message: String) -> TraceError {
    TraceError(
      .malformedJSON, file: path, line: line,
      detail: "is no JSON that can be read: \(message)")
  }
}

// MARK: - Finding the end of a record

extension JSONRecords {
  private func byte(_ index: Int) -> UInt8 { buffer[index] }

  private func bytes(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: buffer + range.lowerBound, count: range.count)
  }

  /// Moves `start` on, and counts the lines passed.
  private mutating func use(_ place: Int) {
    // A record that is a line has none within.
    while shape != .lines, start < place,
      let found = memchr(buffer + start, 10, place - start)
    {
      lineAtStart += 1
      start = UnsafeRawPointer(found) - UnsafeRawPointer(buffer) + 1
    }
    start = place
  }

  /// Moves to the next value; false at the end of the file.
  private mutating func skipToValue() throws(TraceError) -> Bool {
    while true {
      if start == end {
        guard try fill() else { return false }
      }
      switch byte(start) {
      case 10:
        lineAtStart += 1
        start += 1
      case 13, 32, 9: start += 1
      case 0xEF where lineAtStart == 1 && shape == .unknown:
        start += min(3, end - start)
      case UInt8(ascii: "[") where !isInArray:
        isInArray = true
        shape = .brackets
        start += 1
      case UInt8(ascii: ",") where isInArray: start += 1
      case UInt8(ascii: "]") where isInArray:
        isInArray = false
        start += 1
      default: return true
      }
    }
  }

  /// Reads on; false at the end of the file.
  private mutating func fill() throws(TraceError) -> Bool {
    guard !isAtEnd else { return false }
    if start > 0 {
      memmove(buffer, buffer + start, end - start)
      end -= start
      start = 0
    }
    let usable = capacity - JSONParser.padding
    if end == usable {
      guard end < JSONParser.maximumBytes else {
        throw TraceError(
          .malformedJSON, file: path, line: lineAtStart,
          detail: "an object is over 1 GiB; write one object a line")
      }
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
      memcpy(larger, buffer, end)
      buffer.deallocate()
      buffer = larger
      capacity *= 2
    }
    let space = capacity - JSONParser.padding - end
    let count = try source.read(
      into: UnsafeMutableRawBufferPointer(start: buffer + end, count: space))
    end += count
    isAtEnd = count == 0
    return count > 0
  }

  /// The end of the line on which `start` is.
  private mutating func endOfLine() throws(TraceError) -> Int {
    var searched = 0
    while true {
      let from = start + searched
      if from < end, let found = memchr(buffer + from, 10, end - from) {
        return UnsafeRawPointer(found) - UnsafeRawPointer(buffer)
      }
      searched = end - start
      guard try fill() else { return end }
    }
  }

  /// The place after the bracket that closes the one at `start`, or the end.
  private mutating func endOfBrackets() throws(TraceError) -> Int {
    var (offset, depth, isString, isEscaped) = (0, 0, false, false)
    while true {
      // Locals, or each byte would be looked up in `self`.
      let (bytes, count) = (buffer + start, end - start)
      while offset < count {
        let byte = bytes[offset]
        offset += 1
        if isEscaped {
          isEscaped = false
        } else if isString {
          isEscaped = byte == UInt8(ascii: "\\")
          isString = byte != UInt8(ascii: "\"")
        } else {
          switch byte {
          case UInt8(ascii: "\""): isString = true
          case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
          case UInt8(ascii: "}"), UInt8(ascii: "]"):
            depth -= 1
            if depth <= 0 { return start + offset }
          default: break
          }
        }
      }
      guard try fill() else { return end }
    }
  }

  private mutating func parse(
    _ range: Range<Int>
  ) -> Result<JSONValue, JSONFault> {
    let result = parser.parse(bytes(range))
    if case .success = result { return result }
    let mutable = UnsafeMutableBufferPointer(
      start: buffer + range.lowerBound, count: range.count)
    guard JSONRepair.repair(mutable) else { return result }
    return parser.parse(bytes(range))
  }
}
