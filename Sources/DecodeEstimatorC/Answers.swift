public import CDecodeEstimator
import DecodeEstimators
import DecodeStatistics
import DecodeTraces

/// Recorded answers behind a handle.
final class HeldAnswers: Held {
  static let kind = "answers"
  static let argument = "answers"

  let answers: [RecordedAnswer]
  /// What their decode times cover; `nil` where nothing says so.
  let convention: DecodeStepConvention?

  init(_ answers: [RecordedAnswer], _ convention: DecodeStepConvention?) {
    self.answers = answers
    self.convention = convention
  }
}

/// `de_answers_read`, as `decode_estimator.h` describes it.
@_cdecl("de_answers_read")
public func answersRead(
  _ path: UnsafePointer<CChar>?, _ columns: UnsafePointer<CChar>?,
  _ cap: Int64, _ answers: UnsafeMutablePointer<UInt64>?
) -> de_status {
  call {
    let answers = try need(answers, "answers")
    let path = try text(path, "path")
    var options = TraceReader.Options()
    if columns != nil {
      options.columns = try ColumnMapping(parsing: text(columns, "columns"))
    }
    if cap >= 0 {
      guard cap >= 1 else { throw CallError.usage("cap should be at least 1") }
      options.assumedCap = Int(cap)
    }
    let contents = try TraceReader(options).contents(
      of: [path], keeping: .all)
    try contents.requireAnswers()
    answers.pointee = Handles.add(
      HeldAnswers(contents.answers, contents.convention))
  }
}

/// `de_answers_make`, as `decode_estimator.h` describes it.
@_cdecl("de_answers_make")
public func answersMake(
  _ columns: UnsafePointer<de_answer_columns>?, _ count: Int,
  _ answers: UnsafeMutablePointer<UInt64>?
) -> de_status {
  call {
    let answers = try need(answers, "answers")
    let columns = try AnswerColumns(
      sized(columns, "columns"),
      names(columns?.pointee.task_names, columns?.pointee.task_count ?? 0),
      names(
        columns?.pointee.configuration_names,
        columns?.pointee.configuration_count ?? 0))
    guard count >= 1 else {
      throw CallError.usage("count should be at least 1, but is \(count)")
    }
    var found: [RecordedAnswer] = []
    found.reserveCapacity(count)
    for place in 0..<count { found.append(try columns.answer(place)) }
    let isTimed = columns.columns.decode_seconds != nil
    answers.pointee = Handles.add(
      HeldAnswers(found, isTimed ? .firstTokenInPrefill : nil))
  }
}

/// `de_answers_count`, as `decode_estimator.h` describes it.
@_cdecl("de_answers_count")
public func answersCount(
  _ answers: de_answers, _ count: UnsafeMutablePointer<Int>?
) -> de_status {
  call {
    let held = try HeldAnswers.at(answers)
    try need(count, "count").pointee = held.answers.count
  }
}

/// `de_answers_free`, as `decode_estimator.h` describes it.
@_cdecl("de_answers_free")
public func answersFree(_ answers: de_answers) -> de_status {
  free(answers, HeldAnswers.self)
}

private func names(
  _ pointer: UnsafePointer<UnsafePointer<CChar>?>?, _ count: Int
) throws(CallError) -> [String] {
  guard let pointer else { return [] }
  var names: [String] = []
  for place in 0..<count { names.append(try text(pointer[place], "a name")) }
  return names
}

/// Answers as columns.
private struct AnswerColumns {
  let columns: de_answer_columns
  let tasks: [TaskID]
  let configurations: [ServingConfiguration]

  init(
    _ columns: de_answer_columns, _ tasks: [String], _ configurations: [String]
  ) throws(CallError) {
    self.columns = columns
    self.tasks = tasks.map { TaskID($0) }
    var found: [ServingConfiguration] = []
    for name in configurations {
      guard let configuration = ServingConfiguration(parsing: name) else {
        throw .usage(
          "a configuration should be key=value,…, but is \"\(name)\"")
      }
      found.append(configuration)
    }
    self.configurations = found
  }

  func answer(_ place: Int) throws(CallError) -> RecordedAnswer {
    func wrong(_ name: String, _ found: String, _ accepted: String) -> CallError
    {
      .data("answer \(place): \(name) should be \(accepted), but is \(found)")
    }
    guard let tokens = columns.tokens?[place] else {
      throw .usage("tokens should not be NULL")
    }
    let longest = Int64(TraceReader.maximumTokens)
    guard (1...longest).contains(tokens) else {
      throw wrong("tokens", "\(tokens)", "1 to \(longest)")
    }
    var request = DecodeRequest()
    if let task = columns.tasks?[place], task != -1 {
      guard tasks.indices.contains(Int(task)) else {
        throw wrong("task", "\(task)", "a place among \(tasks.count) names")
      }
      request.task = tasks[Int(task)]
    }
    if let at = columns.configurations?[place], at != -1 {
      guard configurations.indices.contains(Int(at)) else {
        throw wrong(
          "configuration", "\(at)",
          "a place among \(configurations.count) names")
      }
      request.configuration = configurations[Int(at)]
    }
    func count(
      _ column: UnsafePointer<Int64>?, _ name: String, least: Int64
    ) throws(CallError) -> Int? {
      guard let value = column?[place], value != -1 else { return nil }
      guard (least...longest).contains(value) else {
        throw wrong(name, "\(value)", "\(least) to \(longest), or -1")
      }
      return Int(value)
    }
    request.promptTokens = try count(
      columns.prompt_tokens, "prompt_tokens", least: 0)
    request.cap = try count(columns.max_tokens, "max_tokens", least: 1)
    if let prompt = columns.prompts?[place] {
      request.prompt = try text(prompt, "prompts")
    }
    let ending: Ending
    switch columns.endings?[place] ?? UInt8(DE_STOPPED) {
    case UInt8(DE_STOPPED): ending = .stopped
    case UInt8(DE_CAPPED): ending = .capped
    case UInt8(DE_CANCELLED): ending = .cancelled
    case let other: throw wrong("ending", "\(other)", "0, 1 or 2")
    }
    func time(
      _ column: UnsafePointer<Double>?, _ name: String
    ) throws(CallError) -> Duration? {
      guard let seconds = column?[place], !seconds.isNaN else { return nil }
      guard seconds >= 0, seconds <= 1e9 else {
        throw wrong(name, "\(seconds)", "0 to 10⁹ seconds, or NaN")
      }
      return .clamped(seconds: seconds)
    }
    let timestamp = columns.timestamps?[place] ?? .nan
    return RecordedAnswer(
      request, tokens: Int(tokens), ending: ending,
      decodeTime: try time(columns.decode_seconds, "decode_seconds"),
      prefillTime: try time(columns.prefill_seconds, "prefill_seconds"),
      timestamp: timestamp.isFinite ? timestamp : nil, id: place)
  }
}
