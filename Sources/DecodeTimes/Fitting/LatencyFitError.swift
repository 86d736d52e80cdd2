import NumericalMethods

/// Why measurements gave no latency model.
///
/// Rows are counted from 0, in the order given.
public enum LatencyFitError: Error, Sendable, Hashable {
  /// No rows.
  case noObservations
  /// A count that is below 1 or too large for the form.
  case countOutOfRange(row: Int, name: String, value: Int)
  /// A time that is 0, negative, not a number or above
  /// `LatencyError.maximumSeconds`.
  case secondsOutOfRange(row: Int, seconds: Double)
  /// A weight or another number that is not above 0 and finite.
  case numberOutOfRange(row: Int, name: String, value: Double)
  /// A row without a column that the form needs.
  case missing(row: Int, name: String)
  /// A row with fewer steps than tokens, which an ordinary step latency does
  /// not describe.
  case severalTokensPerStep(row: Int, tokens: Int, steps: Int)
  /// Too few rows for the unknowns.
  case tooFewObservations(count: Int, needed: Int, of: String)
  /// Columns that those before them determine, by name.
  case rankDeficient(columns: [String])
  /// A setting outside its range, in words.
  case invalidSetting(String)
  /// Rows whose embeddings are absent, differ in size or are too short.
  case embeddingSize(row: Int, found: Int, expected: Int)
  /// A configuration, or one of its labels, that no row fitted to had.
  case unknownLabel(String)
  /// The coefficients make no latency.
  case latency(LatencyError)
  /// GSL reported a fault.
  case numerical(String)

  init(_ error: LeastSquaresError, names: [String]) {
    self =
      switch error {
      case .tooFewRows(let rows, let columns):
        .tooFewObservations(count: rows, needed: columns, of: "rows")
      case .invalidRow(let row):
        .numberOutOfRange(row: row, name: "a feature", value: .nan)
      case .rankDeficient(let columns):
        .rankDeficient(
          columns: columns.map {
            names.indices.contains($0) ? names[$0] : "column \($0)"
          })
      case .numerical(let fault): .numerical("\(fault)")
      }
  }

  static func check(seconds: Double, row: Int) throws(LatencyFitError) {
    guard seconds > 0, seconds <= LatencyError.maximumSeconds else {
      throw .secondsOutOfRange(row: row, seconds: seconds)
    }
  }

  static func check(
    positive value: Double, _ name: String, row: Int
  ) throws(LatencyFitError) {
    guard value > 0, value <= LatencyError.maximumSeconds else {
      throw .numberOutOfRange(row: row, name: name, value: value)
    }
  }

  static func check(
    count: Int, _ name: String, row: Int, from least: Int = 1
  ) throws(LatencyFitError) {
    guard (least...(1 << 40)).contains(count) else {
      throw .countOutOfRange(row: row, name: name, value: count)
    }
  }
}

extension LatencyFitError: CustomStringConvertible {
  /// What is wrong, and what would be accepted.
  public var description: String {
    switch self {
    case .noObservations: "there should be at least one row, but there is none"
    case .countOutOfRange(let row, let name, let value):
      "row \(row): \(name) should be at least 1 and no more than the form "
        + "covers, but is \(value)"
    case .secondsOutOfRange(let row, let seconds):
      "row \(row): a time should be a number of seconds above 0, but is "
        + "\(seconds)"
    case .numberOutOfRange(let row, let name, let value):
      "row \(row): \(name) should be a finite number above 0, but is \(value)"
    case .missing(let row, let name):
      "row \(row): this form needs \(name), which the row does not have"
    case .severalTokensPerStep(let row, let tokens, let steps):
      "row \(row): \(tokens) tokens in \(steps) steps are more than one a "
        + "step; fit a MultiTokenLatency, which takes both"
    case .tooFewObservations(let count, let needed, let what):
      "the fit needs at least \(needed) \(what), but there are \(count)"
    case .rankDeficient(let columns):
      "the rows do not tell \(columns.joined(separator: ", ")) from the "
        + "columns before: let them vary, or leave them out"
    case .invalidSetting(let text): text
    case .embeddingSize(let row, let found, let expected):
      "row \(row): the embedding should have \(expected) numbers, but has "
        + "\(found)"
    case .unknownLabel(let label):
      "no measurement has the label \"\(label)\": measure it, or name one "
        + "that was"
    case .latency(let error): error.description
    case .numerical(let fault): "the fit failed: \(fault)"
    }
  }
}
