internal import DecodeStatistics

/// Values of a record, with their place in messages; one that is absent, null
/// or a repaired `NaN` is `nil`.
struct JSONFields {
  let record: JSONValue
  let line: Int
  let collector: TraceCollector

  /// A number of tokens.
  ///
  /// - Throws: `TraceError` for anything but an integer of at least 0.
  func tokens(
    _ value: JSONValue?, _ name: String
  ) throws(TraceError) -> Int? {
    guard let value, !isBlank(value) else { return nil }
    guard let count = value.integer, count >= 0 else {
      throw collector.invalid(
        line, name, value.excerpt, "an integer of at least 0")
    }
    return min(count, TraceReader.maximumTokens + 1)
  }

  /// A time in seconds.
  ///
  /// - Throws: `TraceError` for anything but a number of at least 0.
  func seconds(
    _ value: JSONValue?, _ name: String, _ unit: TimeUnit = .seconds
  ) throws(TraceError) -> Double? {
    guard let value, !isBlank(value) else { return nil }
    guard let number = value.number, number >= 0, number < .infinity else {
      throw collector.invalid(
        line, name, value.excerpt, "a number of \(unit.plural), at least 0")
    }
    return unit.seconds(number)
  }

  /// The sum and the number of a list of times.
  func sum(
    _ value: JSONValue?, _ name: String, _ unit: TimeUnit = .seconds
  ) throws(TraceError) -> (sum: Double, count: Int)? {
    guard let value, value.isArray else { return nil }
    var (sum, count) = (0.0, 0)
    for element in value.elements {
      sum += try seconds(element, name, unit) ?? 0
      count += 1
    }
    return (sum, count)
  }

  /// A moment, in seconds since any other.
  func moment(_ value: JSONValue?, _ unit: TimeUnit = .seconds) -> Double? {
    guard let value else { return nil }
    if let number = value.number, number.isFinite {
      return unit.seconds(number)
    }
    return value.bytes.flatMap { Timestamp.seconds($0) }
  }

  /// A label; blank ones are absent, numbers are labels too.
  func label(_ value: JSONValue?) -> String? {
    guard let value else { return nil }
    if value.isString {
      guard let text = value.string, !text.allSatisfy(\.isWhitespace) else {
        return nil
      }
      return text
    }
    guard let number = value.number else { return nil }
    return Int(exactly: number).map { "\($0)" } ?? "\(number)"
  }

  /// How an answer ended, by a word; one that is not known is counted.
  func ending(_ word: JSONValue?, into row: inout TraceRow) -> Bool {
    guard let bytes = word?.bytes, !bytes.isEmpty else { return true }
    switch FinishReason(bytes) {
    case .ending(let ending): row.ending = ending
    case .failed:
      collector.tally.count(.failed)
      return false
    case .unknown:
      collector.tally.count(unknownReason: word?.string ?? "")
      row.ending = .stopped
    }
    return true
  }

  private func isBlank(_ value: JSONValue) -> Bool {
    value.isNull || (value.bytes?.isEmpty ?? false)
  }
}

extension TraceCollector {
  /// Takes a row, or leaves it out if that is allowed.
  func take(_ row: inout TraceRow) throws(TraceError) {
    do throws(TraceError) {
      try add(&row)
    } catch {
      try skip(error)
    }
  }

  /// Makes rows of a part of a record, or leaves the part out if it is invalid
  /// and that is allowed.
  func attempt(
    _ body: () throws(TraceError) -> Void
  ) throws(TraceError) {
    do throws(TraceError) {
      try body()
    } catch {
      try skip(error)
    }
  }
}

/// Parses JSON that stands in a string of JSON.
final class NestedJSON {
  private var parser: JSONParser?
  private var buffer: [UInt8] = []

  /// The value in `bytes`, valid until the next one is parsed; `nil` if they
  /// are no JSON.
  func value(_ bytes: UnsafeBufferPointer<UInt8>?) -> JSONValue? {
    guard let bytes, !bytes.isEmpty else { return nil }
    if parser == nil { parser = try? JSONParser() }
    let needed = bytes.count + JSONParser.padding
    if buffer.count < needed { buffer = [UInt8](repeating: 0, count: needed) }
    return buffer.withUnsafeMutableBufferPointer { buffer in
      _ = buffer.update(fromContentsOf: bytes)
      let text = UnsafeBufferPointer(rebasing: buffer[..<bytes.count])
      guard case .success(let value) = parser?.parse(text) else { return nil }
      return value
    }
  }
}
