import DecodeStatistics
import TestSupport

@testable import DecodeTraces

/// What reading came to, in a form that can be compared.
enum Reading<Value> {
  case read(Value)
  case refused(String)

  /// Reads; anything but a `TraceError` on one printable line is a fault.
  init(_ body: () throws -> Value) throws {
    do {
      self = .read(try body())
    } catch let error as TraceError {
      self = .refused(error.description)
      try Self.checkText(error.description)
    }
  }

  private static func checkText(_ text: String) throws {
    try BrokenInvariant.require(!text.isEmpty, "an error without words")
    try BrokenInvariant.require(
      text.count <= 4000, "an error of \(text.count) characters")
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        throw BrokenInvariant("an error prints U+\(scalar.value): \(text)")
      default: break
      }
    }
  }

  var value: Value? {
    if case .read(let value) = self { value } else { nil }
  }

  /// Whether a second reading came to the same.
  func requireEqual(
    _ other: Self, _ areEqual: (Value, Value) -> Bool
  ) throws {
    switch (self, other) {
    case (.read(let first), .read(let second)):
      try BrokenInvariant.require(
        areEqual(first, second), "two readings differ")
    case (.refused(let first), .refused(let second)):
      try BrokenInvariant.require(
        first == second, "two errors differ: \(first) and \(second)")
    default: throw BrokenInvariant("one reading is refused, the other not")
    }
  }
}

extension Reading: Sendable where Value: Sendable {}
