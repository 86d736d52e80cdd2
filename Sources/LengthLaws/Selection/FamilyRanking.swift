/// Fits of several families to one table, best first.
///
/// Only fits that converged are ranked; the others stand among `failures`
/// with the reason, and never become `bestFit`.
public struct FamilyRanking: Sendable {
  /// A ranked fit.
  public struct Entry: Sendable {
    /// The fit.
    public var fit: Fit<any LengthDistribution>
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
    public var error: FitError
  }

  /// What the fits are ranked by.
  public let criterion: InformationCriterion
  /// The fits, best first; equals keep the order of the families.
  public let entries: [Entry]
  /// The families without a fit, in the order given.
  public let failures: [Failure]

  /// The best fit that converged, if any did.
  public var bestFit: Fit<any LengthDistribution>? { entries.first?.fit }

  /// A ranking of fits to the same data.
  public init(
    fits: [Fit<any LengthDistribution>], failures: [Failure] = [],
    by criterion: InformationCriterion
  ) {
    var failures = failures
    var ranked: [(offset: Int, fit: Fit<any LengthDistribution>, value: Double)]
    ranked = []
    for (offset, fit) in fits.enumerated() {
      let value = fit.value(criterion)
      if fit.isConverged, !value.isNaN {
        ranked.append((offset, fit, value))
      } else {
        failures.append(
          Failure(
            family: fit.family,
            error: .notConverged("the search stopped before the maximum")))
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
    var fits: [Fit<any LengthDistribution>] = []
    var failures: [FamilyRanking.Failure] = []
    for family in families {
      do throws(FitError) {
        fits.append(try family.fit(sample))
      } catch {
        failures.append(FamilyRanking.Failure(family: family, error: error))
      }
    }
    return FamilyRanking(fits: fits, failures: failures, by: criterion)
  }
}
