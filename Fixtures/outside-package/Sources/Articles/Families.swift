import DecodeStatistics

/// Which family fits a task, how it does on answers that it was not fitted to,
/// and whether the best is better than the next by more than chance.
public func whichFamily(
  _ table: LifeTable
) throws -> (best: Family, crps: Double, pValue: Double) {
  let ranking = table.rankFamilies()
  let (best, next) = (ranking.entries[0].fit, ranking.entries[1].fit)
  let heldOut = try CrossValidation(folds: 5, seed: 1)
    .score(table, family: best.family)
  let test = try VuongTest(table, best, next, correction: .aic)
  print(best.family.rawValue, heldOut.crps, test.pValue)
  return (best.family, heldOut.crps, test.pValue)
}
