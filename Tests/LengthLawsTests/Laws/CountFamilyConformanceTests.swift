import LengthLaws
import TestSupport
import Testing

@Suite("Conformance of count families")
struct CountFamilyConformanceTests {
  @Test(arguments: CountFamilyLaws.families)
  func randomLawsObeyTheLaws(_ family: Family) {
    property("laws of \(family.rawValue) obey the laws", cases: 8) {
      choices in
      let parameters = CountFamilyLaws.parameters(of: family, &choices)
      let law = try family.distribution(parameters)
      try checkLengthDistribution(
        law, name: "\(family.rawValue) \(parameters)", through: 120,
        samples: 400)
    }
  }

  @Test func cornersObeyTheLaws() throws {
    for (family, parameters) in CountFamilyLaws.corners {
      let law = try family.distribution(parameters)
      let name = "\(family.rawValue) \(parameters)"
      do {
        try checkLengthDistribution(law, name: name, through: 60, samples: 200)
      } catch {
        Issue.record("\(error)")
      }
    }
  }
}
