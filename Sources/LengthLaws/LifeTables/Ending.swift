/// How one answer came to its end.
///
/// Only a stopped answer reveals its length: a capped or cancelled one says
/// no more than N > k, and is *right-censored* at k. Failed requests have no
/// ending here; drop them, a length of 0 would be a lie.
public enum Ending: String, Sendable, Hashable, Codable, CaseIterable {
  /// The model ended by itself after k tokens: N = k is observed.
  case stopped
  /// Cut at `max_tokens` after k tokens: N > k.
  case capped
  /// Aborted by client or server after k tokens: N > k.
  case cancelled

  /// Whether the answer's own length stays unknown.
  public var isCensored: Bool { self != .stopped }
}
