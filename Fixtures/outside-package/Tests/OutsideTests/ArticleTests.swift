import Articles
import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Outside
import QuantileAccuracy
import Testing

/// The articles' code does what the articles say.
@Suite("Articles")
struct ArticleTests {
  @Test func fiveMinutesToABudget() throws {
    let decision = try fiveMinutes(Data.path("vlm-tasks.csv"))
    #expect(decision.isFeasible)
    let slack = try #require(decision.slack)
    #expect(abs(slack / .milliseconds(1) - 21.2) < 1e-9, "\(decision)")
    let estimator = try LayeredEstimator(
      DecodeModel(tables: Data.tables(), latency: Data.latency))
    let rest = try underWay(estimator)
    let time = try #require(rest.expectedTime)
    #expect(time > .zero && time < .seconds(1))
  }

  @Test func schemesPlanLongerTheMoreTheyPromise() throws {
    let estimates = try everyScheme(Data.tables(), Data.latency)
    let planned = estimates.map { $0.plannedTokens ?? 0 }
    #expect(planned == planned.sorted() && planned[0] < planned[2])
    #expect(
      estimates.map(\.scheme) == EstimationScheme.numbered)
    let model = try CompiledModel(
      DecodeModel(
        tables: Data.tables(), latency: ConstantLatency(secondsPerToken: 0.04)))
    #expect(try amplification(model) == .milliseconds(400))
    // At 40 ms a token the worst twentieth of doc_qa takes at most 28 tokens.
    #expect(publishedRule(.seconds(4)) == .feasible)
    #expect(publishedRule(.seconds(3)) == .decodeExceedsRemainingBudget)
    let request = DecodeRequest(task: .docQA, prefill: .milliseconds(100))
    #expect(
      try worstTwentieth(
        model, request, LatencyBudget(total: .milliseconds(1220))))
    #expect(
      try !worstTwentieth(
        model, request, LatencyBudget(total: .milliseconds(540))))
  }

  @Test func fiftyNineAnswersMakeABound() throws {
    let bounds = try fiftyNine()
    #expect(bounds.few == nil && bounds.enough == 59)
    let table = try #require(Data.tables()[.docQA])
    #expect(try threePromises(table) == [11, 12, 11])
    let plan = try planned()
    #expect(plan.contains { $0.method == .orderStatistic && $0.rank == 99 })
    let stray = try #require(try strayingCoverage())
    #expect(abs(stray - 0.884) < 0.0005, "\(stray)")
    let means = try meanBounds(table, Data.latency)
    let time = TotalDecodeTime(
      try KaplanMeier(table), latency: Data.latency, cap: 64)
    #expect(means.mean.value > time.mean)
    #expect(means.worst.value > means.mean.value)
    // Beyond nineteen in twenty of the answers, near the longest.
    let (power, pareto) = try tails(table, 0.999)
    let longest = Double(try KaplanMeier(table).quantile(0.999))
    #expect(try #require(power) > 0.6 * longest && power! < 2 * longest)
    #expect(try #require(pareto) > 0.6 * longest && pareto! < 2 * longest)
  }

  @Test func familiesAreRankedHeldOutAndCompared() throws {
    let table = try #require(Data.tables()[.docQA])
    let (best, crps, pValue) = try whichFamily(table)
    #expect(crps > 0 && crps < 10 && pValue > 0 && pValue <= 1, "\(best)")
  }

  @Test func whatCensoringHidesIsSaid() throws {
    let (median, late, mean) = try censoring()
    #expect(median == 20 && late == .max)
    #expect(abs(mean - 31.6) < 1e-12)
    let tables = try Data.tables()
    let both = try merged(tables, tables)
    #expect(both.count == 2 * tables.count)
    #expect(try KaplanMeier(both.pooled()) != KaplanMeier(tables.pooled()))
    #expect(
      try KaplanMeier(both.pooled()).survivalBeyond
        == KaplanMeier(tables.pooled()).survivalBeyond)
  }

  @Test func latenciesHaveTwoReadings() throws {
    let (average, steps) = try twoReadings()
    #expect(abs(average - 0.8) < 1e-12 && abs(steps - 0.7) < 1e-12)
    let model = try ownLatency(Data.tables())
    #expect(abs(model.latency.cumulativeLatency(through: 400) - 5) < 1e-9)
  }

  /// Steps that grow by a microsecond a position, each answer off by a little.
  @Test func theFormOfALatencyIsChosen() throws {
    let rows = (1...200).map { row in
      let steps = Double(row * 10 - 1)
      return LatencyObservation(
        tokens: row * 10,
        decodeSeconds: (0.02 * steps + 0.5e-6 * steps * (steps - 1))
          * (1 + 0.002 * Double(row % 3 - 1)))
    }
    let latency = try #require(try chosenForm(rows))
    #expect(abs(latency.latency(at: 1000) - 0.021) < 2e-4)
    #expect(abs(latency.latency(at: 10) - 0.02) < 2e-4)
  }

  @Test func oneIsJudgedOnOnesOwnTrace() throws {
    #expect(try evaluate(Data.path("chat.csv")).verdict.isCalibrated)
    let suite = try AccuracySuite(Data.answers())
    let reports = try forecasters(suite)
    #expect(reports.map(\.testCount) == [1500, 1500, 1500])
    #expect(reports[0].meanPinball < reports[2].meanPinball)
    let row = try backtest(suite, Data.latency)
    #expect(row.overruns.estimate ?? 1 < 0.2 && row.policy == "2 × mean")
    let answers = try Data.answers().filter { $0.ending == .stopped }
      .map { ($0.request.features, $0.tokens) }
    let law = try TaskLawForecaster(
      empirical: LifeTables(Data.answers()), byTask: true)
    let (diagram, pValue) = try diagnose(law, answers)
    #expect(diagram.miscalibration < 0.2 * diagram.uncertainty)
    // In sample, and some are capped: not refused outright.
    #expect(pValue > 0 && pValue <= 1)
  }

  @Test func servingLearnsAsItGoes() throws {
    let answers = try Data.answers().prefix(800)
    let (late, _) = try serve(Array(answers))
    // Planned at P95: about one in twenty is late.
    #expect(late > 2 && late < 45, "\(late) of 300")
  }

  @Test func aToySchedulerAsksForIndicesAndPeaks() throws {
    let table = try #require(Data.tables("chat.csv")["chat"])
    let law = try KaplanMeier(table)
    let one = try ConstantLatency(secondsPerToken: 1)
    let (index, quantum, remaining) = try lookUps(table, one)
    #expect(index > 0 && quantum > 40 && remaining > 0)
    let indices = SchedulingTable(
      TotalDecodeTime(law, latency: one, cap: 1024))
    // One that is a token from its cap is done with the next.
    #expect(nextByGittins(generated: [0, 50, 1023], indices) == 2)
    let waiting = try (0..<64).map { _ in
      try RunningRequest(law, promptTokens: 500, cap: 1024)
    }
    let few = try admissible(waiting, cacheTokens: 10_000)
    let more = try admissible(waiting, cacheTokens: 30_000)
    // At least what reserving prompt and cap for each would admit.
    #expect(few >= 10_000 / 1524 && more >= 30_000 / 1524 && more > few)
    let (batch, queue) = try batchAndQueue(law, one, requests: 16)
    // Of sixteen, one reaches its cap more often than one time in twenty.
    #expect(batch == 1024 && batch < queue.lowerBound)
  }
}
