public import DecodeStatistics

/// Some answers that ended alike: what `LifeTable.record` takes.
public struct RecordedAnswers: Sendable, Hashable {
  /// Tokens generated.
  public var length: Int
  /// How they ended.
  public var ending: Ending
  /// How many.
  public var count: Int

  /// Answers of one length and ending.
  public init(length: Int, ending: Ending, count: Int = 1) {
    self.length = length
    self.ending = ending
    self.count = count
  }
}

extension Choices {
  /// Answers to record, in no order; few, short and stopped ones are simple.
  ///
  /// - Parameters:
  ///   - sizes: How many records there are.
  ///   - longest: The greatest length.
  ///   - largestCount: The greatest number of answers in a record.
  ///   - endings: The endings they may have, simplest first.
  /// - Returns: The records in the order drawn.
  public mutating func answers(
    _ sizes: ClosedRange<Int> = 0...20, longest: Int = 40,
    largestCount: Int = 5, endings: [Ending] = Ending.allCases
  ) -> [RecordedAnswers] {
    array(sizes) { choices in
      RecordedAnswers(
        length: choices.int(1...longest),
        ending: choices.element(of: endings),
        count: choices.int(1...largestCount))
    }
  }

  /// A life table of such answers.
  ///
  /// - Parameters: As in `answers(_:longest:largestCount:endings:)`.
  public mutating func lifeTable(
    _ sizes: ClosedRange<Int> = 0...20, longest: Int = 40,
    largestCount: Int = 5, endings: [Ending] = Ending.allCases
  ) -> LifeTable {
    LifeTable(
      answers(
        sizes, longest: longest, largestCount: largestCount, endings: endings))
  }
}

extension LifeTable {
  /// A table of the answers.
  ///
  /// - Precondition: `record` takes each of them.
  public init(_ answers: [RecordedAnswers]) {
    self.init()
    for some in answers {
      do {
        try record(length: some.length, ending: some.ending, count: some.count)
      } catch {
        preconditionFailure("Answers should be recordable, but \(error)")
      }
    }
  }
}

/// A table of answers, and what is left of it under a cap.
public struct CappedTables: Sendable {
  /// The cap.
  public var cap: Int
  /// The answers as they would have been.
  public var latent = LifeTable()
  /// The answers cut after `cap` tokens.
  public var capped = LifeTable()

  /// Random answers, cut at a random cap.
  ///
  /// - Throws: `LengthLawError`, which small counts never cause.
  public init(_ choices: inout Choices) throws(LengthLawError) {
    cap = choices.int(2...30)
    for answer in choices.answers(1...30, endings: [.stopped]) {
      let count = answer.count + 1
      try latent.record(length: answer.length, ending: .stopped, count: count)
      try capped.record(
        length: min(answer.length, cap),
        ending: answer.length > cap ? .capped : .stopped, count: count)
    }
  }
}
