import ArgumentParser
import DecodeEstimators
import DecodeTraces

/// Which answers of a trace are looked at, one by one.
struct AnswerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "max_tokens of requests of which none is recorded; answers of N tokens "
        + "count as capped.",
      valueName: "N"))
  var cap: Int?

  @Option(
    help: ArgumentHelp("Look at the last N answers only.", valueName: "N"))
  var last = 200_000

  @Option(
    help: ArgumentHelp(
      "Embeddings of the prompts (CSV): with a header, whose first column is "
        + "matched with the trace's prompt_id where it has one; otherwise a "
        + "row of numbers for each answer, in their order.",
      valueName: "file"))
  var embeddings: String?

  func validate() throws {
    try requirePositive(cap, "--cap")
    try requirePositive(last, "--last")
  }

  /// What a file holds, with its answers in their order.
  func contents(
    _ path: String, _ options: TraceOptions
  ) throws -> TraceContents {
    try options.answerContents(path, assumedCap: cap, last: last)
  }

  /// The answers of a file, in their order.
  func answers(
    _ path: String, _ options: TraceOptions
  ) throws -> [RecordedAnswer] {
    let answers = try options.answers(path, assumedCap: cap, last: last)
    return try embeddings.map { try answers.embedded(by: $0) } ?? answers
  }
}

extension [RecordedAnswer] {
  /// The same answers with the embeddings of their prompts: those of the same
  /// `prompt_id` where the trace and the file have one, else one row of the
  /// file for each.
  func embedded(by path: String) throws -> [RecordedAnswer] {
    let embeddings = try EmbeddingReader().embeddings(at: path)
    let vectors = embeddings.vectors
    if let ids = embeddings.ids, contains(where: { $0.promptID != nil }) {
      return try embedded(
        Dictionary(uniqueKeysWithValues: zip(ids, vectors)), path)
    }
    guard vectors.count == count else {
      throw Failure.badData(
        "\(path): has \(vectors.count) rows, but \(count) answers are looked "
          + "at; give one row for each of them, in the same order")
    }
    return zip(self, vectors).map { answer, vector in
      var answer = answer
      answer.request.embedding = vector
      return answer
    }
  }

  private func embedded(
    _ vectors: [String: [Double]], _ path: String
  ) throws -> [RecordedAnswer] {
    try map { answer in
      guard let id = answer.promptID, let vector = vectors[id] else {
        throw Failure.badData(
          "\(path): has no embedding of "
            + (answer.promptID.map { "the prompt \(printable($0))" }
              ?? "an answer without a prompt_id")
            + " (line \(answer.line) of the trace)")
      }
      var answer = answer
      answer.request.embedding = vector
      return answer
    }
  }
}
