import NumericalMethods

extension DecodeTimeError {
  /// Refuses what is not a time; NaN fails both comparisons.
  static func check(
    seconds: Double, at place: Int? = nil
  ) throws(DecodeTimeError) {
    guard seconds >= 0, seconds <= maximumSeconds else {
      throw .secondsOutOfRange(seconds, at: place)
    }
  }

  /// Refuses a row's time that is not above 0.
  static func check(seconds: Double, row: Int) throws(DecodeTimeError) {
    guard seconds > 0, seconds <= maximumSeconds else {
      throw .timeOutOfRange(row: row, seconds: seconds)
    }
  }

  static func check(
    positive value: Double, _ name: String, row: Int
  ) throws(DecodeTimeError) {
    guard value > 0, value <= maximumSeconds else {
      throw .numberOutOfRange(row: row, name: name, value: value)
    }
  }

  static func check(
    count: Int, _ name: String, row: Int, from least: Int = 1
  ) throws(DecodeTimeError) {
    guard (least...(1 << 40)).contains(count) else {
      throw .countOutOfRange(row: row, name: name, value: count)
    }
  }

  static func require(
    _ isAccepted: Bool, _ name: String, _ value: Double, _ accepted: String
  ) throws(DecodeTimeError) {
    guard isAccepted else {
      throw .parameterOutOfRange(name: name, value: value, accepted: accepted)
    }
  }

  /// What a regression says, with the names of its columns.
  init(_ error: NumericalError, names: [String]) {
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
      default: .numerical("\(error)")
      }
  }

  /// Makes a value from decoded numbers, with an error that says where they
  /// stand in the file.
  static func decoding<Value>(
    from decoder: any Decoder, _ make: () throws(DecodeTimeError) -> Value
  ) throws -> Value {
    do throws(DecodeTimeError) {
      return try make()
    } catch {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath, debugDescription: error.description,
          underlyingError: error))
    }
  }
}
