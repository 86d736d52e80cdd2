/// How the forms of step latency foretold answers they were not fitted to.
public struct LatencySelection: Sendable, Equatable, Codable {
  /// One form's result.
  public struct Entry: Sendable, Equatable, Codable {
    /// The form.
    public let form: LatencyForm
    /// Errors of the rows held out; `nil` where a fold could not be fitted.
    public let heldOut: ErrorSummary?
    /// Why not, in words.
    public let failure: String?
  }

  /// The forms in the order given.
  public let entries: [Entry]
  /// The form of the smallest held-out mean squared error; the earlier one of
  /// equals.
  public let best: LatencyForm
  /// That form, fitted to all rows.
  public let fit: LatencyFit
}

extension LatencyFitting {
  /// Chooses a form by K-fold cross-validation.
  ///
  /// Rows are sorted before they are dealt, so the result depends on the seed
  /// and not on the order of the rows.
  ///
  /// - Parameters:
  ///   - observations: As for `fit(_:form:)`.
  ///   - forms: The forms, simpler ones first.
  ///   - folds: K, at least 2.
  ///   - seed: How rows are dealt.
  /// - Returns: The scores and the best form's fit.
  /// - Throws: `DecodeTimeError` if no form can be fitted.
  public func select(
    _ observations: [LatencyObservation],
    among forms: [LatencyForm] = LatencyForm.standard, folds: Int = 10,
    seed: UInt64
  ) throws(DecodeTimeError) -> LatencySelection {
    let rows = observations.sorted {
      $0.sortKey.lexicographicallyPrecedes($1.sortKey)
    }
    try FoldAssignment.check(folds: folds, rows: rows.count)
    let assignment = FoldAssignment(count: rows.count, folds: folds, seed: seed)
    var entries: [LatencySelection.Entry] = []
    var best: (form: LatencyForm, error: Double)?
    var firstFailure: DecodeTimeError?
    for form in forms {
      do throws(DecodeTimeError) {
        let errors = try heldOut(rows, form: form, assignment)
        entries.append(.init(form: form, heldOut: errors, failure: nil))
        let error = errors.rootMeanSquaredError
        if best.map({ error < $0.error }) ?? true { best = (form, error) }
      } catch {
        firstFailure = firstFailure ?? error
        entries.append(
          .init(form: form, heldOut: nil, failure: error.description))
      }
    }
    guard let best else {
      throw firstFailure
        ?? .invalidSetting("there should be at least one form to choose from")
    }
    return LatencySelection(
      entries: entries, best: best.form,
      fit: try fit(observations, form: best.form))
  }

  private func heldOut(
    _ rows: [LatencyObservation], form: LatencyForm,
    _ assignment: FoldAssignment
  ) throws(DecodeTimeError) -> ErrorSummary {
    var observed: [Double] = []
    var predicted: [Double] = []
    for fold in 0...(assignment.folds.max() ?? 0) {
      let training = rows.indices.filter { assignment.folds[$0] != fold }
      let model = try fit(training.map { rows[$0] }, form: form)
      for index in rows.indices where assignment.folds[index] == fold {
        guard convention.stepCount(tokens: rows[index].tokens) > 0 else {
          continue
        }
        observed.append(rows[index].decodeSeconds)
        predicted.append(try model.predict(rows[index]))
      }
    }
    return ErrorSummary(observed: observed, predicted: predicted)
  }
}
