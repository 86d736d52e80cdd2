/// A length that somebody predicted for an answer, of whatever kind.
///
/// No prediction is taken at its word: what answers of like predictions had
/// in tokens is learnt (`ConditionalLengthModel`), so that a ranking, a class
/// or a biased number serve as well as a length.
public enum LengthPrediction: Sendable, Hashable, Codable {
  /// A number that grows with the length: tokens, a score or a rank, at least
  /// 0.
  case number(Double)
  /// A class, whatever its name.
  case label(String)
  /// Quantiles of the length, ascending, at levels that are always the same.
  case quantiles([Double])

  /// The number that stands for the prediction: the quantile in the middle;
  /// `nil` for a class.
  var center: Double? {
    switch self {
    case .number(let value): value
    case .label: nil
    case .quantiles(let values):
      values.isEmpty ? nil : values[(values.count - 1) / 2]
    }
  }

  /// The greatest quantile; `nil` where there is one number or none.
  var upper: Double? {
    guard case .quantiles(let values) = self, values.count > 1 else {
      return nil
    }
    return values.last
  }

  /// The name of the class.
  var label: String? {
    if case .label(let name) = self { name } else { nil }
  }
}
