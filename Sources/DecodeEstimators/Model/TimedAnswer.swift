import DecodeStatistics

/// A recorded answer with the numbers that were known as its two phases
/// began: those of the log, and the load reconstructed from it.
package struct TimedAnswer {
  /// The answer.
  package let answer: RecordedAnswer
  /// What was known as its prefill began.
  package let atStart: [String: Double]
  /// What was known as its first token came.
  package let atFirstToken: [String: Double]

  /// Answers with the load of their configuration at their own moments.
  ///
  /// The load is reconstructed where every answer tells when it came and how
  /// long its prefill and its decode phase took, unless the log has it; answers
  /// that stand for several tell nothing of it.
  package static func all(_ answers: [RecordedAnswer]) -> [TimedAnswer] {
    var result = answers.map { answer in
      let own = answer.request.knownNumbers
      return TimedAnswer(answer: answer, atStart: own, atFirstToken: own)
    }
    let groups = Dictionary(grouping: answers.indices) {
      answers[$0].request.configuration ?? ServingConfiguration()
    }
    for places in groups.values {
      let requests = places.compactMap { answers[$0].moments }
      guard requests.count == places.count else { continue }
      let timeline = LoadTimeline(requests)
      for (index, place) in places.enumerated() {
        let own = result[place].atStart
        result[place] = TimedAnswer(
          answer: answers[place],
          // What the log says of the load is better than what is made of it.
          atStart: timeline.atStart[index].covariates
            .merging(own) { $1 },
          atFirstToken: timeline.atFirstToken[index].covariates
            .merging(own) { $1 })
      }
    }
    return result
  }

  /// The decode phase, if it was measured.
  func decode(_ convention: DecodeStepConvention) -> CovariateObservation? {
    guard let time = answer.decodeTime else { return nil }
    return CovariateObservation(
      seconds: time.inSeconds,
      steps: convention.stepCount(tokens: answer.tokens),
      covariates: atFirstToken)
  }

  /// The prefill, if it was measured.
  var prefill: CovariateObservation? {
    let time = answer.prefillTime ?? answer.request.prefill
    guard time > .zero else { return nil }
    return CovariateObservation(
      seconds: time.inSeconds, steps: 1, covariates: atStart)
  }
}

extension RecordedAnswer {
  /// When its phases began and ended.
  fileprivate var moments: LoadTimeline.Request? {
    guard count == 1, let timestamp, let prefillTime, let decodeTime else {
      return nil
    }
    let start = timestamp + (queueTime?.inSeconds ?? 0)
    let first = start + prefillTime.inSeconds
    return LoadTimeline.Request(
      arrival: timestamp, start: start, firstToken: first,
      end: first + decodeTime.inSeconds,
      promptTokens: request.promptTokens ?? 0, tokens: tokens)
  }
}
