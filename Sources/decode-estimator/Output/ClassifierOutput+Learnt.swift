import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Foundation

extension ClassifierOutput {
  /// Adds the classifier that is learnt from labelled prompts: each half, drawn
  /// at random, is told by what was learnt from the other.
  mutating func learn(_ rows: [LabelledPrompt]) throws {
    var order = Array(rows.indices)
    var generator = SplitGenerator()
    order.shuffle(using: &generator)
    var told: [(row: Int, task: TaskID, share: Double)] = []
    for half in 0..<2 {
      func isLearnt(_ place: Int) -> Bool { place % 2 == half }
      let learnt = order.indices.filter(isLearnt).map { rows[order[$0]] }
      let classifier: LearntTaskClassifier
      do throws(EstimationError) {
        classifier = try LearntTaskClassifier(
          learnt.map { ($0.task, $0.prompt) })
      } catch {
        caveats.append("nothing was learnt from the prompts: \(error)")
        return
      }
      for place in order.indices where !isLearnt(place) {
        let row = rows[order[place]]
        let shares = classifier.probabilities(row.prompt)
        let own = classifier.tasks.firstIndex(of: row.task)
        told.append(
          (
            order[place], classifier.classify(row.prompt),
            own.map { shares[$0] } ?? 0
          ))
      }
    }
    var counts = TaskConfusion()
    for one in told { counts.record(rows[one.row].task, as: one.task) }
    let rival = classifiers.max {
      $0.accuracy.correct < $1.accuracy.correct
    }
    classifiers.append(
      try Classifier("learnt", counts, confidence: confidence))
    guard let rival else { return }
    let words: KeywordTaskClassifier =
      rival.name == "standard" ? .standard : .published
    var (ours, theirs) = (0, 0)
    for one in told {
      let row = rows[one.row]
      switch (one.task == row.task, words.classify(row.prompt) == row.task) {
      case (true, false): ours += 1
      case (false, true): theirs += 1
      default: break
      }
    }
    let loss = told.reduce(0) { sum, one in
      sum - Foundation.log(max(one.share, 1e-12))
    }
    learnt = LearntComparison(
      onlyLearntRight: ours, onlyKeywordsRight: theirs, keywords: rival.name,
      logLoss: loss / Double(max(told.count, 1)),
      sentence: "Learnt from half of the prompts, \(ours) of the others are "
        + "told right that the \(rival.name) rules tell wrong, and \(theirs) "
        + "the other way round.")
  }
}

/// The same numbers every time: SplitMix64.
private struct SplitGenerator: RandomNumberGenerator {
  private var state: UInt64 = 1

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
