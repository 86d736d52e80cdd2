import CDecodeEstimator
import DecodeEstimators
import DecodeStatistics

/// How a caller's numbers become requests to a model.
struct RequestReader {
  let tasks: [TaskID]
  let configurations: [ServingConfiguration]

  init(_ model: HeldModel) {
    tasks = model.tasks
    configurations = model.configurations
  }

  /// One request, with all that it may tell.
  func request(
    _ pointer: UnsafePointer<de_request>?
  ) throws(CallError) -> DecodeRequest {
    let given = try sized(pointer, "request")
    var request = try request(
      task: given.task, configuration: given.configuration,
      maxTokens: given.max_tokens, generated: given.generated_tokens,
      prompt: given.prompt_tokens, previous: given.previous_tokens,
      prefill: given.prefill_seconds, prediction: given.prediction)
    if let prompt = given.prompt { request.prompt = try text(prompt, "prompt") }
    if let embedding = given.embedding, given.embedding_count > 0 {
      request.embedding = Array(
        UnsafeBufferPointer(start: embedding, count: given.embedding_count))
    }
    if given.feature_count > 0 {
      let names = try need(given.feature_names, "feature_names")
      let values = try need(given.feature_values, "feature_values")
      for place in 0..<given.feature_count {
        request.values[try text(names[place], "a feature's name")] = .number(
          values[place])
      }
    }
    return request
  }

  /// A request of numbers alone; what is out of range is refused by the
  /// estimator.
  @inline(__always)
  func request(
    task: Int32, configuration: Int32, maxTokens: Int64, generated: Int64,
    prompt: Int64, previous: Int64, prefill: Double, prediction: Double
  ) throws(CallError) -> DecodeRequest {
    var name: TaskID?
    if task != -1 {
      guard task >= 0, task < tasks.count else {
        throw .usage(
          "task should be a place among \(tasks.count) tasks, or -1, but is "
            + "\(task)")
      }
      name = tasks[Int(task)]
    }
    var labels: ServingConfiguration?
    if configuration != -1 {
      guard configuration >= 0, configuration < configurations.count else {
        throw .usage(
          "configuration should be a place among \(configurations.count), or "
            + "-1, but is \(configuration)")
      }
      labels = configurations[Int(configuration)]
    }
    guard prefill.isNaN || prefill.isFinite else {
      throw .usage("prefill_seconds should be finite, but is \(prefill)")
    }
    var request = DecodeRequest(
      task: name, cap: maxTokens == -1 ? nil : Int(maxTokens),
      generatedTokens: Int(generated),
      promptTokens: prompt == -1 ? nil : Int(prompt), configuration: labels,
      prefill: prefill.isNaN ? .zero : .clamped(seconds: prefill))
    if previous != -1 { request.previousTokens = Int(previous) }
    if !prediction.isNaN { request.prediction = .number(prediction) }
    return request
  }
}

/// Many requests as columns.
struct RequestColumns {
  let columns: de_request_columns

  init(
    _ pointer: UnsafePointer<de_request_columns>?
  ) throws(CallError) {
    columns = try sized(pointer, "requests")
  }

  @inline(__always)
  func request(
    _ place: Int, _ reader: RequestReader
  ) throws(CallError) -> DecodeRequest {
    try reader.request(
      task: columns.tasks?[place] ?? -1,
      configuration: columns.configurations?[place] ?? -1,
      maxTokens: columns.max_tokens?[place] ?? -1,
      generated: columns.generated_tokens?[place] ?? 0,
      prompt: columns.prompt_tokens?[place] ?? -1,
      previous: columns.previous_tokens?[place] ?? -1,
      prefill: columns.prefill_seconds?[place] ?? .nan,
      prediction: columns.predictions?[place] ?? .nan)
  }
}

/// Durations of a budget: any number but NaN and those below 0.
func budget(_ seconds: Double) throws(CallError) -> LatencyBudget {
  guard seconds >= 0 else {
    throw .usage("budget_seconds should be 0 or more, but is \(seconds)")
  }
  return LatencyBudget(total: .clamped(seconds: seconds))
}
