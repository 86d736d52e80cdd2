public import DecodeStatistics

/// Why there is no estimate.
public enum EstimationError: Error, Sendable, Hashable {
  /// The model has no answers.
  case noTasks
  /// The model has one law a task, and none for what a request tells.
  case noConditionalModel
  /// The law of a task (`nil`: of all tasks) cannot be made.
  case fit(TaskID?, LengthLawError)
  /// The bound of a task cannot be computed.
  case bound(TaskID?, BoundError)
  /// Tasks cannot be pooled, or a rate cannot be given limits.
  case law(LengthLawError)
  /// A predictor cannot be fitted or asked.
  case prediction(ForecastError)
  /// A risk is out of range, times cannot be taken together, or embeddings
  /// are not all of one size.
  case times(DecodeTimeError)
  /// Models, or a model and answers, have no exact sum.
  case merge(MergeConflict)
  /// A request or budget holds a number out of range.
  case requestOutOfRange(_ name: String, found: String, accepted: String)
}

extension EstimationError: CustomStringConvertible {
  /// What is wrong, and what would be accepted.
  public var description: String {
    switch self {
    case .noTasks: "the model has no answers; record some first"
    case .noConditionalModel:
      "the model has one law a task; fit it with conditional forecasts "
        + "(--conditional) for a bound that depends on the request"
    case .fit(let task, let error): Self.place(task) + error.description
    case .bound(let task, let error): Self.place(task) + error.description
    case .law(let error): error.description
    case .prediction(let error): error.description
    case .times(let error): error.description
    case .merge(let conflict): conflict.description
    case .requestOutOfRange(let name, let found, let accepted):
      "\(name) should be \(accepted), but is \(found)"
    }
  }

  private static func place(_ task: TaskID?) -> String {
    task.map { "task \($0): " } ?? "all tasks pooled: "
  }
}

extension EstimationError {
  /// What a program exits with, by the BSD convention: 64 of a request that
  /// cannot be, 65 of data.
  public var exitCode: Int32 {
    if case .requestOutOfRange = self { 64 } else { 65 }
  }

  /// The part of a model that could be left out, so that the rest has a sum.
  public var conflictingPart: ModelPart? {
    guard case .merge(let conflict) = self else { return nil }
    return conflict.part
  }

  /// Refuses what is not a probability strictly between 0 and 1.
  package static func require(
    _ name: String, inUnit value: Double
  ) throws(EstimationError) {
    guard value > 0, value < 1 else {
      throw .requestOutOfRange(
        name, found: "\(value)", accepted: "strictly between 0 and 1")
    }
  }
}
