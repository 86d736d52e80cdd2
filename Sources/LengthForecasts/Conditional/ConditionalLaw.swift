import LengthLaws
import Synchronization

/// What a conditional model says of one request: a law that is worked out
/// only if more is asked of it than the quantiles of the model's own levels.
///
/// Those quantiles are the experts', mixed level by level, in ascending order
/// and rounded to whole tokens. The law is the mixture of the experts' laws,
/// adjusted to have them (`QuantileAdjustedLaw`), with the mean weights of two
/// neighbouring levels between their quantiles.
final class ConditionalLaw: LengthDistribution, Sendable {
  /// The request with the answer that it was taken to go on from.
  let request: RequestFeatures
  /// What the experts said.
  let experts: ExpertQuantiles
  /// For each level of the model its quantile, `Int.max` where hidden.
  let quantiles: [Int]
  let layout: ConditionalLayout
  private let source: ConditionalLawSource
  private let cache = Mutex<SurvivalStepFunction?>(nil)

  init(
    _ request: RequestFeatures, _ tables: ConditionalLifeTables,
    _ mixture: ExpertMixture
  ) {
    let path = tables.path(request)
    let experts = ShrunkenLaws.withLaws(
      path, units: tables.units, strengths: tables.settings.shrinkages
    ) { ExpertQuantiles(tables, mixture, $0) }
    let last = tables.longest[tables.cells.upperBound]
    let hidden = tables.hidesTail ? last : .max
    self.request = request
    self.experts = experts
    quantiles = experts.mixed.map { Int(exactly: $0.rounded()) ?? .max }
      .sorted().map { $0 >= hidden ? .max : max($0, 1) }
    layout = tables.layout
    source = ConditionalLawSource(path: path, tables, mixture)
  }

  /// The law, step by step.
  var steps: SurvivalStepFunction {
    cache.withLock { cached in
      if let cached { return cached }
      let steps = source.law(
        levels: layout.settings.levels, quantiles: quantiles)
      cached = steps
      return steps
    }
  }

  func quantile(_ level: Double) -> Int {
    guard let place = layout.settings.levels.firstIndex(of: level),
      quantiles[place] < .max
    else { return steps.quantile(level) }
    return quantiles[place]
  }

  func survival(at length: Int) -> Double { steps.survival(at: length) }
  func logSurvival(at length: Int) -> Double { steps.logSurvival(at: length) }
  func logMass(at length: Int) -> Double { steps.logMass(at: length) }
  func survivalCurve(through length: Int) -> [Double] {
    steps.survivalCurve(through: length)
  }
  func restrictedMean(through cap: Int) -> Double {
    steps.restrictedMean(through: cap)
  }
  var atoms: [Int]? { steps.lengths }
  var mean: Double { steps.mean }
  var variance: Double { steps.variance }
}
