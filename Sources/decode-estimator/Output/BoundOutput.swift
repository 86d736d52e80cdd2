import DecodeStatistics

/// The JSON of a bound, as other programs rely on it.
struct BoundOutput: Encodable {
  var observations: Int
  var level: Double
  @Nullable var confidence: Double?
  var method: String
  /// The promise; `nil` where there is no bound at all.
  @Nullable var kind: String?
  @Nullable var family: String?
  @Nullable var tokens: Int?
  @Nullable var rank: Int?
  @Nullable var requiredObservations: Int?
  var caveats: [String]
  /// What is promised and what that rests on, for people.
  let promise: [String]

  private enum CodingKeys: String, CodingKey {
    case observations, level, confidence, method, kind, family, tokens, rank
    case requiredObservations, caveats
  }

  /// A bound for N, or for min(N, c) under a cap.
  init(_ bound: Bound, cap: Int? = nil) {
    observations = bound.observations
    level = bound.level
    confidence = bound.kind == .conformalBound ? nil : bound.confidence
    method = bound.method.rawValue
    kind = bound.kind.rawValue
    family = bound.family?.rawValue
    tokens = cap.map { bound.tokens(underCap: $0) } ?? bound.limit.tokens
    rank = bound.rank
    requiredObservations = bound.requiredObservations
    caveats = Self.caveats(bound, cap)
    promise = [bound.kind.promise, bound.assumptions]
  }

  /// No bound, and why.
  init(
    observations: Int, level: Double, confidence: Double?, method: String,
    family: String?, failure: BoundError
  ) {
    self.observations = observations
    self.level = level
    self.confidence = confidence
    self.method = method
    kind = nil
    self.family = family
    tokens = nil
    rank = nil
    requiredObservations = nil
    caveats = [failure.description]
    promise = []
  }

  private static func caveats(_ bound: Bound, _ cap: Int?) -> [String] {
    guard bound.limit == .unbounded else { return [] }
    let why =
      if bound.observations < bound.requiredObservations {
        "\(bound.observations) answers are too few for a finite bound; "
          + "\(bound.requiredObservations) are needed"
      } else if let family = bound.family {
        "the answers do not rule out a \(family.rawValue) law of whatever "
          + "length"
      } else {
        "the bound falls among the censored answers, whose lengths are unknown"
      }
    return [cap.map { why + "; no answer exceeds the cap of \($0)" } ?? why]
  }
}
