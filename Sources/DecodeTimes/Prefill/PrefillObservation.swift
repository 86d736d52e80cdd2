/// One prefill as a server logs it.
public struct PrefillObservation: Sendable, Hashable, Codable {
  /// Tokens of the prompt, at least 1.
  public var promptTokens: Int
  /// The time of the prefill phase, in seconds, more than 0.
  public var prefillSeconds: Double
  /// What it ran on.
  public var configuration: ServingConfiguration
  /// The prompt's embedding, pooled over its tokens, where one is at hand.
  public var embedding: [Double]?

  /// A prefill with what is known of it.
  public init(
    promptTokens: Int, prefillSeconds: Double,
    configuration: ServingConfiguration = ServingConfiguration(),
    embedding: [Double]? = nil
  ) {
    self.promptTokens = promptTokens
    self.prefillSeconds = prefillSeconds
    self.configuration = configuration
    self.embedding = embedding
  }

  /// The mean of token embeddings, of one size for any prompt.
  ///
  /// - Parameter tokens: One vector a token, all of one size.
  /// - Returns: Their mean; empty without tokens.
  public static func meanPooled(_ tokens: [[Double]]) -> [Double] {
    guard let first = tokens.first else { return [] }
    var sum = [Double](repeating: 0, count: first.count)
    for vector in tokens {
      for (place, value) in vector.prefix(sum.count).enumerated() {
        sum[place] += value / Double(tokens.count)
      }
    }
    return sum
  }

  static func check(
    _ observations: [PrefillObservation]
  ) throws(DecodeTimeError) {
    guard !observations.isEmpty else { throw .noObservations }
    for (row, observation) in observations.enumerated() {
      try DecodeTimeError.check(
        count: observation.promptTokens, "prompt tokens", row: row)
      try DecodeTimeError.check(
        seconds: observation.prefillSeconds, row: row)
    }
  }

  /// Hints at a wrong unit, from the times and from those per token: no
  /// processor known takes less than a microsecond a token, or more than a
  /// tenth of a second.
  static func unitHints(_ rows: [PrefillObservation]) -> [FitCaveat] {
    let hints = FitCaveat.unitHints(
      rows.map(\.prefillSeconds), per: "prompt", plausible: 1e-4...100)
    let perToken = FitCaveat.unitHints(
      rows.map { $0.prefillSeconds / Double($0.promptTokens) },
      per: "prompt token", plausible: 1e-6...0.1)
    // Short prompts take long per token, so those ratios vary in one unit.
    return hints
      + perToken.filter { if case .mixedUnits = $0 { false } else { true } }
  }

  /// Rows in an order that does not depend on that given.
  static func sorted(
    _ observations: [PrefillObservation]
  ) -> [PrefillObservation] {
    func key(_ row: PrefillObservation) -> [Double] {
      [Double(row.promptTokens), row.prefillSeconds] + (row.embedding ?? [])
    }
    return
      observations
      .map { (name: $0.configuration.description, key: key($0), row: $0) }
      .sorted {
        $0.name == $1.name
          ? $0.key.lexicographicallyPrecedes($1.key) : $0.name < $1.name
      }.map(\.row)
  }
}
