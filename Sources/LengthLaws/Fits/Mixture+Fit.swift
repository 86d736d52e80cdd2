import NumericalMethods
import RealModule

extension Mixture where Component: FittableDistribution {
  /// The maximum likelihood fit of a given number of components.
  ///
  /// Expectation and maximisation from several starts, the best of them
  /// carried on, and Newton's method for the last digits. The result depends
  /// on the sample and on `seed` alone, and components come sorted by their
  /// means. Runs in which a component vanished or shrank to one length are
  /// not kept, but reported in `degeneracies`.
  ///
  /// One component is the family's own fit. Of `restarts` starts, the first is
  /// an even split, and the others are random.
  ///
  /// - Precondition: `count` ≥ 1.
  /// - Throws: `FitError` where the family cannot be fitted to the sample at
  ///   all, or where every run degenerated.
  public static func fit(
    _ sample: CensoredSample, components count: Int, restarts: Int = 6,
    seed: UInt64 = 1
  ) throws(FitError) -> CompositeFit<Self> {
    precondition(count >= 1, "Components should be 1 or more, but are \(count)")
    let plain = try Component.fit(sample)
    guard count > 1 else { return try single(plain) }
    let random = RandomSource(seed: seed)
    var best: (search: MixtureSearch<Component>, history: [Double])?
    var degeneracies: [Degeneracy] = []
    for restart in 0..<max(restarts, 1) {
      let centers = Self.centers(sample, count, restart, random)
      var search = MixtureSearch(
        points: [], weights: centers.map { _ in 1 / Double(count) },
        components: centers.map { _ in plain.distribution })
      var history: [Double] = []
      if let degeneracy = search.start(at: centers, sample)
        ?? search.run(on: sample, rounds: 20, gain: 1e-5, history: &history)
      {
        degeneracies.append(degeneracy)
        continue
      }
      if let kept = best?.history.last, history.last ?? -.infinity <= kept {
        continue
      }
      best = (search, history)
    }
    guard var (search, history) = best else {
      throw .notConverged(
        "every search for \(count) components ended with fewer: "
          + "\(degeneracies)")
    }
    if let polished = search.polished(on: sample) {
      return try finished(polished, sample, history, degeneracies)
    }
    let loss = search.run(
      on: sample, rounds: 1000, gain: 1e-13, history: &history)
    if let loss {
      throw .notConverged("a component degenerated: \(loss)")
    }
    if let polished = search.polished(on: sample) {
      return try finished(polished, sample, history, degeneracies)
    }
    let unpolished = MixtureSearch<Component>.Polished(
      logLikelihood: search.logLikelihood(of: sample),
      weights: search.weights, weightErrors: [],
      values: search.components.map(\.parameterValues), errors: [])
    return try finished(unpolished, sample, history, degeneracies)
  }

  /// The fit with the number of components, up to `limit`, that has the least
  /// Bayesian information criterion.
  ///
  /// Numbers whose fit degenerates or
  /// does not converge are passed over.
  ///
  /// - Throws: `FitError` where not even one component can be fitted.
  ///
  /// Source: C. Keribin, Sankhyā A 62, 49 (2000), for its consistency.
  public static func bestFit(
    _ sample: CensoredSample, upTo limit: Int, restarts: Int = 6,
    seed: UInt64 = 1
  ) throws(FitError) -> CompositeFit<Self> {
    var best = try fit(sample, components: 1)
    for count in stride(from: 2, through: limit, by: 1) {
      guard
        let fit = try? fit(
          sample, components: count, restarts: restarts, seed: seed),
        fit.isConverged, fit.bic < best.bic
      else { continue }
      best = fit
    }
    return best
  }

  /// The family's own fit as a mixture of one.
  private static func single(
    _ fit: Fit<Component>
  ) throws(FitError) -> CompositeFit<Self> {
    let law: Self
    do throws(ParameterError) {
      law = try Mixture([fit.distribution], weights: [1])
    } catch {
      throw .parameter(error)
    }
    let weight = FittedParameter(
      name: "weight1", value: 1, standardError: nil, isEstimated: false)
    return CompositeFit(
      distribution: law,
      parameters: [weight]
        + fit.parameters.map { $0.renamed($0.name + "1") },
      logLikelihood: fit.logLikelihood, observations: fit.observations,
      censored: fit.censored, history: [fit.logLikelihood],
      isConverged: fit.isConverged, boundary: fit.boundary)
  }

  private static func finished(
    _ found: MixtureSearch<Component>.Polished, _ sample: CensoredSample,
    _ history: [Double], _ degeneracies: [Degeneracy]
  ) throws(FitError) -> CompositeFit<Self> {
    let law: Self
    let order: [Int]
    do throws(ParameterError) {
      var components: [Component] = []
      for values in found.values {
        components.append(try Component(parameterValues: values))
      }
      order = Self.order(components, found.weights)
      law = try Mixture(components, weights: found.weights)
    } catch {
      throw .parameter(error)
    }
    // All weights but one are free.
    var parameters = order.enumerated().map { rank, index in
      FittedParameter(
        name: "weight\(rank + 1)", value: found.weights[index],
        standardError: found.weightErrors.isEmpty
          ? nil : found.weightErrors[index],
        isEstimated: rank < order.count - 1)
    }
    for (rank, index) in order.enumerated() {
      for (place, name) in Component.parameterNames.enumerated() {
        let errors = found.errors.isEmpty ? [] : found.errors[index]
        parameters.append(
          FittedParameter(
            name: name + "\(rank + 1)", value: found.values[index][place],
            standardError: place < errors.count ? errors[place] : nil,
            isEstimated: found.errors.isEmpty || place < errors.count))
      }
    }
    let isSettled =
      history.count > 1
      && history[history.count - 1] - history[history.count - 2]
        <= 1e-13 * (1 + abs(found.logLikelihood))
    return CompositeFit(
      distribution: law, parameters: parameters,
      logLikelihood: found.logLikelihood, observations: sample.weight,
      censored: sample.censoredWeight, history: history,
      isConverged: !found.errors.isEmpty || isSettled,
      boundary: law.mean < .infinity ? nil : .infiniteMean,
      degeneracies: degeneracies)
  }
}

extension FittedParameter {
  func renamed(_ name: String) -> FittedParameter {
    var copy = self
    copy.name = name
    return copy
  }
}
