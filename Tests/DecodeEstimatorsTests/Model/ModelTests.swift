import DecodeEstimators
import DecodeStatistics
import Foundation
import TestSupport
import Testing

@Suite("Models as files")
struct ModelTests {
  private func roundTrip(_ model: DecodeModel) throws -> DecodeModel {
    try JSONDecoder().decode(
      DecodeModel.self, from: JSONEncoder().encode(model))
  }

  @Test func encodingKeepsEverything() throws {
    var model = DecodeModel(
      tables: try VLMModel.tables(), convention: .firstTokenInPrefill)
    model.lengthModels = [
      .vqa: .parametric(.geometric, parameters: [0.25]),
      .docQA: .parametric(.negativeBinomial, parameters: [4.5, .infinity]),
      .textVQA: .kaplanMeier,
    ]
    let copy = try roundTrip(model)
    // Not `copy == model`: a failure would print every table.
    let isSame = copy == model
    #expect(isSame)
    let (a, b) = (try CompiledModel(model), try CompiledModel(copy))
    for task in a.taskIDs {
      #expect(try a[task].time.mean == b[task].time.mean)
    }
  }

  @Test(arguments: [
    (#""version":2"#, #""version":3"#, "version"),
    (#""format":"decode-model""#, #""format":"other""#, "format"),
    (#""family":"geometric""#, #""family":"gauss""#, "family"),
    (#""p":0.25"#, #""q":0.25"#, "parameter"),
  ])
  func whatIsNoModelIsRefused(
    _ text: String, _ wrong: String, _ word: String
  ) throws {
    var model = DecodeModel(tables: try VLMModel.tables())
    model.lengthModels = [.vqa: .parametric(.geometric, parameters: [0.25])]
    let json = String(
      decoding: try JSONEncoder().encode(model), as: UTF8.self)
    #expect(json.contains(text))
    let data = Data(json.replacingOccurrences(of: text, with: wrong).utf8)
    let error = #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(DecodeModel.self, from: data)
    }
    #expect("\(try #require(error))".contains(word))
  }

  @Test func parametersOutOfRangeAreFoundOnCompiling() throws {
    var model = DecodeModel(tables: try VLMModel.tables())
    model.lengthModels = [.vqa: .parametric(.geometric, parameters: [7])]
    #expect(throws: EstimationError.self) { try CompiledModel(model) }
  }

  @Test func aParametricModelReachesBeyondTheData() throws {
    var model = try VLMModel.model([
      RecordedAnswers(length: 3, ending: .stopped, count: 8),
      RecordedAnswers(length: 10, ending: .cancelled, count: 2),
    ])
    model.lengthModels[.vqa] = .parametric(.geometric, parameters: [0.01])
    let estimate = try DistributionalEstimator(model, level: 0.99).estimate(
      DecodeRequest(task: .vqa))
    #expect(estimate.plannedTokens == 459)
    #expect(abs(estimate.expectedTokens - 100) < 1e-5)
  }
}
