/// A file that has been opened and not yet read, so that what it is can be
/// told before it is; also where it is a pipe.
public struct TraceInput: ~Copyable {
  /// What the file is called in messages.
  public var name: String { source.path }
  var source: ByteSource
  /// The first bytes, as text.
  private let start: [UInt8]

  /// Opens the file at `path`; `-` is standard input.
  ///
  /// - Throws: `TraceError` if it cannot be opened.
  public init(_ path: String) throws(TraceError) {
    source = try ByteSource.open(path)
    start = source.peek(1 << 16)
  }

  /// Whether the file holds a JSON object that begins with this key or one of
  /// these, as a model does.
  package func isObject(beginningWith keys: [String]) -> Bool {
    var rest = start[...]
    func skipBlanks() { rest = rest.drop { [32, 9, 10, 13].contains($0) } }
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    skipBlanks()
    guard rest.first == UInt8(ascii: "{") else { return false }
    rest = rest.dropFirst()
    skipBlanks()
    return keys.contains { rest.starts(with: Array("\"\($0)\"".utf8)) }
  }

  /// All bytes of the file, decompressed.
  ///
  /// - Throws: `TraceError` if the file cannot be read, or is over `limit`
  ///   bytes.
  public consuming func allBytes(
    limit: Int = 1 << 31
  ) throws(TraceError) -> [UInt8] {
    var bytes: [UInt8] = []
    var size = 1 << 16
    while true {
      let count = bytes.count
      bytes += [UInt8](repeating: 0, count: size)
      var failure: TraceError?
      let got = bytes.withUnsafeMutableBytes { buffer in
        do throws(TraceError) {
          return try source.read(into: .init(rebasing: buffer[count...]))
        } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      bytes.removeLast(size - got)
      if got < size { return bytes }
      guard bytes.count <= limit else {
        throw TraceError(
          .unreadableFile, file: source.path,
          detail: "is over \(limit >> 20) MiB")
      }
      size = min(size * 2, 1 << 26)
    }
  }

  /// Whether the first byte that is not blank begins a JSON text.
  var isJSON: Bool {
    var rest = start[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    let first = rest.first { ![32, 9, 10, 13].contains($0) }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }

  /// Whether the text begins as metrics in Prometheus' format do.
  var isMetrics: Bool { MetricsLine.isMetrics(start) }

  /// Whether the text begins as GuideLLM's YAML does.
  var isYAML: Bool {
    start.starts(with: Array("benchmarks:".utf8))
      || start.starts(with: Array("metadata:".utf8))
      || start.starts(with: Array("---\n".utf8))
  }
}
