public import DecodeStatistics

/// A prompt and the task that it belongs to.
public struct LabelledPrompt: Sendable, Hashable {
  /// The task.
  public var task: TaskID
  /// The prompt.
  public var prompt: String

  /// A prompt of a task.
  public init(task: TaskID, prompt: String) {
    self.task = task
    self.prompt = prompt
  }
}

/// Reads labelled prompts: CSV in UTF-8 with a header and the columns `task`
/// and `prompt`, in quotes where there are commas or line ends within.
public struct LabelledPromptReader: Sendable {
  /// The header of the column of tasks.
  public var taskColumn: String
  /// The header of the column of prompts.
  public var promptColumn: String

  package var chunkSize = 1 << 16

  /// Reads labelled prompts.
  ///
  /// - Parameters:
  ///   - taskColumn: The header of the column of tasks.
  ///   - promptColumn: The header of the column of prompts.
  public init(taskColumn: String = "task", promptColumn: String = "prompt") {
    self.taskColumn = taskColumn
    self.promptColumn = promptColumn
  }

  /// The prompts of the file at `path`, in its order.
  ///
  /// A prompt may be empty; a task may not.
  ///
  /// - Returns: At least one.
  /// - Throws: `TraceError` if the file cannot be read, lacks a column, has a
  ///   row without a task or with bytes that are no UTF-8, or has no rows.
  public func prompts(at path: String) throws(TraceError) -> [LabelledPrompt] {
    var csv = try CSVReader.open(path, chunkSize: chunkSize)
    let (header, line) = try csv.readHeader()
    func place(of name: String) throws(TraceError) -> Int {
      guard let place = header.firstIndex(of: name),
        place == header.lastIndex(of: name)
      else {
        throw TraceError(
          .invalidHeader, file: path, line: line,
          detail: "expected one column \"\(printable(name))\", found "
            + quotedList(header))
      }
      return place
    }
    let (task, prompt) = (
      try place(of: taskColumn), try place(of: promptColumn)
    )
    func invalid(
      _ row: CSVBatch.Row, _ column: Int, _ value: String, _ expected: String
    ) -> TraceError {
      TraceError(
        .invalidValue, file: path, line: row.line, column: header[column],
        value: value, expected: expected)
    }
    var prompts: [LabelledPrompt] = []
    try csv.forEachRow(from: 1) { (row, batch) throws(TraceError) in
      try row.require(fields: header.count, in: path)
      prompts.append(
        LabelledPrompt(
          task: TaskID(
            try text(batch.field(task, of: row), isRequired: true) {
              invalid(row, task, $0, "the name of a task in UTF-8 text")
            }),
          prompt: try text(batch.field(prompt, of: row), isRequired: false) {
            invalid(row, prompt, $0, "UTF-8 text")
          }))
    }
    guard !prompts.isEmpty else {
      throw TraceError(.noAnswers, file: path, detail: "has no prompts")
    }
    return prompts
  }

  /// The text of a field, or an error made of its excerpt.
  private func text(
    _ field: UnsafeBufferPointer<UInt8>, isRequired: Bool,
    orError error: (String) -> TraceError
  ) throws(TraceError) -> String {
    guard let text = String(validating: field, as: UTF8.self),
      !isRequired || !text.allSatisfy(\.isWhitespace)
    else { throw error(field.excerpt) }
    return text
  }
}
