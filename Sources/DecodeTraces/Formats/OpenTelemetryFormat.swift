internal import DecodeEstimators
internal import DecodeStatistics

/// GenAI spans of OpenTelemetry in OTLP/JSON, by the names of the convention,
/// older ones, and those of vLLM.
struct OpenTelemetryFormat: JSONFormat {
  mutating func read(
    _ export: JSONValue, line: Int, into collector: TraceCollector
  ) throws(TraceError) {
    for resource in (export["resourceSpans"]?.elements ?? export.elements) {
      for scope in (resource["scopeSpans"]?.elements ?? export.elements) {
        for span in (scope["spans"]?.elements ?? export.elements) {
          try collector.attempt { () throws(TraceError) in
            try read(span, line, collector)
          }
        }
      }
    }
  }

  private func read(
    _ span: JSONValue, _ line: Int, _ collector: TraceCollector
  ) throws(TraceError) {
    let fields = JSONFields(record: span, line: line, collector: collector)
    let attributes = SpanAttributes(span)
    // Spans of tools and of web servers say nothing of tokens.
    guard
      attributes.outputTokens != nil
        || (attributes.isGeneration && attributes.error != nil)
    else { return }
    collector.countRow()
    if attributes.error != nil {
      collector.tally.count(.failed)
      return
    }
    if attributes.choices > 1 {
      collector.tally.count(.severalChoices)
      return
    }
    var row = TraceRow()
    row.line = line
    if !collector.options.pooled {
      var name =
        attributes.operation?.string ?? TraceReader.wholeFileTask.rawValue
      let number = name.withUTF8 { collector.number(ofTask: $0) }
      guard let number, collector.wants(number) else { return }
      row.task = number
    }
    row.tokens =
      try fields.tokens(attributes.outputTokens, "output_tokens") ?? 0
    row.promptTokens =
      try fields.tokens(attributes.inputTokens, "input_tokens")
    row.cap = try fields.tokens(attributes.maxTokens, "max_tokens")
    guard fields.ending(attributes.reason, into: &row) else { return }
    row.conversation = attributes.conversation?.string
    row.configuration["model"] = fields.label(attributes.model)
    for (name, value) in attributes.covariates {
      if let number = value.number, number.isFinite {
        row.features[name] = .number(number)
      }
    }
    try readTimes(span, attributes, fields, into: &row)
    try collector.add(&row)
  }

  private func readTimes(
    _ span: JSONValue, _ attributes: SpanAttributes, _ fields: JSONFields,
    into row: inout TraceRow
  ) throws(TraceError) {
    let start = span["startTimeUnixNano"]?.integer
    let end = span["endTimeUnixNano"]?.integer
    row.timestamp = start.map { Double($0) / 1e9 }
    var duration: Double?
    if let start, let end, end > start, start > 0 {
      duration = Double(end - start) / 1e9
    }
    row.times.total = try fields.seconds(attributes.endToEnd, "e2e") ?? duration
    row.times.prefill = try fields.seconds(
      attributes.firstToken, "time_to_first_token")
    row.times.decode = try fields.seconds(
      attributes.decode, "time_in_model_decode")
    // rtp-llm writes nanoseconds where the names say seconds.
    if let decode = row.times.decode,
      decode > 1e5 || decode > 2 * (duration ?? .infinity)
    {
      row.times.decode = decode / 1e9
      fields.collector.tally.count(.unitCorrected)
    }
  }
}

/// The attributes of a span that matter here.
private struct SpanAttributes {
  var outputTokens: JSONValue?
  var inputTokens: JSONValue?
  var maxTokens: JSONValue?
  var reason: JSONValue?
  var choices = 1
  var operation: JSONValue?
  var model: JSONValue?
  var conversation: JSONValue?
  var error: JSONValue?
  var firstToken: JSONValue?
  var decode: JSONValue?
  var endToEnd: JSONValue?
  var covariates: [(name: String, value: JSONValue)] = []
  var isGeneration = false

  init(_ span: JSONValue) {
    for attribute in (span["attributes"]?.elements ?? span.elements) {
      guard let key = attribute["key"]?.string,
        let holder = attribute["value"]
      else { continue }
      let value =
        holder["stringValue"] ?? holder["intValue"] ?? holder["doubleValue"]
      if key.hasPrefix("gen_ai.") { isGeneration = true }
      switch key {
      case "gen_ai.usage.output_tokens": outputTokens = value
      case "gen_ai.usage.completion_tokens":
        outputTokens = outputTokens ?? value
      case "gen_ai.usage.input_tokens": inputTokens = value
      case "gen_ai.usage.prompt_tokens": inputTokens = inputTokens ?? value
      case "gen_ai.request.max_tokens": maxTokens = value
      case "gen_ai.request.choice.count", "gen_ai.request.n":
        choices = max(choices, value?.integer ?? 1)
      case "gen_ai.response.finish_reasons", "gen_ai.response.finish_reason":
        readReasons(holder, value)
      case "gen_ai.operation.name": operation = value
      case "gen_ai.request.model": model = value
      case "gen_ai.conversation.id": conversation = value
      case "error.type": error = value
      case "gen_ai.latency.time_to_first_token": firstToken = value
      case "gen_ai.response.time_to_first_chunk":
        firstToken = firstToken ?? value
      case "gen_ai.latency.time_in_model_decode": decode = value
      case "gen_ai.latency.e2e": endToEnd = value
      case "gen_ai.usage.image.input_tokens":
        if let value { covariates.append(("image_tokens", value)) }
      case "gen_ai.usage.cache_read.input_tokens":
        if let value { covariates.append(("cached_tokens", value)) }
      default: break
      }
    }
  }

  /// Reasons are an array with one for each choice.
  private mutating func readReasons(_ holder: JSONValue, _ value: JSONValue?) {
    guard let list = holder["arrayValue"]?["values"] else {
      reason = value
      return
    }
    var count = 0
    for element in list.elements {
      reason = element["stringValue"]
      count += 1
    }
    choices = max(choices, count)
  }
}
