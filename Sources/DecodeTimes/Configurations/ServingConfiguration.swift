/// What a request ran on: labels by key, such as
/// `{"gpu": "h100", "tier": "1", "top_k": "4"}`.
///
/// Labels are kept in order of their keys, so that nothing depends on the
/// order in which they were given.
public struct ServingConfiguration: Sendable, Hashable, Codable {
  /// The labels by key.
  public let labels: [String: String]

  /// Of the labels, once: configurations are looked up with every estimate.
  private let hash: Int

  /// A set of labels.
  public init(_ labels: [String: String] = [:]) {
    self.labels = labels
    hash = labels.hashValue
  }

  /// Labels as people write them and `description` shows them: `gpu=h100,tp=2`.
  ///
  /// - Returns: `nil` for a part without `=` or before it nothing, a key that
  ///   comes twice, or no labels at all.
  public init?(parsing text: some StringProtocol) {
    var labels: [String: String] = [:]
    for pair in text.split(separator: ",") {
      let parts = pair.split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty,
        labels.updateValue(String(parts[1]), forKey: String(parts[0])) == nil
      else { return nil }
    }
    guard !labels.isEmpty else { return nil }
    self.init(labels)
  }

  /// The keys, sorted.
  public var keys: [String] { labels.keys.sorted() }
}

extension ServingConfiguration {
  private enum CodingKeys: CodingKey {
    case labels
  }

  /// Reads `{"labels": {…}}`.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(try values.decode([String: String].self, forKey: .labels))
  }

  /// Writes `{"labels": {…}}`.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(labels, forKey: .labels)
  }

  /// Whether both have the same labels.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.hash == rhs.hash && lhs.labels == rhs.labels
  }

  /// Hashes the labels.
  public func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}

extension ServingConfiguration: Comparable, CustomStringConvertible {
  /// The labels as `key=value`, in order of key, commas between.
  public var description: String {
    keys.map { "\($0)=\(labels[$0] ?? "")" }.joined(separator: ",")
  }

  /// Whether one's description comes first.
  public static func < (lhs: Self, rhs: Self) -> Bool {
    lhs.description < rhs.description
  }
}
