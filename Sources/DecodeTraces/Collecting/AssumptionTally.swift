/// Counts what is assumed of rows, without a string for each.
struct AssumptionTally {
  private var counts: [ReadingAssumption.Kind: Int] = [:]
  private var order: [ReadingAssumption.Kind] = []
  private var texts: [ReadingAssumption.Kind: String] = [:]
  private var wholeFile: [ReadingAssumption] = []
  private var words: [String: Int] = [:]

  /// Counts one row of which something is assumed.
  mutating func count(_ kind: ReadingAssumption.Kind, _ text: String? = nil) {
    if counts[kind, default: 0] == 0 {
      order.append(kind)
      texts[kind] = text
    }
    counts[kind, default: 0] += 1
  }

  /// Counts a finish reason that is not known.
  mutating func count(unknownReason word: String) {
    count(.unknownFinishReason)
    if words.count < 10 || words[word] != nil { words[word, default: 0] += 1 }
  }

  /// Says something of the whole file, once.
  mutating func note(_ kind: ReadingAssumption.Kind, _ text: String) {
    let note = ReadingAssumption(kind: kind, text: text, count: nil)
    if !wholeFile.contains(note) { wholeFile.append(note) }
  }

  /// How many rows a kind has.
  func rows(_ kind: ReadingAssumption.Kind) -> Int { counts[kind, default: 0] }

  /// Everything, what concerns the whole file first.
  func assumptions(of rows: Int) -> [ReadingAssumption] {
    wholeFile
      + order.map { kind in
        let count = counts[kind] ?? 0
        return ReadingAssumption(
          kind: kind,
          text: sentence(kind, count, of: rows)
            + (texts[kind].map { " (\($0))" } ?? ""),
          count: count)
      }
  }

  private func sentence(
    _ kind: ReadingAssumption.Kind, _ count: Int, of rows: Int
  ) -> String {
    let answers =
      count == rows
      ? "every answer" : count == 1 ? "1 answer" : "\(count) answers"
    let verb = count == rows || count == 1 ? "counts" : "count"
    let requests = count == 1 ? "1 request" : "\(count) requests"
    let were = count == 1 ? "was" : "were"
    switch kind {
    case .endingNotRecorded:
      return "no ending and no cap is recorded, so \(answers) \(verb) as "
        + "stopped"
    case .unknownFinishReason:
      let list = words.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { "\"\(printable($0.key))\"" }.joined(separator: ", ")
      return "\(answers) with a finish reason that is not known \(verb) as "
        + "stopped: \(list)"
    case .failed:
      return "\(requests) that failed or gave no tokens \(were) left out"
    case .warmUp: return "\(requests) of the warm-up \(were) left out"
    case .severalChoices:
      return "\(requests) for several choices \(were) left out, whose tokens "
        + "are a sum"
    case .contradictoryTimes:
      return
        "the decode time of \(count == 1 ? "1 answer" : "\(count) answers")"
        + " was left out, since the whole took less than its first token"
    case .totalStandsForDecode:
      return "only the time from end to end is known, so it stands for the "
        + "decode time, the first token included"
    case .unitCorrected:
      return "times of \(requests) are in nanoseconds, where the format says "
        + "seconds, and were read as that"
    case .tokensInChunks:
      return "\(answers) came in fewer pieces than tokens, several tokens at "
        + "a time"
    case .clientSideCounts:
      return "the tokens of \(requests) were counted by the client"
    default: return "\(requests): \(kind.rawValue)"
    }
  }
}
