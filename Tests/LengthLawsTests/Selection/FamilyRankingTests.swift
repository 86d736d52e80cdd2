import Foundation
import LengthLaws
import TestSupport
import Testing

@Suite("Ranking families")
struct FamilyRankingTests {
  private func sample(
    _ law: some LengthDistribution, _ count: Int, seed: UInt64 = 1
  ) -> LifeTable {
    LifeTable.simulated(
      from: law, count: count, censoring: .cap(60), seed: seed)
  }

  @Test(arguments: InformationCriterion.allCases)
  func theTrueFamilyComesFirst(_ criterion: InformationCriterion) throws {
    let law = try NegativeBinomial(meanBeyondFirst: 20, size: 4)
    let ranking = sample(law, 5000).rankFamilies(by: criterion)
    #expect(ranking.failures.isEmpty)
    #expect(ranking.entries.count == Family.allCases.count)
    #expect(ranking.bestFit?.family == .negativeBinomial)
    #expect(ranking.entries[0].difference == 0)
    #expect(ranking.entries[0].weight > 0.9)
    let values = ranking.entries.map(\.value)
    #expect(values == values.sorted())
    #expect(abs(ranking.entries.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
  }

  @Test func aSmallerFamilyWinsWhereItIsTrue() throws {
    let ranking = sample(try Geometric(p: 0.1), 5000, seed: 3)
      .rankFamilies([.negativeBinomial, .geometric])
    #expect(ranking.bestFit?.family == .geometric)
  }

  @Test func criteriaHaveTheirFormulas() throws {
    let table = sample(try Geometric(p: 0.1), 12)
    let fit = try Family.negativeBinomial.fit(table)
    #expect(
      abs(fit.aicc - (4 - 2 * fit.logLikelihood + 12 / 9)) < 1e-12)
    #expect(fit.value(.bic) == fit.bic)
    var few = LifeTable()
    try few.record(length: 2, ending: .stopped, count: 2)
    #expect(try Family.geometric.fit(few).aicc == .infinity)
    let weights = InformationCriterion.weights([10, 12, .infinity])
    #expect(abs(weights[0] / weights[1] - exp(1)) < 1e-12)
    #expect(weights[2] == 0)
    #expect(
      InformationCriterion.weights([.infinity, .infinity]) == [0.5, 0.5])
  }

  /// A fit that did not converge and claims the greatest likelihood.
  @Test func anUnconvergedFitIsNeverTheBest() throws {
    let table = sample(try Geometric(p: 0.1), 100)
    let good = try Family.geometric.fit(table)
    var bad = try Family.discreteLogNormal.fit(table)
    bad.isConverged = false
    bad.logLikelihood = 0
    var worse = try Family.negativeBinomial.fit(table)
    worse.logLikelihood = .nan
    let ranking = FamilyRanking(fits: [bad, worse, good], by: .aic)
    #expect(ranking.bestFit?.family == .geometric)
    #expect(
      ranking.failures.map(\.family) == [.discreteLogNormal, .negativeBinomial])
    // The planted choice, by the criterion alone, falls for it.
    let planted = [bad, good].min { $0.aic < $1.aic }
    #expect(planted?.family == .discreteLogNormal)
  }

  @Test func failuresKeepTheirReason() throws {
    var table = LifeTable()
    try table.record(length: 5, ending: .stopped, count: 10)
    let ranking = table.rankFamilies()
    #expect(ranking.bestFit?.isConverged == true)
    #expect(
      ranking.failures.contains {
        $0.family == .discreteLogNormal && $0.error == .oneDistinctLength(5)
      })
    let none = LifeTable().rankFamilies()
    #expect(none.bestFit == nil)
    #expect(none.failures.count == Family.allCases.count)
  }
}
