import DecodeStatistics

/// The JSON of a bound, as other programs rely on it.
struct BoundOutput: Encodable {
  var observations: Int
  var level: Double
  var confidence: Double
  var method: String
  var kind: String
  @Nullable var tokens: Int?
  @Nullable var rank: Int?
  var requiredObservations: Int
  var caveats: [String]

  /// A bound for N, or for min(N, c) under a cap.
  init(_ bound: QuantileBound, cap: Int? = nil) {
    observations = bound.observations
    level = bound.level
    confidence = bound.confidence
    method = bound.method.rawValue
    kind = bound.kind.rawValue
    tokens = cap.map { bound.tokens(underCap: $0) } ?? bound.limit.tokens
    rank = bound.rank
    requiredObservations = bound.requiredObservations
    caveats = Self.caveats(bound, cap)
  }

  private static func caveats(_ bound: QuantileBound, _ cap: Int?) -> [String] {
    guard bound.limit == .unbounded else { return [] }
    let why =
      bound.rank == nil
      ? "\(bound.observations) answers are too few for a finite bound; "
        + "\(bound.requiredObservations) are needed"
      : "the bound falls among the censored answers, whose lengths are unknown"
    return [cap.map { why + "; no answer exceeds the cap of \($0)" } ?? why]
  }
}
