public import DecodeStatistics

/// Why models, or a model and answers, have no exact sum.
public enum MergeConflict: Sendable, Hashable {
  /// Counts that fade depend on the order of the answers.
  case fadingCounts
  /// A task has different laws of lengths.
  case lengthModels(TaskID)
  /// A family cannot be fitted to the answers of both.
  case fit(TaskID, LengthLawError)
  /// Times that were fitted apart.
  case fittedTimes
  /// Prefill that was fitted apart.
  case fittedPrefill
  /// Decode steps are counted differently.
  case conventions(DecodeStepConvention, DecodeStepConvention)
  /// A value of one's own differs.
  case extensions(String)
  /// What is learnt in order needs answers in theirs.
  case answersWithoutOrder

  /// The part that could be left out.
  public var part: ModelPart? {
    switch self {
    case .fadingCounts: .conditional
    case .lengthModels, .fit: .lengthModels
    case .fittedTimes: .times
    case .fittedPrefill: .prefill
    case .extensions: .extensions
    case .conventions, .answersWithoutOrder: nil
    }
  }
}

extension MergeConflict: CustomStringConvertible {
  /// What cannot be merged, and why.
  public var description: String {
    switch self {
    case .fadingCounts:
      "what was learnt from requests (conditional) cannot be merged: its "
        + "counts fade, so they depend on the order of the answers; let one "
        + "model go on learning instead (fit MODEL TRACE)"
    case .lengthModels(let task):
      "task \(task): the laws of lengths (lengthModels) cannot be merged: the "
        + "models have different ones"
    case .fit(let task, let error):
      "task \(task): the family cannot be fitted to the answers of both: "
        + error.description
    case .fittedTimes:
      "latency and noise (times) cannot be merged: they were fitted apart, and "
        + "a model does not keep what they were fitted to"
    case .fittedPrefill:
      "prefill cannot be merged: it was fitted apart, and a model does not "
        + "keep what it was fitted to"
    case .conventions(let first, let second):
      "decode steps are counted differently: \(first); \(second)"
    case .extensions(let name):
      "extensions cannot be merged: \"\(name)\" differs"
    case .answersWithoutOrder:
      "the model learns answers in their order, which a count table does not "
        + "have"
    }
  }
}
