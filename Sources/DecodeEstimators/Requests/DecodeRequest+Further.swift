extension DecodeRequest {
  /// What a request may tell beside its task, cap and configuration: kept
  /// apart, since a scheduler hands on requests by the thousand and most tell
  /// none of it.
  @usableFromInline
  struct Further: Sendable, Hashable {
    var tasks: TaskMixture?
    var conversation: String?
    var previousTokens: Int?
    var prediction: FeatureValue?
    var values: [String: FeatureValue] = [:]
    var prompt: String?
    var embedding: [Double]?

    @usableFromInline
    init(
      tasks: TaskMixture?, conversation: String?, previousTokens: Int?,
      prediction: FeatureValue?, values: [String: FeatureValue],
      prompt: String?, embedding: [Double]?
    ) {
      self.tasks = tasks
      self.conversation = conversation
      self.previousTokens = previousTokens
      self.prediction = prediction
      self.values = values
      self.prompt = prompt
      self.embedding = embedding
    }

    static let nothing = Further(
      tasks: nil, conversation: nil, previousTokens: nil, prediction: nil,
      values: [:], prompt: nil, embedding: nil)
  }

  /// What is told, for reading; setting what is told of nothing to nothing
  /// leaves no trace, so that equal requests are equal.
  private var told: Further {
    get { further?.value ?? .nothing }
    set { further = newValue == .nothing ? nil : Boxed(newValue) }
  }

  /// What an unsure classifier says of the task, in place of `task`.
  public var tasks: TaskMixture? {
    get { further?.value.tasks }
    set { told.tasks = newValue }
  }

  /// What identifies the conversation that the request is part of.
  public var conversation: String? {
    get { further?.value.conversation }
    set { told.conversation = newValue }
  }

  /// Tokens of the answer that the request goes on from; 0 if it begins a
  /// conversation.
  public var previousTokens: Int? {
    get { further?.value.previousTokens }
    set { told.previousTokens = newValue }
  }

  /// A length, or a class of lengths, that somebody predicted.
  public var prediction: FeatureValue? {
    get { further?.value.prediction }
    set { told.prediction = newValue }
  }

  /// What else is known at arrival, by name: the load, as
  /// `ServerLoad.covariates` has it, and what a log's `feature.` columns had.
  public var values: [String: FeatureValue] {
    get { further?.value.values ?? [:] }
    set { told.values = newValue }
  }

  /// The prompt itself.
  public var prompt: String? {
    get { further?.value.prompt }
    set { told.prompt = newValue }
  }

  /// Numbers that stand for the prompt's meaning, for predictors that were
  /// made with embeddings of the same size.
  public var embedding: [Double]? {
    get { further?.value.embedding }
    set { told.embedding = newValue }
  }
}

extension Boxed: Equatable where Value: Equatable {
  @usableFromInline
  static func == (lhs: Self, rhs: Self) -> Bool { lhs.value == rhs.value }
}

extension Boxed: Hashable where Value: Hashable {
  @usableFromInline
  func hash(into hasher: inout Hasher) { hasher.combine(value) }
}
