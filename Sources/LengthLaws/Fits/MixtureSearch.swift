import NumericalMethods
import RealModule

/// Point masses and laws of one family with weights, and the steps of
/// expectation and maximisation that improve them.
///
/// What is known of an answer is an event E (its length, that it is longer, or
/// a group of lengths), and part j is responsible for it with probability
/// π_j P_j(E)/Σ π_i P_i(E). Each part is then fitted to the answers weighted
/// by that. Left truncation adds the answers that were never seen: those that
/// entered after k stand for F(k)/S(k + 1) times as many shorter ones.
///
/// Source: A. P. Dempster, N. M. Laird and D. B. Rubin, J. R. Statist. Soc. B
/// 39, 1 (1977), doi:10.1111/j.2517-6161.1977.tb01600.x.
struct MixtureSearch<Base: FittableDistribution> {
  /// Lengths of the point masses.
  let points: [Int]
  /// Weights of the points, then of the components.
  var weights: [Double]
  var components: [Base]

  /// log π_j P_j(E) of each part.
  func logShares(_ event: LikelihoodEvent) -> [Double] {
    let count = points.count
    return weights.indices.map { index in
      let log =
        index < count
        ? (event.contains(points[index]) ? 0 : -.infinity)
        : event.logProbability(components[index - count])
      return Double.log(weights[index]) + log
    }
  }

  /// log L of the sample.
  func logLikelihood(of sample: CensoredSample) -> Double {
    expectation(sample).logLikelihood
  }

  /// The log-likelihood, what each part is responsible for, and the weighted
  /// answers of each component.
  func expectation(
    _ sample: CensoredSample
  ) -> (logLikelihood: Double, shares: [Double], samples: [CensoredSample]) {
    var logLikelihood = 0.0
    var shares = weights.map { _ in 0.0 }
    var samples = components.map { _ in CensoredSample() }
    let scale = sample.weight
    func divide(
      _ event: LikelihoodEvent, _ weight: Double,
      _ add: (inout CensoredSample, Double) -> Void
    ) {
      let logs = logShares(event)
      let total = logSumExp(logs)
      logLikelihood += weight * total
      guard total > -.infinity else { return }
      for (index, log) in logs.enumerated() {
        let share = weight * Double.exp(log - total)
        shares[index] += share
        if index >= points.count, share > 1e-14 * scale {
          add(&samples[index - points.count], share)
        }
      }
    }
    for term in sample.ended {
      divide(.ended(term.length), term.weight) {
        $0.ended.append(.init(length: term.length, weight: $1))
      }
    }
    for term in sample.censored {
      divide(.beyond(term.length), term.weight) {
        $0.censored.append(.init(length: term.length, weight: $1))
      }
    }
    for group in sample.grouped {
      divide(.within(lower: group.lower, upper: group.upper), group.weight) {
        $0.grouped.append(
          .init(lower: group.lower, upper: group.upper, weight: $1))
      }
    }
    for term in sample.entered where term.length > 0 {
      let unseen = LikelihoodEvent.within(lower: 0, upper: term.length)
      let seen = logSumExp(logShares(.beyond(term.length)))
      let missing =
        term.weight * Double.exp(logSumExp(logShares(unseen)) - seen)
      // The unseen answers are shared out, and are no part of the likelihood.
      let before = logLikelihood
      if missing > 0 {
        divide(unseen, missing) {
          $0.grouped.append(.init(lower: 0, upper: term.length, weight: $1))
        }
      }
      logLikelihood = before - term.weight * seen
    }
    return (logLikelihood, shares, samples)
  }

  /// One round; the log-likelihood returned is that before it.
  ///
  /// - Returns: The degeneracy, if a component ceased to be one.
  mutating func improve(
    on sample: CensoredSample
  ) -> (logLikelihood: Double, degeneracy: Degeneracy?) {
    let (logLikelihood, shares, samples) = expectation(sample)
    let total = shares.reduce(0, +)
    weights = shares.map { $0 / total }
    for index in components.indices {
      guard shares[points.count + index] > 1e-6 * total else {
        return (logLikelihood, .vanishedWeight)
      }
      let part = samples[index]
      do throws(FitError) {
        let fitted = try Base.fit(part).distribution
        // A fit may end in a lesser maximum than the one at hand.
        if fitted.logLikelihood(of: part)
          >= components[index].logLikelihood(of: part)
        {
          components[index] = fitted
        }
      } catch {
        return (logLikelihood, .withoutMaximum(error))
      }
      let middle = components[index].quantile(0.5)
      if middle < .max, components[index].logMass(at: middle) > -1e-6 {
        return (logLikelihood, .collapsedSpread(length: middle))
      }
    }
    return (logLikelihood, nil)
  }

  /// Rounds until the log-likelihood gains less than `gain` of itself.
  mutating func run(
    on sample: CensoredSample, rounds: Int, gain: Double,
    history: inout [Double]
  ) -> Degeneracy? {
    for _ in 0..<rounds {
      let (value, degeneracy) = improve(on: sample)
      if let degeneracy { return degeneracy }
      let last = history.last
      history.append(value)
      if let last, value - last <= gain * (1 + abs(value)) { break }
    }
    return nil
  }
}
