import DecodeTimes
import Foundation
import Testing

@Suite struct CodableLatencyTests {
  private func copy<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(
      Value.self, from: try JSONEncoder().encode(value))
  }

  @Test(arguments: UInt64(0)..<50)
  func `round trips`(seed: UInt64) throws {
    var samples = LatencySamples(seed: seed)
    for model in try samples.models() {
      #expect(try copy(model) == model)
    }
    let table = try AverageLatencyTable(samples.buckets())
    #expect(try copy(table) == table)
  }

  @Test func `a form has a name and its own keys`() throws {
    let model = try LatencyModel.affine(AffineLatency(intercept: 0.5, slope: 2))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(
      String(decoding: try encoder.encode(model), as: UTF8.self)
        == #"{"form":"affine","intercept":0.5,"slope":2}"#)
    #expect(
      String(
        decoding: try encoder.encode(DecodeStepConvention.allCases),
        as: UTF8.self)
        == #"["everyTokenIsAStep","firstTokenInPrefill"]"#)
  }

  @Test(arguments: [
    #"{"form": "constant", "secondsPerToken": -1}"#,
    #"{"form": "constant"}"#,
    #"{"form": "quadratic", "secondsPerToken": 1}"#,
    #"{"secondsPerToken": 1}"#,
    #"{"form": "affine", "intercept": -2, "slope": 1}"#,
    #"{"form": "affine", "intercept": 2, "slope": -1}"#,
    #"{"form": "piecewiseConstant", "buckets": []}"#,
    #"{"form": "piecewiseConstant", "buckets": [{"first": 0, "secondsPerToken": 1}]}"#,
    #"{"form": "tabulated", "positions": [1, 2], "seconds": [1]}"#,
    #"{"form": "tabulated", "positions": [2, 1], "seconds": [1, 1]}"#,
    #"{"form": "tabulated", "positions": [1048577], "seconds": [1]}"#,
    #"{"form": "averageTable", "buckets": [{"first": 1, "last": 2, "secondsPerToken": 1}, {"first": 3, "secondsPerToken": 0.1}]}"#,
    #"{"form": "averageTable", "buckets": [{"first": 1, "last": 2, "secondsPerToken": 1}, {"first": 4, "secondsPerToken": 1}]}"#,
    "[]", "3",
  ])
  func `bad files are refused`(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(LatencyModel.self, from: Data(json.utf8))
    }
  }

  @Test func `a refusal says what is wrong and where`() throws {
    let json = #"[{"form": "affine", "intercept": 2, "slope": -1}]"#
    do {
      _ = try JSONDecoder().decode([LatencyModel].self, from: Data(json.utf8))
      Issue.record("a negative slope was accepted")
    } catch let DecodingError.dataCorrupted(context) {
      #expect(context.codingPath.map(\.intValue) == [0])
      #expect(
        context.underlyingError as? DecodeTimeError == .slopeOutOfRange(-1))
      #expect(context.debugDescription.contains("slope"))
    }
  }

  @Test func `numbers that are no times are refused in any spelling`() {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    for text in ["inf", "-inf", "nan"] {
      let json = #"{"form": "constant", "secondsPerToken": "\#(text)"}"#
      #expect(throws: DecodingError.self) {
        try decoder.decode(LatencyModel.self, from: Data(json.utf8))
      }
    }
  }
}
