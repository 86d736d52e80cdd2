public import LengthLaws

/// What is known of a request before its answer: its task, and the values of
/// the features that the model's settings name.
public struct RequestFeatures: Sendable, Hashable, Codable {
  /// The value of one feature.
  public enum Value: Sendable, Hashable, Codable {
    /// A whole number, at least 0.
    case number(Int)
    /// A label.
    case category(String)
  }

  /// The request's task.
  public var task: TaskID

  /// The values, in the order of `ConditionalLengthSettings.features`; `nil`,
  /// a missing one and one of the other kind are unknown.
  public var values: [Value?]

  /// Tokens of the answer that the request goes on from, 0 if it begins a
  /// conversation; where it is `nil`, a `ConditionalLengthModel` guesses
  /// (`ConditionalLengthSettings.Continuation`).
  public var continuedLength: Int?

  /// The features of a request.
  public init(task: TaskID, values: [Value?], continuedLength: Int? = nil) {
    self.task = task
    self.values = values
    self.continuedLength = continuedLength
  }

  /// A request of which only the prompt's length is known, or nothing.
  public init(task: TaskID, promptTokens: Int?) {
    self.init(task: task, values: [promptTokens.map(Value.number)])
  }
}

/// The place of a node: all tasks together, a task, or a cell below it.
struct NodeKey: Sendable, Hashable, Codable, Comparable {
  var task: TaskID?
  var branch = -1
  var depth = 0
  var cell = 0
  var label = ""

  private var order: (String, Int, Int, Int, String) {
    (task?.rawValue ?? "", branch, depth, cell, label)
  }

  static func < (lhs: Self, rhs: Self) -> Bool {
    // All tasks together come first, before a task of no name.
    (lhs.task == nil) != (rhs.task == nil)
      ? lhs.task == nil : lhs.order < rhs.order
  }
}

extension ConditionalLengthSettings {
  /// The nodes of a request, from the root down to the end of each branch;
  /// where a feature is unknown, its branch is empty.
  func chains(_ request: RequestFeatures) -> [[NodeKey]] {
    branches.enumerated().map { index, branch in
      let value: RequestFeatures.Value? =
        if let feature = branch.feature {
          feature < request.values.count ? request.values[feature] : nil
        } else {
          request.continuedLength.map { .number($0) }
        }
      switch (branch.cellBits, value) {
      case (let cellBits?, .number(let number)):
        return cellBits.enumerated().map { depth, bits in
          NodeKey(
            task: request.task, branch: index, depth: depth,
            cell: NumberCell.index(
              of: number, bits: bits, isShifted: branch.isShifted))
        }
      case (nil, .category(let label)):
        return [NodeKey(task: request.task, branch: index, label: label)]
      default: return []
      }
    }
  }

  /// The prompt's length, if it is a feature and known.
  func promptTokens(of request: RequestFeatures) -> Int? {
    guard let index = promptTokensIndex, index < request.values.count,
      case .number(let tokens)? = request.values[index], tokens >= 0
    else { return nil }
    return tokens
  }
}
