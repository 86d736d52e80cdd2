import LengthLaws
import NumericalMethods
import TestSupport
import Testing

@Suite("Counts in cells")
struct CellTestTests {
  /// vcd::goodfit on counts from 0, here of tokens beyond the first.
  ///
  /// It
  /// closes the last cell; the open cell's G² is from another program.
  @Test(arguments: [
    ("horsekicks_poisson", 1, 0.613_947_456_978_9),
    ("federalist_nb", 2, 1.055_397_525_597_2),
  ])
  func devianceAgreesWithGoodfit(
    _ name: String, parameters: Int, open: Double
  ) throws {
    let reference = try Reference.fit(name)
    let table = try reference.data.lifeTable(shiftedBy: 1)
    let fitted = reference.expected.parameters
    let law = try NegativeBinomial(
      meanBeyondFirst: try #require(fitted["lambda"] ?? fitted["mu"]),
      size: fitted["size"] ?? .infinity)
    #expect(
      abs(try CellTest.byLength(table, against: law).deviance - open) < 1e-10)
    let test = try CellTest.byLength(table, against: law, isOpen: false)
    let expected = try #require(reference.expected.entry["gof"])
    #expect(
      abs(test.deviance - (try #require(expected["G2"]?.double))) < 1e-9)
    #expect(
      test.degreesOfFreedom(parametersEstimated: parameters)
        == expected["df"]?.double.map { Int($0) })
    let p = try #require(
      test.deviancePValue(parametersEstimated: parameters))
    #expect(abs(p - (try #require(expected["p"]?.double))) < 1e-9)
  }

  @Test func cellsCoverEverythingAndExpectEnough() {
    property("cells are a partition", cases: 100) { choices in
      let table = choices.lifeTable(1...20)
      let law = try Geometric(p: choices.double(in: 0.02...0.9))
      let test = try CellTest.pooled(table, against: law)
      var next = 1
      for cell in test.cells {
        try requireEqual(cell.first, next, "first")
        next = (cell.last ?? 0) + 1
        try require(
          cell.expected >= 5 - 1e-9 || test.cells.count == 1,
          "\(cell) of \(test.cells.count)")
      }
      try require(test.cells.last?.last == nil, "the last cell is open")
      let n = Double(table.count)
      try requireClose(
        test.cells.reduce(0) { $0 + $1.expected }, n, "expected")
      try requireClose(
        test.cells.reduce(0) { $0 + $1.observed }, n, "observed")
      try require(test.deviance >= -1e-9, "G² = \(test.deviance)")
    }
  }

  @Test func onlyCountsHaveAnAsymptoticLaw() throws {
    let law = try Geometric(p: 0.2)
    let capped = LifeTable.simulated(
      from: law, count: 200, censoring: .cap(9), seed: 1)
    let test = try CellTest.byLength(capped, against: law)
    #expect(test.isMultinomial)
    #expect(test.cells.count == 10)
    #expect(test.cells.last?.observed == Double(capped.cappedCount))
    #expect(test.pearsonPValue() != nil)
    var mixed = capped
    try mixed.record(length: 4, ending: .cancelled)
    #expect(
      try CellTest.byLength(mixed, against: law).pearsonPValue() == nil)
    // One cell has nothing to compare.
    var single = LifeTable()
    try single.record(length: 1, ending: .stopped)
    let one = try CellTest.pooled(single, against: law)
    #expect(one.degreesOfFreedom() == nil)
    #expect(one.pearson == 0)
  }
}
