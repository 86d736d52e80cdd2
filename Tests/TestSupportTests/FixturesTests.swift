import DecodeStatistics
import Foundation
import TestSupport
import Testing

struct FixturesTests {
  @Test func theFixturesAreFound() throws {
    #expect(try Fixtures.text("README.md").hasPrefix("# Fixtures"))
  }

  @Test func sharedTracesAreAFolderOrAbsent() {
    guard let folder = SharedTraces.folder else { return }
    #expect(folder.lastPathComponent == "traces")
  }

  @Test func allReferenceCasesAreRead() throws {
    let cases = try Reference.cases()
    #expect(cases.count == 34)
    #expect(Set(cases.map(\.name)).count == 34)
    #expect(cases.allSatisfy { !$0.tolerance.isEmpty })
    #expect(cases.filter { $0.expected.logLikelihood != nil }.count > 25)
  }

  @Test func allOraclesAreRead() throws {
    let oracles = try Reference.oracles()
    #expect(oracles.count == 37)
    let dkw = try Reference.oracle("dkw_massart")
    #expect(dkw.expected["one"]?.doubles?.count == 3)
    #expect(dkw.tolerance.double == 1e-12)
  }

  @Test func aReferenceFitHasItsParts() throws {
    let fit = try Reference.fit("geometric_regular_7")
    #expect(fit.expected.parameters == ["p": 0.22602739726027396])
    #expect(fit.expected.standardErrors["p"] == 0.007217769188824124)
    #expect(fit.expected.logLikelihood == -1794.6208557101622)
    #expect(fit.tolerance["params_rel"] == 1e-6)
    let table = try fit.data.lifeTable()
    #expect(table.count == 1000)
    #expect(table.censoredCount == 241)
    #expect(table.row(at: 7).stopped == 21)
    // Closed form: ended answers over tokens at risk.
    let tokens = table.rows.reduce(0) { $0 + $1.length * $1.total }
    try requireClose(
      Double(table.stoppedCount) / Double(tokens), 0.22602739726027396)
  }

  @Test func dataFromZeroAreShifted() throws {
    let data = try Reference.fit("horsekicks_poisson").data
    let table = try data.lifeTable(shiftedBy: 1)
    #expect(table.minimum == 1)
    try requireClose(try #require(table.recordedMean), 1.61)
    #expect(throws: LengthLawError.self) { try data.lifeTable() }
  }

  @Test func binnedDataHaveOpenEnds() throws {
    let data = try Reference.fit("alpha_particles_geometric_20").data
    #expect(data.lower?.first == 0)
    #expect(data.upper?.first == 100)
    #expect(data.upper?.last == .some(nil))
    #expect(throws: Falsified.self) { try data.lifeTable() }
  }

  @Test func unknownNamesAreRefused() {
    #expect(throws: Falsified.self) { try Reference.fit("nothing") }
    #expect(throws: Falsified.self) { try Reference.oracle("nothing") }
  }

  @Test func everyKindOfJSONIsRead() throws {
    let text = #"{"a": [1, "0.5", null, true, {"b": "c"}], "d": 2.5}"#
    let value = try JSONDecoder().decode(
      JSONValue.self, from: Data(text.utf8))
    #expect(value["a"]?[0]?.int == 1)
    #expect(value["a"]?.doubles == [1, 0.5])
    #expect(value["a"]?[2]?.isNull == true)
    #expect(value["a"]?[3] == .bool(true))
    #expect(value["a"]?[4]?["b"]?.string == "c")
    #expect(value["a"]?[5] == nil)
    #expect(value["d"]?.double == 2.5)
    #expect(value["d"]?.int == nil)
    #expect(value["e"] == nil)
  }
}
