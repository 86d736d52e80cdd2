import LengthLaws
import TestSupport
import Testing

/// Tables at the edges of what can be recorded: each inference gives a value
/// or a typed error, and never a trap.
@Suite("Inference from odd tables")
struct OddTableTests {
  private static let names = [
    "one answer", "two answers", "constant", "all censored",
    "billions of answers", "ends in one long answer", "censored throughout",
    "longest length of all",
  ]

  private func table(_ name: String) throws -> LifeTable {
    let rows: [RecordedAnswers]
    switch name {
    case "one answer": rows = [RecordedAnswers(length: 1, ending: .stopped)]
    case "two answers":
      rows = [
        RecordedAnswers(length: 3, ending: .stopped),
        RecordedAnswers(length: 9, ending: .stopped),
      ]
    case "constant":
      rows = [RecordedAnswers(length: 7, ending: .stopped, count: 1000)]
    case "all censored":
      rows = [RecordedAnswers(length: 7, ending: .capped, count: 10)]
    case "billions of answers":
      rows = (1...30).map {
        RecordedAnswers(
          length: $0, ending: $0 < 30 ? .stopped : .capped,
          count: 1_000_000_000 / $0)
      }
    case "ends in one long answer":
      rows = [
        RecordedAnswers(length: 2, ending: .stopped, count: 9),
        RecordedAnswers(length: 100_000, ending: .stopped),
      ]
    case "censored throughout":
      rows = (1...20).map {
        RecordedAnswers(
          length: $0, ending: $0.isMultiple(of: 2) ? .stopped : .cancelled)
      }
    default:
      rows = [
        RecordedAnswers(length: 5, ending: .stopped, count: 3),
        RecordedAnswers(length: 1 << 60, ending: .stopped),
      ]
    }
    return LifeTable(rows)
  }

  @Test(arguments: names)
  func nonparametricInferenceIsTotal(_ name: String) throws {
    let table = try table(name)
    let inference = try KaplanMeierInference(table)
    for method in ConfidenceInterval.Method.allCases {
      for length in [Int.min, 1, 2, 8, 1 << 60, Int.max] {
        guard
          let interval = try? inference.survivalInterval(
            at: length, level: 0.95, method: method)
        else { continue }
        #expect(interval.lower >= 0 && interval.upper ?? 2 <= 1)
        #expect(interval.lower <= interval.upper ?? 2)
      }
      let interval = try? inference.quantileInterval(
        0.5, level: 0.95, method: method)
      if let interval {
        #expect(interval.lower <= interval.upper ?? .infinity, "\(interval)")
      }
    }
    _ = try LogRankTest(table, table)
    #expect(try RestrictedMeanDifference(table, table).pValue == 1)
    _ = try CrossValidation(folds: 2, seed: 1).split(table)
    #expect(table.resampled(seed: 1).count == table.count)
    let pattern = CensoringPattern.asObserved(in: table)
    let law = try Geometric(p: 0.3)
    let simulated = LifeTable.simulated(
      from: law, count: table.count, censoring: pattern, seed: 1)
    #expect(simulated.count == table.count)
  }

  @Test(arguments: names)
  func parametricInferenceIsTotal(_ name: String) throws {
    let table = try table(name)
    let law = try Geometric(p: 0.3)
    _ = ProbabilityTransform(table, under: law)
    _ = try VuongTest(table, law, try Geometric(p: 0.4))
    _ = try? DiscreteFitStatistics(table, against: law)
    let ranking = table.rankFamilies()
    #expect(
      ranking.entries.count + ranking.failures.count == Family.allCases.count)
    for entry in ranking.entries {
      #expect(entry.fit.isConverged)
      for parameter in entry.fit.parameters where entry.fit.family.isCheap {
        _ = try? entry.fit.profileInterval(
          of: parameter.name, in: CensoredSample(table), level: 0.95)
      }
    }
    for family in [Family.geometric, .negativeBinomial] {
      _ = try? CrossValidation(folds: 2, seed: 1).score(table, family: family)
      _ = try? GoodnessOfFitTest(table, family: family, replicates: 3)
    }
  }

  /// A law with mass at infinity.
  @Test func endlessTailsHaveRestrictedScores() throws {
    let law = try KaplanMeier(try table("all censored"))
    let crps = DiscreteCRPS(law, through: 4)
    #expect(crps.restrictedScore(censoredAt: 4) == 0)
  }
}

extension Family {
  /// Whether a fit takes well under a millisecond, also in debug.
  fileprivate var isCheap: Bool {
    [.geometric, .poisson, .negativeBinomial].contains(self)
  }
}
