public import LengthLaws

/// What is known of a request before its answer.
///
/// A forecaster looks at what it was made for, and takes for unknown what is
/// not there.
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

  /// Tokens of the prompt.
  public var promptTokens: Int?

  /// Tokens of the answer that the request goes on from, 0 if it begins a
  /// conversation; where it and `conversation` are `nil`, a
  /// `ConditionalLengthModel` guesses
  /// (`ConditionalLengthSettings.Continuation`).
  public var continuedLength: Int?

  /// What identifies the conversation that the request is part of: the
  /// answers before tell something about the next.
  public var conversation: String?

  /// Tokens of the prompt that are new: what the user has added to the
  /// conversation.
  public var newPromptTokens: Int?

  /// A length that somebody predicted.
  public var prediction: LengthPrediction?

  /// The prompt itself.
  public var text: String?

  /// Further features, by the names that a model's settings use; one of the
  /// other kind counts as unknown.
  public var values: [String: Value]

  /// Numbers that stand for the prompt's meaning.
  public var embedding: [Double]?

  /// The features of a request.
  ///
  /// - Parameters:
  ///   - task: The request's task.
  ///   - promptTokens: Tokens of the prompt, or `nil`.
  ///   - continuedLength: Tokens of the answer that it goes on from, or `nil`.
  ///   - conversation: What identifies the conversation, or `nil`.
  ///   - newPromptTokens: Tokens that the user has added to it, or `nil`.
  ///   - prediction: A length that somebody predicted, or `nil`.
  ///   - text: The prompt itself, or `nil`.
  ///   - values: Further features, by name.
  ///   - embedding: Numbers that stand for the prompt's meaning, or `nil`.
  public init(
    task: TaskID, promptTokens: Int? = nil, continuedLength: Int? = nil,
    conversation: String? = nil, newPromptTokens: Int? = nil,
    prediction: LengthPrediction? = nil, text: String? = nil,
    values: [String: Value] = [:], embedding: [Double]? = nil
  ) {
    self.task = task
    self.promptTokens = promptTokens
    self.continuedLength = continuedLength
    self.conversation = conversation
    self.newPromptTokens = newPromptTokens
    self.prediction = prediction
    self.text = text
    self.values = values
    self.embedding = embedding
  }
}
