internal import DecodeEstimators
internal import DecodeStatistics

/// How one judged answer is scored, whoever forecast it.
struct AnswerScorer: Sendable {
  /// The longest recorded length: the CRPS looks no further.
  let longest: Int
  /// Weights for cancelled answers; `nil` if there are none.
  private let weights: CensoringWeights?

  init(judged: [RecordedAnswer], longest: Int) throws(AccuracyError) {
    self.longest = longest
    guard judged.contains(where: { $0.ending == .cancelled }) else {
      weights = nil
      return
    }
    var table = LifeTable()
    for answer in judged {
      do throws(LengthLawError) {
        // Cut at its cap, an answer has the min(N, c) that it is judged by.
        try table.record(
          length: answer.tokens,
          ending: answer.ending == .cancelled ? .cancelled : .stopped)
      } catch {
        preconditionFailure("Lengths were checked before: \(error)")
      }
    }
    do throws(LengthLawError) {
      weights = try CensoringWeights(table)
    } catch {
      throw .law(error)
    }
  }

  /// c: the cap of the request, or where an answer was cut.
  func cap(_ answer: RecordedAnswer) -> Int? {
    answer.ending == .capped ? answer.tokens : answer.request.cap
  }

  /// How much an answer counts in means of scores: 0 for a cancelled one.
  func weight(_ answer: RecordedAnswer) -> Double {
    guard let weights else { return 1 }
    return answer.ending == .cancelled
      ? 0 : weights.weight(ofLength: answer.tokens, ending: .stopped)
  }

  /// The mean pinball loss over all levels, by level.
  func pinball(
    _ answer: RecordedAnswer, _ quantiles: [Double], _ levels: [Double]
  ) -> [Double] {
    let cap = cap(answer).map { Double(max($0, answer.tokens)) } ?? .infinity
    return zip(quantiles, levels).map { quantile, level in
      ForecastScore.cappedPinball(
        forecast: quantile, outcome: Double(answer.tokens), level: level,
        cap: cap)
    }
  }

  /// Whether min(N, c) was longer than forecast; `nil` where a cancelled
  /// answer leaves it open.
  func isExceeded(_ answer: RecordedAnswer, _ quantile: Double) -> Bool? {
    let limit = min(quantile, answer.request.cap.map(Double.init) ?? .infinity)
    if Double(answer.tokens) > limit { return true }
    guard answer.ending == .cancelled else { return false }
    return Double(answer.tokens) == limit && answer.request.cap == nil
      ? true : nil
  }
}
