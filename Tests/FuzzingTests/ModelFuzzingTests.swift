import DecodeEstimators
import DecodeStatistics
import TestSupport
import Testing

@testable import DecodeTraces

@Suite("Fuzzing of models")
struct ModelFuzzingTests {
  /// Models without a checksum, or hardly a changed one would be looked at.
  @Test func everyModelIsReadOrRefused() throws {
    let seeds = try Seeds.files("fuzz") { $0.hasPrefix("model") }
    try Campaign("models").run(seeds) { path, random in
      let first = try Reading { try ModelFile.read(path).model }
      try first.requireEqual(Reading { try ModelFile.read(path).model }, ==)
      guard let model = first.value else { return .refused }
      let written = try ModelFile.bytes(of: model)
      let copy = path + ".json"
      try Campaign.write(written, to: copy)
      let again = try Reading { try ModelFile.read(copy).model }
      try BrokenInvariant.require(
        again.value == model, "a model is read as another")
      let bytes = try again.value.map { try ModelFile.bytes(of: $0) }
      try BrokenInvariant.require(
        bytes == written, "a model is written in two ways")
      guard let compiled = try? CompiledModel(model) else { return .refused }
      try ModelInvariants(compiled).check(&random)
      return .accepted
    }
  }

  /// A model that says what its checksum is: every flipped bit is seen.
  @Test func everyFlippedBitIsSeen() throws {
    let seeds = try Seeds.files("fuzz") { $0.hasPrefix("model-2") }
    try Campaign("flipped-bits").run(seeds) { path, random in
      let open = try Reading { try ModelFile.read(path).model }
      guard let whole = open.value else { return .refused }
      var bytes = try ModelFile.bytes(of: whole)
      let place = Int.random(in: 0..<bytes.count - 1, using: &random)
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      try Campaign.write(bytes, to: path + ".flipped")
      let read = try Reading { try ModelFile.read(path + ".flipped").model }
      try BrokenInvariant.require(
        read.value == nil || read.value == whole,
        "a flipped bit makes another model")
      return .accepted
    }
  }
}
