import DecodeEstimators
import DecodeStatistics
import Foundation
import Outside
import QuantileAccuracy
import Testing

@Suite("Types of a stranger's own")
struct OwnTypesTests {
  /// Every scheme reckons with a latency of one's own.
  @Test func everySchemeTakesALatencyOfOnesOwn() throws {
    let model = try CompiledModel(
      DecodeModel(tables: Data.tables(), latency: Data.latency))
    let schemes: [any DecodeEstimator] = [
      PointEstimator(model, prediction: .median),
      try DistributionalEstimator(model),
      try ConservativeEstimator(model),
      try LayeredEstimator(ConservativeEstimator(model)),
    ]
    for scheme in schemes {
      let estimate = try scheme.estimate(DecodeRequest(task: .docQA))
      let tokens = try #require(estimate.plannedTokens)
      // Tokens come four at a time, so whole tenths of a second do.
      let seconds = (tokens / 4).rounded(.up) / 10
      let planned = try #require(estimate.plannedTime)
      #expect(abs(planned / .seconds(1) - seconds) < 1e-9, "\(estimate)")
      let decision = try scheme.decide(
        DecodeRequest(task: .docQA),
        within: LatencyBudget(total: .seconds(seconds)))
      #expect(decision.isFeasible, "\(decision)")
      #expect("\(decision)".split(separator: "\n").count < 12)
      #expect("\(decision)".contains("doc_qa fits"))
      #expect("\(estimate)".split(separator: "\n").count < 12)
    }
  }

  @Test func aLatencyOfOnesOwnIsNotWrittenButATableOfItIs() throws {
    let model = DecodeModel(tables: try Data.tables(), latency: Data.latency)
    #expect(model == model)
    let error = #expect(throws: EncodingError.self) {
      try JSONEncoder().encode(model)
    }
    #expect("\(try #require(error))".contains("tabulate it"))
    var written = model
    written.latency = LatencyModel(
      try TabulatedLatency(knots: [(position: 1, seconds: 0.025)]))
    let read = try JSONDecoder().decode(
      DecodeModel.self, from: JSONEncoder().encode(written))
    #expect(read == written)
  }

  @Test func thePackagesOwnLatenciesKeepTheirForm() throws {
    let affine = try AffineLatency(intercept: 0.02, slope: 1e-5)
    #expect(LatencyModel(affine) == .affine(affine))
    #expect(LatencyModel(LatencyModel.affine(affine)) == .affine(affine))
    let custom = LatencyModel(Data.latency, named: "draft")
    #expect(custom == .custom(CustomLatency(Data.latency, named: "draft")))
    #expect(custom != LatencyModel(Data.latency))
    #expect(custom.cumulativeLatency(through: 5) == 0.2)
    let model = DecodeModel(tables: LifeTables(), latency: custom)
    #expect(model.latency == custom && !model.isLatencyAssumed)
  }

  /// An estimator of one's own is judged, and decides, as the package's do.
  @Test func anEstimatorOfOnesOwnIsJudged() throws {
    let suite = try AccuracySuite(Data.answers(), tolerance: 0.05)
    let report = try suite.report("2 × mean") {
      try SafetyFactorEstimator(DecodeModel(tables: $0, latency: Data.latency))
    }
    // Its law is that of the package's scheme 2, so its quantiles are.
    let peer = try suite.report("scheme 2") {
      try DistributionalEstimator(DecodeModel(tables: $0))
    }
    #expect(report.losses == peer.losses)
    #expect(report.verdict.isCalibrated, "\(report)")

    let estimator = try SafetyFactorEstimator(
      DecodeModel(tables: Data.tables(), latency: Data.latency))
    let request = DecodeRequest(task: .textVQA, prefill: .milliseconds(50))
    let decision = try estimator.decide(
      request, within: LatencyBudget(total: .milliseconds(250)))
    #expect(decision.isFeasible && decision.plannedTime == .milliseconds(250))
    #expect("\(decision)".contains("safety factor"))
    let choices = try estimator.decisions(
      request, among: [ServingConfiguration(["gpu": "a"])],
      within: LatencyBudget(total: .milliseconds(249)))
    #expect(choices.count == 1 && !choices[0].isFeasible)
  }

  /// A forecaster of one's own is judged by the suite and served by the
  /// facade, with the same quantiles.
  @Test func aForecasterOfOnesOwnIsJudgedAndServed() throws {
    let answers = try Data.answers()
    let suite = try AccuracySuite(answers)
    var judged: [Int: [Int?]] = [:]
    let report = try suite.report(
      "by prompt", of: PromptClassForecaster(), observing: .throughout
    ) { judged[$0.row, default: []].append($0.tokens) }
    // The prompt tells something of the length.
    let pooled = try suite.report(.pooled)
    #expect(try report.compared(with: pooled).upper < 1, "\(report)")

    var forecaster = PromptClassForecaster()
    for answer in answers.prefix(suite.trainCount) {
      let forecast = forecaster.forecast(answer.request.features)
      forecaster.observe(try answer.outcome(), of: forecast)
    }
    var served = try ConditionalEstimator(forecaster, latency: Data.latency)
    var compared = 0
    for (place, answer) in answers.enumerated().dropFirst(suite.trainCount) {
      let forecast = served.forecast(answer.request)
      let tokens = forecast.quantiles(suite.levels, cap: answer.request.cap)
      #expect(judged[place + 1] == tokens.map { $0 })
      compared += 1
      try served.observe(answer, of: forecast)
    }
    #expect(compared == suite.testCount && compared == 1500)
    let decision = try served.decide(
      DecodeRequest(task: "chat", promptTokens: 100),
      within: LatencyBudget(total: .seconds(60)))
    #expect(decision.isFeasible, "\(decision)")
  }

  /// Laws of one's own have times, risks and remaining times.
  @Test func aLawOfOnesOwnHasItsTimes() throws {
    let law = UniformLength(through: 10)
    for length in 1...11 {
      #expect(abs(law.survival(at: length) - Double(11 - length) / 10) < 1e-15)
    }
    let time = TotalDecodeTime(
      law, latency: try ConstantLatency(secondsPerToken: 2), cap: 10)
    #expect(abs(time.mean - 11) < 1e-12)
    #expect(time.quantile(0.95) == 20)
    #expect(abs(time.conditionalValueAtRisk(0.8) - 19) < 1e-12)
    // After four tokens one to six are to come, each as likely.
    #expect(abs(time.remaining(after: 4).mean - 7) < 1e-12)
    #expect(abs(law.restrictedMean(through: 10) - law.mean) < 1e-12)
  }
}
