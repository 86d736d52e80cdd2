import LengthForecasts
import LengthLaws
import TestSupport

/// One answer of a test's traffic.
struct Answer {
  var length: Int
  var ending: Ending
  var task: TaskID
  var promptTokens: Int?
  var request: RequestFeatures {
    RequestFeatures(task: task, promptTokens: promptTokens)
  }
}

extension Choices {
  /// Traffic of few tasks, in which lengths often coincide.
  mutating func traffic(
    _ count: ClosedRange<Int> = 1...40, longest: Int = 30,
    endings: [Ending] = Ending.allCases
  ) -> [Answer] {
    array(count) { choices in
      Answer(
        length: choices.int(1...longest),
        ending: choices.element(of: endings),
        task: TaskID("task \(choices.int(0...1))"),
        promptTokens: choices.bool() ? choices.int(0...40) : nil)
    }
  }
}

extension ConditionalLengthModel {
  /// Forecasts an answer, then learns it.
  ///
  /// - Returns: The quantiles forecast for the settings' levels.
  @discardableResult
  mutating func observe(
    length: Int, ending: Ending, request: RequestFeatures
  ) throws -> [Int] {
    let forecast = forecast(request)
    let quantiles = forecast.quantiles(settings.levels)
    observe(try Outcome(length: length, ending: ending), of: forecast)
    return quantiles
  }

  @discardableResult
  mutating func observe(
    length: Int, ending: Ending, task: TaskID, promptTokens: Int?
  ) throws -> [Int] {
    try observe(
      length: length, ending: ending,
      request: RequestFeatures(task: task, promptTokens: promptTokens))
  }

  func quantiles(_ levels: [Double], request: RequestFeatures) -> [Int] {
    forecast(request).quantiles(levels)
  }
}

/// The shrunk law of a chain of nodes, by hazards, from all answers.
///
/// P(N > k) at the end of `groups`, the answers of each node from the root
/// down with their weights: h(k) = (d + τ·S_p·h_p)/(r + τ·S_p), where S_p and
/// h_p are the parent's P(N ≥ k) and hazard; τ counts answers that weigh as
/// much as the next one, and no more than there are different lengths.
func naiveSurvival(
  _ groups: [[(answer: Answer, weight: Double)]], shrinkage: Double,
  through longest: Int, treatingCappedAsStopped isWrong: Bool = false
) -> [Double] {
  var hazards = [Double](repeating: 0, count: longest + 1)
  for (index, group) in groups.enumerated() {
    if index > 0, group.isEmpty { continue }
    let types = Double(Set(group.map(\.answer.length)).count)
    let tau = index == 0 ? 0 : min(shrinkage, types)
    var parent = 1.0  // P(N ≥ k) of the parent.
    for k in 1...longest {
      var (ended, atRisk) = (0.0, 0.0)
      for (answer, weight) in group where answer.length >= k {
        atRisk += weight
        if answer.length == k, isWrong || answer.ending == .stopped {
          ended += weight
        }
      }
      let own = tau * parent + atRisk
      let next = parent * (1 - hazards[k])
      // Nothing is at risk beyond the last censored answer.
      hazards[k] = own > 0 ? (ended + tau * (parent - next)) / own : 0
      parent = next
    }
  }
  var (survival, curve) = (1.0, [Double]())
  for k in 1...longest {
    survival *= 1 - hazards[k]
    curve.append(survival)
  }
  return curve
}
