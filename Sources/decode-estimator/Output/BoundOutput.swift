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
  /// The limit of a length, `nil` if unbounded; absent of a time.
  @Nullable var tokens: Int?
  /// The limit of a time, `nil` if unbounded; absent of a length.
  @Nullable var seconds: Double?
  @Nullable var rank: Int?
  @Nullable var requiredObservations: Int?
  /// The bound if cancelled answers had stopped there, and if they had no end;
  /// absent where none was cancelled.
  var ifCancelled: Sensitivity?
  var caveats: [String]
  /// What is promised and what that rests on, for people.
  let promise: [String]

  private let isTime: Bool

  private enum CodingKeys: String, CodingKey {
    case observations, level, confidence, method, kind, family, tokens
    case seconds, rank, requiredObservations, ifCancelled, caveats
  }

  /// What is not known of cancelled answers, at its two ends.
  struct Sensitivity: Encodable {
    @Nullable var stoppedTokens: Int?
    @Nullable var endlessTokens: Int?
    @Nullable var stoppedSeconds: Double?
    @Nullable var endlessSeconds: Double?
    private let isTime: Bool

    init(_ bounds: CancellationSensitivity, isTime: Bool) {
      self.isTime = isTime
      stoppedTokens = bounds.ifStopped.limit.tokens
      endlessTokens = bounds.ifEndless.limit.tokens
      stoppedSeconds = bounds.ifStopped.limit.seconds
      endlessSeconds = bounds.ifEndless.limit.seconds
    }

    private enum CodingKeys: String, CodingKey {
      case stoppedTokens, endlessTokens, stoppedSeconds, endlessSeconds
    }

    func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      if isTime {
        try values.encode(_stoppedSeconds, forKey: .stoppedSeconds)
        try values.encode(_endlessSeconds, forKey: .endlessSeconds)
      } else {
        try values.encode(_stoppedTokens, forKey: .stoppedTokens)
        try values.encode(_endlessTokens, forKey: .endlessTokens)
      }
    }

    /// The two ends in words.
    var sentence: String {
      func text(_ tokens: Int?, _ seconds: Double?) -> String {
        tokens.map { "at most \($0) tokens" }
          ?? seconds.map { "at most \(Format.milliseconds($0)) ms" }
          ?? "without a limit"
      }
      return "if cancelled answers had stopped where they were cancelled the "
        + "bound would be \(text(stoppedTokens, stoppedSeconds)), and if they "
        + "had never stopped \(text(endlessTokens, endlessSeconds))"
    }
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(observations, forKey: .observations)
    try values.encode(level, forKey: .level)
    try values.encode(_confidence, forKey: .confidence)
    try values.encode(method, forKey: .method)
    try values.encode(_kind, forKey: .kind)
    try values.encode(_family, forKey: .family)
    if isTime {
      try values.encode(_seconds, forKey: .seconds)
    } else {
      try values.encode(_tokens, forKey: .tokens)
    }
    try values.encode(_rank, forKey: .rank)
    try values.encode(_requiredObservations, forKey: .requiredObservations)
    try values.encodeIfPresent(ifCancelled, forKey: .ifCancelled)
    try values.encode(caveats, forKey: .caveats)
  }

  /// A bound for N, or for min(N, c) under a cap; or one of a time.
  init(_ bound: Bound, cap: Int? = nil, isTime: Bool = false) {
    self.isTime = isTime
    observations = bound.observations
    level = bound.level
    confidence = bound.kind == .conformalBound ? nil : bound.confidence
    method = bound.method.rawValue
    kind = bound.kind.rawValue
    family = bound.family?.rawValue
    tokens = cap.map { bound.tokens(underCap: $0) } ?? bound.limit.tokens
    seconds = bound.limit.seconds
    rank = bound.rank
    requiredObservations = bound.requiredObservations
    caveats = Self.caveats(bound, cap)
    promise = [bound.kind.promise, bound.assumptions]
  }

  /// No bound, and why.
  init(
    observations: Int, level: Double, confidence: Double?, method: String,
    family: String?, failure: BoundError, isTime: Bool = false
  ) {
    self.isTime = isTime
    self.observations = observations
    self.level = level
    self.confidence = confidence
    self.method = method
    kind = nil
    self.family = family
    tokens = nil
    seconds = nil
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
