import DecodeEstimators
import DecodeStatistics

/// The JSON of a budget seen from every side.
struct AnalysisOutput: Encodable {
  struct Risk: Encodable {
    var measure: RiskOptions.Measure
    @Nullable var seconds: Double?
  }

  struct Probabilities: Encodable {
    var plugInQuantile: Double
    @Nullable var upperConfidenceBound: Double?
    @Nullable var conformalBound: Double?
  }

  var violationProbabilities: Probabilities
  @Nullable var leastBudgetSeconds: Double?
  @Nullable var largestPrefillSeconds: Double?
  @Nullable var largestMaxTokens: Int?
  var risks: [Risk]
  var caveats: [String]

  init(
    _ analysis: BudgetAnalysis, level: Double, aversion: Double
  ) throws {
    violationProbabilities = Probabilities(
      plugInQuantile: analysis.violationProbability,
      upperConfidenceBound: analysis.violationProbability(
        .upperConfidenceBound),
      conformalBound: analysis.violationProbability(.conformalBound))
    leastBudgetSeconds = analysis.leastBudget?.inSeconds
    largestPrefillSeconds = analysis.largestPrefill?.inSeconds
    largestMaxTokens = analysis.largestCap
    caveats = analysis.caveats.map(\.description)
    risks = RiskOptions.Measure.allCases.map { measure in
      let measured = measure.riskMeasure(level: level, aversion: aversion)
      // Where times scatter, some measures have no value.
      return Risk(
        measure: measure, seconds: try? analysis.risk(measured).inSeconds)
    }
  }

  /// Prints what check adds for people.
  func print(risk: Double, confidence: Double) {
    let probabilities = violationProbabilities
    if probabilities.upperConfidenceBound != nil {
      StandardOutput.print(
        """
        by the answers alone, P(over) is at most \
        \(percent(probabilities.upperConfidenceBound)) with \
        \(Format.percent(confidence)) % confidence, and at most \
        \(percent(probabilities.conformalBound)) for the next answer
        """)
    }
    StandardOutput.print(
      """
      P(over) is \(Format.percent(risk)) % or less with a budget of \
      \(Format.milliseconds(leastBudgetSeconds)) ms, a prefill of \
      \(Format.milliseconds(largestPrefillSeconds)) ms, or max_tokens \
      \(Format.count(largestMaxTokens))
      """)
    var table = TextTable("risk of prefill + T", "ms")
    for risk in risks {
      table.add([risk.measure.rawValue, Format.milliseconds(risk.seconds)])
    }
    table.print()
    for caveat in caveats { StandardOutput.print("caveat: \(caveat)") }
  }

  private func percent(_ probability: Double?) -> String {
    probability.map { Format.percent($0) + " %" } ?? "–"
  }
}
