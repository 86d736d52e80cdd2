import LengthLaws
import Synchronization

/// What a conditional model says of one request: a law that is worked out
/// step by step only if more is asked of it than the quantiles of the model's
/// own levels.
///
/// Those quantiles are the experts', mixed level by level, in ascending order
/// and rounded to whole tokens. The law is the mixture of the experts' laws,
/// adjusted to have them, with the mean weights of two neighbouring levels
/// between their quantiles.
final class ConditionalLaw: SteppedDistribution, PointwiseLaw, Sendable {
  /// The request in numbers.
  let answer: ConditionalAnswer
  /// What was said of its prompt.
  let prompt: PromptLengths.Forecast?
  /// The places of the experts, four each, and the contexts of the request.
  let places: [Int32]
  let contexts: [Int]
  /// What the experts said, level after level.
  let experts: [SIMD4<Double>]
  /// For each level, Σ w_e·x_e.
  let mixed: [Double]
  /// For each level of the model its quantile, `Int.max` where hidden.
  let quantiles: [Int]
  private let layout: ConditionalLayout
  private let pieces: PieceLaws
  private let cache = Mutex<SurvivalStepFunction?>(nil)

  init(
    _ answer: ConditionalAnswer, _ prompt: PromptLengths.Forecast?,
    contexts: [Int], _ tables: ConditionalLifeTables, _ mixture: ExpertMixture
  ) {
    let layout = tables.layout
    let path = tables.path(answer)
    let walk = StripWalk(tables, path)
    let classes = prompt.map {
      ClassLaws($0.probabilities, walk, strips: tables.shape.totals.count)
    }
    var (places, experts) = (path.places, walk.quantiles)
    if let classes {
      places.append(Int32(layout.placeCount))
      let own = classes.quantiles(layout.tails, tables.shape)
      for level in own.indices.reversed() {
        experts.insert(own[level], at: (level + 1) * path.places.count)
      }
    }
    // What serves known tasks is no guide to one that is not.
    let weights = mixture.weights(
      places: places, contexts: contexts, isApart: answer.task < 0)
    mixed = layout.tails.indices.map { level in
      var sum = SIMD4<Double>.zero
      for index in level * places.count..<(level + 1) * places.count {
        sum += weights[index] * experts[index]
      }
      return sum.sum()
    }
    let hidden = tables.hidesTail ? tables.shape.greatest : .max
    quantiles = mixed.map { Int(exactly: $0.rounded()) ?? .max }
      .sorted().map { $0 >= hidden ? .max : max($0, 1) }
    pieces = PieceLaws(
      walk, classes, weights: weights, levels: layout.settings.levels,
      quantiles: quantiles, shape: tables.shape)
    self.answer = answer
    self.prompt = prompt
    self.contexts = contexts
    self.places = places
    self.experts = experts
    self.layout = layout
  }

  /// The law, step by step.
  var steps: SurvivalStepFunction {
    cache.withLock { cached in
      if let cached { return cached }
      let steps = pieces.steps(quantiles)
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

  func pointSurvival(at length: Int) -> Double {
    pieces.survival(beyond: length - 1, quantiles)
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
