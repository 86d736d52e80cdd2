/// A value known before the answer: a number or a label.
public enum FeatureValue: Sendable, Hashable, Codable {
  /// A finite number.
  case number(Double)
  /// Anything else.
  case label(String)

  /// The number or the label that `text` is.
  ///
  /// Only finite decimal numbers are numbers: `nan` is a label.
  public init(_ text: String) {
    let isDecimal = text.utf8.allSatisfy {
      switch $0 {
      case 48...57, 43, 45, 46, 69, 101: true  // digits + - . E e
      default: false
      }
    }
    if isDecimal, let value = Double(text), value.isFinite {
      self = .number(value)
    } else {
      self = .label(text)
    }
  }
}

extension FeatureValue: CustomStringConvertible {
  /// The value as it is written in a file.
  public var description: String {
    switch self {
    case .number(let value):
      if let whole = Int(exactly: value) { "\(whole)" } else { "\(value)" }
    case .label(let text): text
    }
  }
}
