internal import DecodeEstimators
internal import DecodeStatistics

/// Writes answers as the native CSV, which `TraceReader` reads back.
public struct TraceWriter: Sendable {
  /// Writes answers.
  public init() {}

  /// The bytes of a trace, in UTF-8.
  ///
  /// Columns that no answer has are left out, and so is the ending where the
  /// files did not record any.
  ///
  /// - Parameter contents: Answers, all of which were kept.
  /// - Returns: A header and a line for each answer.
  /// - Throws: `TraceError` of code `unwritableFile` for a task, a text or a
  ///   label that could not be read back.
  public func contents(
    of contents: TraceContents
  ) throws(TraceError) -> [UInt8] {
    let assumed = contents.reports.flatMap(\.assumptions)
      .filter { $0.kind == .endingNotRecorded }
      .reduce(0) { $0 + ($1.count ?? 0) }
    let columns = Self.columns(
      contents.answers, convention: contents.convention,
      hasEndings: assumed < contents.answers.count)
    var result: [UInt8] = []
    for (index, column) in columns.enumerated() {
      if index > 0 { result.append(UInt8(ascii: ",")) }
      result += CSVField.bytes(column.name)
    }
    result.append(UInt8(ascii: "\n"))
    for answer in contents.answers {
      for (index, column) in columns.enumerated() {
        if index > 0 { result.append(UInt8(ascii: ",")) }
        guard
          let text = Self.text(column, of: answer, contents.convention)
        else { continue }
        guard !text.utf8.contains(0),
          text.utf8.count <= CSVBatch.maximumFieldBytes
        else {
          throw TraceError(
            .unwritableFile, line: answer.line, column: column.name,
            value: text,
            expected: "text without a NUL character and of at most 1 MiB")
        }
        result += CSVField.bytes(text)
      }
      result.append(UInt8(ascii: "\n"))
    }
    return result
  }

  /// The columns that at least one answer has.
  private static func columns(
    _ answers: [RecordedAnswer], convention: DecodeStepConvention?,
    hasEndings: Bool
  ) -> [TraceColumn] {
    let optional: [TraceColumn] = [
      .count, .cap, .promptTokens, .prefill, .decode, .total, .queue,
      .timestamp, .convention, .conversation, .turn, .promptID, .text,
      .prediction,
    ]
    var configurations: Set<String> = []
    var features: Set<String> = []
    for answer in answers {
      configurations.formUnion(answer.request.configuration?.keys ?? [])
      features.formUnion(answer.request.values.keys)
    }
    return [.task, .outputTokens] + (hasEndings ? [.ending] : [])
      + optional.filter { column in
        answers.contains {
          column == .count
            ? $0.count != 1 : text(column, of: $0, convention) != nil
        }
      }
      + configurations.sorted().map { .configuration($0) }
      + features.sorted().map { .feature($0) }
  }

  /// A field, `nil` if the answer does not have it.
  private static func text(
    _ column: TraceColumn, of answer: RecordedAnswer,
    _ convention: DecodeStepConvention?
  ) -> String? {
    switch column {
    case .task:
      (answer.request.task ?? TraceReader.wholeFileTask).rawValue
    case .outputTokens: "\(answer.tokens)"
    case .ending: answer.ending.rawValue
    case .count: "\(answer.count)"
    case .cap: answer.request.cap.map { "\($0)" }
    case .promptTokens: answer.request.promptTokens.map { "\($0)" }
    case .prefill: answer.prefillTime.map(milliseconds)
    case .decode: answer.decodeTime.map(milliseconds)
    case .total: answer.loggedTotalTime.map(milliseconds)
    case .queue: answer.queueTime.map(milliseconds)
    case .timestamp: answer.timestamp.map { "\($0)" }
    case .convention: convention.map { ConventionName.name($0) }
    case .conversation: answer.request.conversation
    case .turn: answer.turn.map { "\($0)" }
    case .promptID: answer.promptID
    case .text: answer.request.prompt
    case .prediction: answer.request.prediction?.description
    case .configuration(let name): answer.request.configuration?.labels[name]
    case .feature(let name): answer.request.values[name]?.description
    case .timePerToken, .interTokenTimes: nil
    }
  }

  /// A duration in milliseconds, which is the same number of seconds when it
  /// is divided again.
  private static func milliseconds(_ time: Duration) -> String {
    let seconds = time.inSeconds
    let rough = seconds * 1000
    let exact = [rough, rough.nextUp, rough.nextDown]
      .first { $0 / 1000 == seconds }
    return "\(exact ?? rough)"
  }
}
