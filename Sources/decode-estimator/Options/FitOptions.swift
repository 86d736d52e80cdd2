import ArgumentParser
import DecodeStatistics

/// What is fitted, and what is inferred from it.
struct FitOptions: ParsableArguments {
  /// The name of the law that is no family: a smooth hazard.
  static let splineName = "hazardSpline"

  @Option(
    help: ArgumentHelp(
      "What to fit: all, or some of "
        + Family.allCases.map(\.rawValue).joined(separator: ", ")
        + "; \(Self.splineName) besides, a smooth hazard, which is not among "
        + "all.",
      valueName: "name,..."))
  var family = "all"

  @Flag(
    help: ArgumentHelp(
      "Give profile-likelihood intervals of the parameters, at the cost of "
        + "ten to thirty fits each."))
  var intervals = false

  @Option(
    help: ArgumentHelp(
      "Draw so many samples from each fitted family and fit them again: "
        + "p-values of goodness of fit, and intervals of quantiles and means "
        + "if the family is right. As dear as so many fits.",
      valueName: "samples"))
  var bootstrap: Int?

  @Option(help: "The seed of the bootstrap.")
  var seed: UInt64 = 1

  @Option(help: "The confidence of the intervals, strictly between 0 and 1.")
  var confidence = 0.95

  /// The families and whether the spline is wanted.
  struct Choice {
    var families: [Family] = []
    var isSplineWanted = false
  }

  func validate() throws {
    _ = try choice()
    try requirePositive(bootstrap, "--bootstrap")
    try requireProbability(confidence, "--confidence")
  }

  func choice() throws -> Choice {
    var choice = Choice()
    for name in family.split(separator: ",", omittingEmptySubsequences: false) {
      if name == "all" {
        choice.families += Family.allCases
      } else if name == Self.splineName {
        choice.isSplineWanted = true
      } else if let family = Family(rawValue: String(name)) {
        choice.families.append(family)
      } else {
        throw ValidationError(
          "--family should be all or some of "
            + (Family.allCases.map(\.rawValue) + [Self.splineName])
            .joined(separator: ", ") + ", but has \(name)")
      }
    }
    var seen: Set<Family> = []
    choice.families = choice.families.filter { seen.insert($0).inserted }
    return choice
  }
}
