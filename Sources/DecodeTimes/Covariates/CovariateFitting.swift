import NumericalMethods
import RealModule

/// A measured time with numbers that were known as it began.
public struct CovariateObservation: Sendable, Hashable {
  /// The time in seconds, more than 0.
  public var seconds: Double
  /// Decode steps, of which the time is a multiple; 1 of a prefill.
  public var steps: Int
  /// Finite numbers by name.
  public var covariates: [String: Double]

  /// A measured time.
  public init(
    seconds: Double, steps: Int, covariates: [String: Double]
  ) {
    self.seconds = seconds
    self.steps = steps
    self.covariates = covariates
  }
}

/// Fits times to covariates, where these tell something.
///
/// The time of a step is linear in the covariates (`CovariateEffects`), by
/// least squares of whole times. A simple model has only the covariates that
/// every request tells; the full one has all. The full one is taken if it
/// explains more than chance does (Schwarz's criterion is less by four), its
/// squared error on rows held out (five folds) is at least 2 % less and, of rows
/// in order of time, its mean absolute error on the last third, fitted to what
/// was before, is no more: a load that was never seen, or a ramp, is no reason
/// to plan by load.
struct CovariateFitting {
  /// Effects with the noise around them.
  struct Fit {
    var effects: CovariateEffects
    /// Measured over predicted times of rows held out.
    var ratios: [Double]
  }

  /// The least rows a covariate takes.
  static let rowsPerCovariate = 10
  private static let folds = 5

  /// Fits rows.
  ///
  /// - Parameters:
  ///   - rows: Times with at least one step.
  ///   - simple: The covariates of the simple model.
  ///   - areInOrder: Whether rows come in order of time.
  /// - Returns: The simple model, and the full one where it is better; `nil` of
  ///   too few rows.
  static func fit(
    _ rows: [CovariateObservation], simple: [String], areInOrder: Bool
  ) -> (simple: Fit, full: Fit?)? {
    let names = telling(rows)
    let base = names.filter(simple.contains)
    guard rows.count >= rowsPerCovariate * (base.count + 2) else { return nil }
    let held = FoldAssignment(
      count: rows.count, folds: folds, seed: 1
    ).folds
    func fit(_ names: [String], _ predictions: [Double]) -> Fit? {
      guard let effects = try? effects(rows, names) else { return nil }
      return Fit(
        effects: effects,
        ratios: zip(rows, predictions).map { $0.seconds / $1 }
          .filter { $0 > 0 && $0 < .infinity })
    }
    guard let few = heldOut(rows, base, held), let least = fit(base, few)
    else { return nil }
    guard names.count > base.count,
      rows.count >= rowsPerCovariate * (names.count + 2),
      let all = heldOut(rows, names, held),
      squares(rows, all) < 0.98 * squares(rows, few),
      let more = fit(names, all),
      explains(rows, more.effects, than: least.effects),
      !areInOrder || isBetterOfLate(rows, names, than: base)
    else { return (least, nil) }
    return (least, more)
  }

  /// n·log(RSS₀/RSS₁) > k·log n + 4, k covariates more.
  private static func explains(
    _ rows: [CovariateObservation], _ full: CovariateEffects,
    than simple: CovariateEffects
  ) -> Bool {
    func left(_ effects: CovariateEffects) -> Double {
      squares(rows, rows.map { time(effects, $0) })
    }
    let count = Double(rows.count)
    let more = Double(full.effects.count - simple.effects.count)
    return count * (Double.log(left(simple)) - Double.log(left(full)))
      > more * Double.log(count) + 4
  }

  /// The names of numbers that every row has and that vary.
  private static func telling(_ rows: [CovariateObservation]) -> [String] {
    guard let first = rows.first else { return [] }
    return first.covariates.keys.sorted().filter { name in
      let value = first.covariates[name]
      return rows.allSatisfy { $0.covariates[name] != nil }
        && rows.contains { $0.covariates[name] != value }
    }
  }

  private static func squares(
    _ rows: [CovariateObservation], _ predictions: [Double]
  ) -> Double {
    zip(rows, predictions).reduce(0) {
      $0 + ($1.0.seconds - $1.1) * ($1.0.seconds - $1.1)
    }
  }

  /// Times of rows predicted from those of the other folds.
  private static func heldOut(
    _ rows: [CovariateObservation], _ names: [String], _ folds: [Int]
  ) -> [Double]? {
    var predictions = [Double](repeating: 0, count: rows.count)
    for fold in 0..<Self.folds {
      let training = rows.indices.filter { folds[$0] != fold }.map { rows[$0] }
      guard let effects = try? effects(training, names) else { return nil }
      for place in rows.indices where folds[place] == fold {
        predictions[place] = time(effects, rows[place])
      }
    }
    return predictions
  }

  private static func isBetterOfLate(
    _ rows: [CovariateObservation], _ names: [String], than base: [String]
  ) -> Bool {
    let first = rows.count * 2 / 3
    func error(_ names: [String]) -> Double? {
      guard let effects = try? effects(Array(rows[..<first]), names) else {
        return nil
      }
      return rows[first...].reduce(0) {
        $0 + abs($1.seconds - time(effects, $1))
      }
    }
    guard let all = error(names), let few = error(base) else { return false }
    return all <= few
  }

  private static func time(
    _ effects: CovariateEffects, _ row: CovariateObservation
  ) -> Double {
    Double(row.steps) * effects.seconds(row.covariates)
  }

  /// Least squares of whole times on steps times covariates, which is that of
  /// times per step with the squares of steps as weights.
  private static func effects(
    _ rows: [CovariateObservation], _ names: [String]
  ) throws(DecodeTimeError) -> CovariateEffects {
    let count = Double(rows.count)
    var ranges: [(mean: Double, least: Double, greatest: Double)] = []
    for name in names {
      let values = rows.map { $0.covariates[name] ?? 0 }
      ranges.append(
        (
          values.reduce(0, +) / count, values.min() ?? 0, values.max() ?? 0
        ))
    }
    var design = Design(columns: names.count + 1)
    for row in rows {
      design.append(
        [1]
          + zip(names, ranges).map { name, range in
            let unit = range.greatest - range.least
            return unit > 0
              ? ((row.covariates[name] ?? 0) - range.mean) / unit : 0
          })
    }
    var squares = LeastSquares()
    squares.weights = rows.map { Double($0.steps) * Double($0.steps) }
    let responses = rows.map { $0.seconds / Double($0.steps) }
    let (fit, kept): (LinearFit, [Int])
    do throws(LeastSquaresError) {
      (fit, kept) = try squares.fit(
        design, responses, droppable: Set(1..<max(names.count + 1, 1)))
    } catch {
      throw DecodeTimeError(error, names: ["1"] + names)
    }
    var effects: [CovariateEffects.Effect] = []
    for (place, column) in kept.enumerated() where column > 0 {
      let range = ranges[column - 1]
      effects.append(
        CovariateEffects.Effect(
          name: names[column - 1],
          coefficient: fit.coefficients[place]
            / (range.greatest - range.least),
          mean: range.mean, least: range.least, greatest: range.greatest))
    }
    let free = CovariateEffects(
      center: fit.coefficients[0], effects: effects, shortest: 0)
    // No prediction is shorter than every measured time.
    let shortest = max(
      rows.map { free.linear($0.covariates) }.min() ?? 0,
      responses.min() ?? 0)
    return CovariateEffects(
      center: free.center, effects: effects, shortest: shortest)
  }
}
