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
    try options.answers(path, assumedCap: cap, last: last)
  }
}

extension [RecordedAnswer] {
  /// The same answers with the embeddings of their prompts, one row of a file
  /// for each.
  func embedded(by path: String) throws -> [RecordedAnswer] {
    let vectors = try EmbeddingReader().vectors(at: path)
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
}
