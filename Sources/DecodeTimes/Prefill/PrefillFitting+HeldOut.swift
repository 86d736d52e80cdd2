/// Predictions of rows by models that were not fitted to them.
public struct HeldOutPrefill: Sendable, Equatable, Codable {
  /// The rows, sorted.
  public let observations: [PrefillObservation]
  /// One prediction a row, in seconds.
  public let predictedSeconds: [Double]

  /// The errors of the rows of a configuration, or of all.
  public func errors(of configuration: ServingConfiguration? = nil)
    -> ErrorSummary
  {
    let indices = observations.indices.filter {
      configuration == nil || observations[$0].configuration == configuration
    }
    return ErrorSummary(
      observed: indices.map { observations[$0].prefillSeconds },
      predicted: indices.map { predictedSeconds[$0] })
  }
}

extension PrefillFitting {
  /// Predicts each row by a model fitted without its fold.
  ///
  /// Folds depend on the seed and the rows, not on the rows' order. Rows of one
  /// configuration are spread over the folds, so that two of them are enough
  /// for the others to know it.
  ///
  /// - Parameters:
  ///   - observations: As for `fit(_:)`.
  ///   - folds: At least 2.
  ///   - seed: How rows are dealt.
  /// - Returns: The predictions.
  /// - Throws: `DecodeTimeError`, also where a fold holds all rows of a
  ///   label, as it does that of a single one.
  public func heldOut(
    _ observations: [PrefillObservation], folds: Int = 10, seed: UInt64
  ) throws(DecodeTimeError) -> HeldOutPrefill {
    try PrefillObservation.check(observations)
    try FoldAssignment.check(folds: folds, rows: observations.count)
    let rows = PrefillObservation.sorted(observations)
    let groups = PrefillGroup.all(rows).enumerated().flatMap {
      [Int](repeating: $0.offset, count: $0.element.rows.count)
    }
    let assignment = FoldAssignment(
      count: rows.count, folds: folds, seed: seed, groups: groups)
    var predicted = [Double](repeating: 0, count: rows.count)
    for fold in 0..<folds {
      let training = rows.indices.filter { assignment.folds[$0] != fold }
      let model = try fit(training.map { rows[$0] }).model
      for index in rows.indices where assignment.folds[index] == fold {
        predicted[index] = try model.seconds(rows[index])
      }
    }
    return HeldOutPrefill(observations: rows, predictedSeconds: predicted)
  }
}
