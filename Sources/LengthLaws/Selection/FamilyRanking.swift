import NumericalMethods

/// Fits of several families to one table, best first.
///
/// Only fits that converged are ranked; the others stand among `failures`
/// with the reason, and never become `bestFit`.
public struct FamilyRanking: Sendable {
  /// A ranked fit.
  public struct Entry: Sendable {
    /// The fit.
    public var fit: LengthFit<any LengthDistribution>
    /// The value of the criterion.
    public var value: Double
    /// Its distance to the best; 0 for that one.
    public var difference: Double
    /// Its Akaike weight: how much of the evidence speaks for it.
    public var weight: Double
  }

  /// A family without a fit.
  public struct Failure: Sendable, Hashable {
    /// The family.
    public var family: Family
    /// Why it could not be fitted.
    public var error: LengthLawError
  }

  /// What the fits are ranked by.
  public let criterion: InformationCriterion
  /// The fits, best first; equals keep the order of the families.
  public let entries: [Entry]
  /// The families without a fit, in the order given.
  public let failures: [Failure]

  /// The best fit that converged, if any did.
  public var bestFit: LengthFit<any LengthDistribution>? { entries.first?.fit }

  /// A ranking of fits to the same data.
  public init(
    fits: [LengthFit<any LengthDistribution>], failures: [Failure] = [],
    by criterion: InformationCriterion
  ) {
    var failures = failures
    var ranked:
      [(offset: Int, fit: LengthFit<any LengthDistribution>, value: Double)]
    ranked = []
    for (offset, fit) in fits.enumerated() {
      let value = fit.value(criterion)
      do throws(LengthLawError) {
        let fit = try fit.requireMaximum()
        guard !value.isNaN else {
          throw .notConverged("the criterion is not a number")
        }
        ranked.append((offset, fit, value))
      } catch {
        failures.append(Failure(family: fit.family, error: error))
      }
    }
    ranked.sort { ($0.value, $0.offset) < ($1.value, $1.offset) }
    let weights = InformationCriterion.weights(ranked.map(\.value))
    let best = ranked.first?.value ?? 0
    self.criterion = criterion
    self.failures = failures
    entries = ranked.indices.map { index in
      let value = ranked[index].value
      return Entry(
        fit: ranked[index].fit, value: value,
        difference: value == best ? 0 : value - best, weight: weights[index])
    }
  }
}

extension LifeTable {
  /// Fits families to the table and ranks them.
  ///
  /// - Parameters:
  ///   - families: Which; by default all.
  ///   - criterion: What they are ranked by.
  /// - Returns: The ranking, with the families that failed.
  public func rankFamilies(
    _ families: [Family] = Family.allCases,
    by criterion: InformationCriterion = .bic
  ) -> FamilyRanking {
    let sample = CensoredSample(self)
    return FamilyRanking(
      outcomes: families.map { FamilyRanking.Outcome($0, sample) },
      by: criterion)
  }
}

extension LifeTables {
  /// Fits families to every task and ranks them, on all cores.
  ///
  /// The result is the same to the last bit on any number of cores.
  ///
  /// - Parameters:
  ///   - families: Which; by default all.
  ///   - criterion: What they are ranked by.
  ///   - isParallel: Whether more than one core is used.
  /// - Returns: The rankings, by task.
  public func rankFamilies(
    _ families: [Family] = Family.allCases,
    by criterion: InformationCriterion = .bic, isParallel: Bool = true
  ) -> [TaskID: FamilyRanking] {
    let samples = tasks.compactMap { task in
      self[task].map { (task: task, sample: CensoredSample($0)) }
    }
    // A family each, as one of them may take longer than all others.
    let outcomes = parallelMap(
      count: samples.count * families.count, isParallel: isParallel
    ) { index in
      FamilyRanking.Outcome(
        families[index % families.count],
        samples[index / families.count].sample)
    }
    var rankings: [TaskID: FamilyRanking] = [:]
    for (index, (task, _)) in samples.enumerated() {
      let first = index * families.count
      rankings[task] = FamilyRanking(
        outcomes: outcomes[first..<first + families.count], by: criterion)
    }
    return rankings
  }
}

extension FamilyRanking {
  /// What became of a family.
  fileprivate enum Outcome: Sendable {
    case fit(LengthFit<any LengthDistribution>)
    case failure(Failure)

    init(_ family: Family, _ sample: CensoredSample) {
      do throws(LengthLawError) {
        self = .fit(try family.fit(sample))
      } catch {
        self = .failure(Failure(family: family, error: error))
      }
    }
  }

  fileprivate init(
    outcomes: some Sequence<Outcome>, by criterion: InformationCriterion
  ) {
    var fits: [LengthFit<any LengthDistribution>] = []
    var failures: [Failure] = []
    for outcome in outcomes {
      switch outcome {
      case .fit(let fit): fits.append(fit)
      case .failure(let failure): failures.append(failure)
      }
    }
    self.init(fits: fits, failures: failures, by: criterion)
  }
}
