public import DecodeStatistics

/// Tells tasks by keywords: the first rule with a keyword in the prompt wins.
///
/// ```swift
/// let classifier = KeywordTaskClassifier.standard
/// classifier.classify("What is the total on the invoice?")  // doc_qa
/// ```
///
/// Case is ignored, as `String.lowercased()` does it. The keywords of all
/// rules are looked for in one pass (Aho–Corasick), so a prompt takes time
/// linear in its length, however many the keywords.
public struct KeywordTaskClassifier: TaskClassifier {
  /// How keywords are looked for.
  public enum Matching: String, Sendable, Hashable, Codable, CaseIterable {
    /// Anywhere: "show" contains "how".
    case substring
    /// As words or phrases: "show" does not contain "how", "how?" does.
    ///
    /// A keyword that starts or ends with a letter or a digit must not have
    /// another one next to it. Scripts written without spaces between words,
    /// such as Chinese, have no such boundaries: their characters stand for
    /// themselves, and next to a Latin word they end it. Any run of white
    /// space is one space.
    case word
  }

  /// A task and the keywords that tell it.
  public struct Rule: Sendable, Hashable, Codable {
    /// The task of prompts with one of the keywords.
    public var task: TaskID
    /// Words or phrases; an empty one is in no prompt.
    public var keywords: [String]
    /// How the keywords are looked for.
    public var matching: Matching

    /// Keywords that tell a task.
    public init(task: TaskID, keywords: [String], matching: Matching) {
      self.task = task
      self.keywords = keywords
      self.matching = matching
    }
  }

  /// The rules, in order of precedence.
  public let rules: [Rule]
  /// The task of prompts in which no rule has a keyword.
  public let fallback: TaskID
  private let substrings: KeywordAutomaton
  private let words: KeywordAutomaton

  /// A classifier with rules of one's own.
  ///
  /// - Parameters:
  ///   - rules: Rules in order of precedence: the first one with a keyword in
  ///     the prompt wins, wherever in the prompt that is.
  ///   - fallback: The task of all other prompts.
  public init(rules: [Rule], fallback: TaskID = .default) {
    self.rules = rules
    self.fallback = fallback
    var substrings: [(text: [UInt8], rule: Int)] = []
    var words: [(text: [UInt8], rule: Int)] = []
    for (index, rule) in rules.enumerated() {
      for keyword in rule.keywords {
        let text = Array(keyword.lowercased().utf8)
        switch rule.matching {
        case .substring: substrings.append((text, index))
        case .word: words.append((PromptText.singleSpaced(text), index))
        }
      }
    }
    self.substrings = KeywordAutomaton(substrings)
    self.words = KeywordAutomaton(words)
  }

  /// The task of the first rule with a keyword in the prompt, or the fallback.
  public func classify(_ prompt: String) -> TaskID {
    let text = Array(prompt.lowercased().utf8)
    let substring = substrings.firstRule(in: text) { _ in true }
    // A rule of whole words cannot win against the first rule.
    if substring == 0 { return rules[0].task }
    let spaced = words.isEmpty ? [] : PromptText.singleSpaced(text)
    let word = words.firstRule(in: spaced) {
      PromptText.isWord($0, in: spaced)
    }
    let rule = [substring, word].compactMap { $0 }.min()
    return rule.map { rules[$0].task } ?? fallback
  }
}

extension KeywordTaskClassifier: Equatable, Codable {
  private enum CodingKeys: String, CodingKey {
    case rules
    case fallback
  }

  /// Whether both have the same rules and fallback.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.rules == rhs.rules && lhs.fallback == rhs.fallback
  }

  /// Reads `{"rules": […], "fallback": …}`.
  ///
  /// - Throws: `DecodingError` if the file is not so.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      rules: try values.decode([Rule].self, forKey: .rules),
      fallback: try values.decode(TaskID.self, forKey: .fallback))
  }

  /// Writes the rules and the fallback.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(rules, forKey: .rules)
    try values.encode(fallback, forKey: .fallback)
  }
}
