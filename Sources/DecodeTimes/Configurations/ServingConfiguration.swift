/// What a request ran on: labels by key, such as
/// `{"gpu": "h100", "tier": "1", "top_k": "4"}`.
///
/// Labels are kept in order of their keys, so that nothing depends on the
/// order in which they were given.
public struct ServingConfiguration: Sendable, Hashable, Codable {
  /// The labels by key.
  public let labels: [String: String]

  /// A set of labels.
  public init(_ labels: [String: String] = [:]) { self.labels = labels }

  /// The keys, sorted.
  public var keys: [String] { labels.keys.sorted() }
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
