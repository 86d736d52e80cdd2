/// Finds many keywords in one pass over a text: Aho and Corasick's automaton.
///
/// States are the keywords' prefixes; after each byte the automaton is in the
/// longest of them that the text read so far ends with. UTF-8 is
/// self-synchronising, so matching bytes is matching characters.
///
/// The table takes a word for each pair of a state and a byte value that
/// occurs in a keyword: about 200 kB for a hundred keywords.
///
/// Source: A. V. Aho and M. J. Corasick, Efficient string matching: an aid to
/// bibliographic search, Communications of the ACM 18 (1975) 333–340.
struct KeywordAutomaton: Sendable {
  /// The keyword that a state completes.
  private struct Match: Sendable {
    var length: Int
    var rule: Int
  }

  /// Which column a byte has in `next`; 0 for bytes of no keyword.
  private var columns = [Int](repeating: 0, count: 256)
  private var columnCount = 1
  /// The next state, by state and column.
  private var next: [Int] = []
  /// What a state completes itself.
  private var matches: [Match?] = [nil]
  /// The longest other prefix that a state ends with and that completes a
  /// keyword, or 0.
  private var shorter: [Int] = []
  private let firstPossibleRule: Int

  /// Whether there is no keyword to find.
  var isEmpty: Bool { matches.count == 1 }

  /// An automaton for keywords and the rules they belong to; empty keywords
  /// are left out.
  init(_ keywords: [(text: [UInt8], rule: Int)]) {
    let keywords = keywords.filter { !$0.text.isEmpty }
    firstPossibleRule = keywords.map(\.rule).min() ?? 0
    for byte in Set(keywords.joinedBytes()).sorted() {
      columns[Int(byte)] = columnCount
      columnCount += 1
    }
    next = [Int](repeating: 0, count: columnCount)
    for (text, rule) in keywords { insert(text, rule: rule) }
    linkStates()
  }

  /// Adds a keyword's prefixes as states.
  private mutating func insert(_ text: [UInt8], rule: Int) {
    var state = 0
    for byte in text {
      let cell = state * columnCount + columns[Int(byte)]
      if next[cell] == 0 {
        next[cell] = matches.count
        matches.append(nil)
        next.append(contentsOf: repeatElement(0, count: columnCount))
      }
      state = next[cell]
    }
    let first = min(rule, matches[state]?.rule ?? rule)
    matches[state] = Match(length: text.count, rule: first)
  }

  /// Turns the tree of prefixes into an automaton, level by level.
  private mutating func linkStates() {
    shorter = [Int](repeating: 0, count: matches.count)
    // The longest proper suffix of a state that is a state.
    var suffixes = shorter
    var queue = next.prefix(columnCount).filter { $0 > 0 }
    var done = 0
    while done < queue.count {
      let state = queue[done]
      done += 1
      let suffix = suffixes[state]
      shorter[state] = matches[suffix] == nil ? shorter[suffix] : suffix
      for column in 0..<columnCount {
        let cell = state * columnCount + column
        let fallback = next[suffix * columnCount + column]
        if next[cell] == 0 {
          next[cell] = fallback
        } else {
          suffixes[next[cell]] = fallback
          queue.append(next[cell])
        }
      }
    }
  }

  /// The first rule, in order of rules, with an accepted keyword in `text`.
  ///
  /// - Parameters:
  ///   - text: Where to look.
  ///   - accepts: Whether a match at some range counts.
  /// - Returns: The least rule, or nil if no keyword is there.
  func firstRule(
    in text: [UInt8], where accepts: (Range<Int>) -> Bool
  ) -> Int? {
    guard !isEmpty else { return nil }
    var best: Int?
    var state = 0
    for (index, byte) in text.enumerated() {
      state = next[state * columnCount + columns[Int(byte)]]
      var ending = matches[state] == nil ? shorter[state] : state
      while ending > 0, let match = matches[ending] {
        if match.rule < best ?? .max,
          accepts(index + 1 - match.length..<index + 1)
        {
          best = match.rule
        }
        ending = shorter[ending]
      }
      if best == firstPossibleRule { break }
    }
    return best
  }
}

extension [(text: [UInt8], rule: Int)] {
  fileprivate func joinedBytes() -> [UInt8] { flatMap(\.text) }
}
