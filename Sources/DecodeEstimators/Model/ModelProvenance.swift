/// Where a model comes from: what it was made of, by which release, and what
/// was assumed.
public struct ModelProvenance: Sendable, Hashable, Codable {
  /// A file that answers were read from.
  public struct Source: Sendable, Hashable, Codable {
    /// The file, as it was given.
    public var name: String
    /// What kind of file it is.
    public var format: String
    /// Answers taken from it.
    public var answers: Int
    /// Bytes of it, decompressed.
    public var bytes: Int?
    /// A checksum of these bytes, `crc32:` and eight hexadecimal digits.
    public var digest: String?
    /// When it was read: ISO 8601, in UTC.
    public var read: String?
    /// What it does not say and was taken for granted, in sentences.
    public var assumptions: [String]?

    /// A file that answers were read from.
    public init(
      name: String, format: String, answers: Int, bytes: Int? = nil,
      digest: String? = nil, read: String? = nil, assumptions: [String]? = nil
    ) {
      self.name = name
      self.format = format
      self.answers = answers
      self.bytes = bytes
      self.digest = digest
      self.read = read
      self.assumptions = assumptions
    }
  }

  /// The files, in an order that does not depend on that of reading.
  public private(set) var sources: [Source] = []
  /// The release that wrote the model.
  public var software: String?
  /// When the model was made: ISO 8601, in UTC.
  public var created: String?

  /// Nothing is known.
  public init() {}

  /// Whether nothing is known.
  public var isEmpty: Bool {
    sources.isEmpty && software == nil && created == nil
  }

  /// Adds a file.
  public mutating func add(_ source: Source) {
    sources.append(source)
    sources.sort { $0.sortingKey.lexicographicallyPrecedes($1.sortingKey) }
  }

  /// Adds the files of `other`.
  ///
  /// - Returns: The files whose contents are in both, and so count twice.
  @discardableResult
  public mutating func merge(_ other: Self) -> [Source] {
    let known = Set(sources.compactMap(\.identity))
    let twice = other.sources.filter { source in
      source.identity.map(known.contains) ?? false
    }
    for source in other.sources { add(source) }
    return twice
  }
}

extension ModelProvenance.Source {
  /// What tells contents apart: their checksum with their size.
  fileprivate var identity: String? {
    guard let digest, let bytes else { return nil }
    return "\(digest) \(bytes)"
  }

  fileprivate var sortingKey: [String] {
    [
      name, digest ?? "", read ?? "", format, "\(answers)", "\(bytes ?? 0)",
    ] + (assumptions ?? [])
  }
}
