public import DecodeStatistics

/// One request whose decode time is asked for.
public struct DecodeRequest: Sendable, Hashable {
  /// The task; `nil` or one that the model does not know falls back on all
  /// tasks pooled.
  public var task: TaskID?
  /// `max_tokens` of the request; `nil` takes the cap under which the model's
  /// answers were generated.
  public var cap: Int?
  /// Tokens generated so far; estimates are then of the time that remains.
  public var generatedTokens: Int
  /// Tokens of the prompt.
  public var promptTokens: Int?
  /// What the request would run on; `nil`, or one that the model does not
  /// know, takes the model's times for any.
  public var configuration: ServingConfiguration?
  /// The time of the prefill phase, for budgets; zero if it is not known: a
  /// model with a prefill model predicts it then from the prompt's length.
  public var prefill: Duration

  /// What most requests do not tell; `nil` where nothing of it is told.
  @usableFromInline var further: Boxed<Further>?

  /// A request.
  ///
  /// - Parameters:
  ///   - task: The task.
  ///   - tasks: What an unsure classifier says, in place of a task.
  ///   - cap: `max_tokens`, in 1...`TotalDecodeTime.maximumCap`.
  ///   - generatedTokens: Tokens generated so far, at least 0.
  ///   - promptTokens: Tokens of the prompt, at least 0.
  ///   - conversation: What identifies the conversation.
  ///   - previousTokens: Tokens of the answer that it goes on from, at least
  ///     0; 0 if it begins a conversation.
  ///   - prediction: A length or a class that somebody predicted.
  ///   - values: What else is known at arrival, by name.
  ///   - prompt: The prompt itself.
  ///   - embedding: Numbers that stand for the prompt's meaning.
  ///   - configuration: What the request would run on.
  ///   - prefill: The time of the prefill phase, at least 0.
  @inlinable public init(
    task: TaskID? = nil, tasks: TaskMixture? = nil, cap: Int? = nil,
    generatedTokens: Int = 0,
    promptTokens: Int? = nil, conversation: String? = nil,
    previousTokens: Int? = nil, prediction: FeatureValue? = nil,
    values: [String: FeatureValue] = [:], prompt: String? = nil,
    embedding: [Double]? = nil,
    configuration: ServingConfiguration? = nil, prefill: Duration = .zero
  ) {
    self.task = task
    self.cap = cap
    self.generatedTokens = generatedTokens
    self.promptTokens = promptTokens
    self.configuration = configuration
    self.prefill = prefill
    guard
      tasks != nil || conversation != nil || previousTokens != nil
        || prediction != nil || !values.isEmpty || prompt != nil
        || embedding != nil
    else { return }
    further = Boxed(
      Further(
        tasks: tasks, conversation: conversation,
        previousTokens: previousTokens, prediction: prediction,
        values: values, prompt: prompt, embedding: embedding))
  }

  /// What times may depend on: the numbers known and the prompt's length.
  var knownNumbers: [String: Double] {
    var numbers: [String: Double] = [:]
    for case (let name, .number(let value)) in values { numbers[name] = value }
    if let promptTokens {
      numbers[CovariateEffects.promptTokens] = Double(promptTokens)
    }
    return numbers
  }

  /// Whether it says nothing of its law but a task, a configuration, a cap and
  /// the prompt's length, and nothing that is out of range but for the cap.
  var isPlain: Bool {
    generatedTokens == 0 && promptTokens ?? 0 >= 0 && prefill >= .zero
      && further == nil
  }

  /// Refuses what no request can be.
  func validate() throws(EstimationError) {
    let caps = 1...TotalDecodeTime.maximumCap
    if let cap, !caps.contains(cap) {
      throw .requestOutOfRange(
        "cap", found: "\(cap)",
        accepted: "\(caps.lowerBound) to \(caps.upperBound) tokens")
    }
    guard generatedTokens >= 0 else {
      throw .requestOutOfRange(
        "generated tokens", found: "\(generatedTokens)",
        accepted: "0 or more")
    }
    if let promptTokens, promptTokens < 0 {
      throw .requestOutOfRange(
        "prompt tokens", found: "\(promptTokens)", accepted: "0 or more")
    }
    if let previousTokens, previousTokens < 0 {
      throw .requestOutOfRange(
        "tokens of the answer before", found: "\(previousTokens)",
        accepted: "0 or more")
    }
    guard prefill >= .zero else {
      throw .requestOutOfRange(
        "prefill", found: prefill.shortText, accepted: "0 or more")
    }
    guard !values.isEmpty else { return }
    for case (let name, .number(let value)) in values.sorted(by: {
      $0.key < $1.key
    }) where !value.isFinite {
      throw .requestOutOfRange(
        name, found: "\(value)", accepted: "a finite number")
    }
  }
}
