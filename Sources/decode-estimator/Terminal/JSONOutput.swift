import Foundation

/// Prints one object on standard output, keys sorted; a number that is not
/// finite is `null`.
func printJSON(_ value: some Encodable) throws {
  StandardOutput.write(Array((try jsonText(value) + "\n").utf8))
}

/// The object as text, keys sorted; a number that is not finite is `null`.
func jsonText(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  let unknown = "decode-estimator: not a finite number"
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: unknown, negativeInfinity: unknown, nan: unknown)
  encoder.outputFormatting = [
    .prettyPrinted, .sortedKeys, .withoutEscapingSlashes,
  ]
  let text = String(decoding: try encoder.encode(value), as: UTF8.self)
  return text.replacingOccurrences(of: "\"\(unknown)\"", with: "null")
}

/// An optional that is written as `null` rather than left out.
///
/// Numbers that are not finite are `null` too: JSON has no other way.
@propertyWrapper
struct Nullable<Value: Encodable>: Encodable {
  var wrappedValue: Value?

  // Without a default, memberwise initialisers take the plain optional.
  init(wrappedValue value: Value?) { wrappedValue = value }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let number = wrappedValue as? Double, !number.isFinite {
      try container.encodeNil()
    } else if let wrappedValue {
      try container.encode(wrappedValue)
    } else {
      try container.encodeNil()
    }
  }
}
