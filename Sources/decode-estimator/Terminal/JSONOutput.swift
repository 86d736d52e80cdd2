import Foundation

/// Prints one object on standard output, keys sorted.
func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [
    .prettyPrinted, .sortedKeys, .withoutEscapingSlashes,
  ]
  var data = try encoder.encode(value)
  data.append(UInt8(ascii: "\n"))
  try FileHandle.standardOutput.write(contentsOf: data)
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
