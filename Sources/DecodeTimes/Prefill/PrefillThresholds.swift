/// What counts as enough, in the words of the experiments' verdicts.
public struct PrefillThresholds: Sendable, Hashable, Codable {
  /// Below this coefficient of variation the count is enough: 0.10.
  public var enoughVariation = 0.10
  /// Above this one it is not: 0.15.
  public var tooMuchVariation = 0.15
  /// Above this R² the model is enough: 0.9.
  public var enoughRSquared = 0.9
  /// Below this one it is not: 0.8.
  public var tooLittleRSquared = 0.8
  /// Below this mean absolute error the model is enough: 5 ms.
  public var enoughErrorSeconds = 0.005
  /// Above this one it is not: 10 ms.
  public var tooMuchErrorSeconds = 0.010
  /// Below this share of improvement features are not worth it: 0.02.
  public var negligibleImprovement = 0.02
  /// Above this one they are worth considering: 0.05.
  public var worthwhileImprovement = 0.05

  /// The published thresholds.
  public init() {}

  /// Judges a number of which small is good.
  func judge(_ value: Double, enough: Double, tooMuch: Double) -> PrefillVerdict
  {
    value < enough ? .enough : value > tooMuch ? .notEnough : .undecided
  }
}

/// What an experiment says of prompt length as a predictor.
public enum PrefillVerdict: String, Sendable, Hashable, Codable, CaseIterable {
  /// The token count is enough.
  case enough
  /// Between the thresholds.
  case undecided
  /// More information may be needed.
  case notEnough
}

/// A number with its thresholds and what they say of it.
public struct Judgement: Sendable, Hashable, Codable {
  /// What was measured.
  public let measure: String
  /// Its value; `nil` where the rows give none.
  public let value: Double?
  /// What the thresholds say; `nil` without a value.
  public let verdict: PrefillVerdict?
  /// The same in a sentence, with the thresholds.
  public let words: String

  init(
    _ measure: String, _ value: Double?, enough: Double, tooMuch: Double,
    isSmallGood: Bool = true, unit: String = "", scale: Double = 1
  ) {
    self.measure = measure
    self.value = value
    let sign = isSmallGood ? 1.0 : -1.0
    let verdict = value.map {
      PrefillThresholds().judge(
        sign * $0, enough: sign * enough, tooMuch: sign * tooMuch)
    }
    self.verdict = verdict
    func number(_ x: Double) -> String {
      "\((x * scale * 1000).rounded() / 1000)\(unit)"
    }
    let (less, more) = isSmallGood ? ("<", ">") : (">", "<")
    let rule =
      "enough if \(less) \(number(enough)), not if \(more) \(number(tooMuch))"
    let found =
      switch verdict {
      case .enough: "the token count is enough"
      case .undecided: "undecided"
      case .notEnough: "more than the token count may be needed"
      case nil: "the rows do not tell"
      }
    words =
      "\(measure) \(value.map(number) ?? "unknown"): \(found) (\(rule))"
  }
}
