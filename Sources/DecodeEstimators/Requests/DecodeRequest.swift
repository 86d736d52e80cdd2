public import DecodeStatistics

/// One request whose decode time is asked for.
public struct DecodeRequest: Sendable, Hashable {
  /// The task; `nil` or one that the model does not know falls back on all
  /// tasks pooled.
  public var task: TaskID?
  /// What an unsure classifier says of the task, in place of `task`.
  public var tasks: TaskMixture?
  /// `max_tokens` of the request; `nil` takes the cap under which the model's
  /// answers were generated.
  public var cap: Int?
  /// Tokens generated so far; estimates are then of the time that remains.
  public var generatedTokens: Int
  /// Tokens of the prompt.
  public var promptTokens: Int?
  /// Numbers that stand for the prompt's meaning, for predictors that were
  /// made with embeddings of the same size.
  public var embedding: [Double]?
  /// What the request would run on; `nil`, or one that the model does not
  /// know, takes the model's times for any.
  public var configuration: ServingConfiguration?
  /// The time of the prefill phase, for budgets; zero if it is not known: a
  /// model with a prefill model predicts it then from the prompt's length.
  public var prefill: Duration
  /// Numbers known at arrival, by name: the load, as `ServerLoad.covariates`
  /// has it, and any other that a log's `feature.` columns had.
  public var covariates: [String: Double]

  /// A request.
  ///
  /// - Parameters:
  ///   - task: The task.
  ///   - tasks: What an unsure classifier says, in place of a task.
  ///   - cap: `max_tokens`, in 1...`TotalDecodeTime.maximumCap`.
  ///   - generatedTokens: Tokens generated so far, at least 0.
  ///   - promptTokens: Tokens of the prompt, at least 0.
  ///   - embedding: Numbers that stand for the prompt's meaning.
  ///   - configuration: What the request would run on.
  ///   - prefill: The time of the prefill phase, at least 0.
  ///   - covariates: Finite numbers known at arrival.
  public init(
    task: TaskID? = nil, tasks: TaskMixture? = nil, cap: Int? = nil,
    generatedTokens: Int = 0,
    promptTokens: Int? = nil, embedding: [Double]? = nil,
    configuration: ServingConfiguration? = nil, prefill: Duration = .zero,
    covariates: [String: Double] = [:]
  ) {
    self.task = task
    self.tasks = tasks
    self.cap = cap
    self.generatedTokens = generatedTokens
    self.promptTokens = promptTokens
    self.embedding = embedding
    self.configuration = configuration
    self.prefill = prefill
    self.covariates = covariates
  }

  /// What times may depend on: the covariates and the prompt's length.
  var knownNumbers: [String: Double] {
    var numbers = covariates
    if let promptTokens {
      numbers[CovariateEffects.promptTokens] = Double(promptTokens)
    }
    return numbers
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
    for (name, value) in covariates.sorted(by: { $0.key < $1.key })
    where !value.isFinite {
      throw .requestOutOfRange(
        name, found: "\(value)", accepted: "a finite number")
    }
    guard prefill >= .zero else {
      throw .requestOutOfRange(
        "prefill", found: prefill.shortText, accepted: "0 or more")
    }
  }
}
