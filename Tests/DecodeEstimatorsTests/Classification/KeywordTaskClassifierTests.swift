import DecodeEstimators
import DecodeStatistics
import Foundation
import Testing

@Suite struct KeywordTaskClassifierTests {
  typealias Rule = KeywordTaskClassifier.Rule

  @Test func `the first rule wins, wherever its keyword stands`() {
    let classifier = KeywordTaskClassifier(
      rules: [
        Rule(task: "a", keywords: ["one"], matching: .word),
        Rule(task: "b", keywords: ["tw"], matching: .substring),
        Rule(task: "c", keywords: ["three"], matching: .word),
      ], fallback: "none")
    #expect(classifier.classify("three two one") == "a")
    #expect(classifier.classify("three two") == "b")
    #expect(classifier.classify("three") == "c")
    #expect(classifier.classify("someone, threefold") == "none")
  }

  @Test func `no rules, empty keywords and repeated keywords`() {
    let none = KeywordTaskClassifier(rules: [], fallback: "none")
    #expect(none.classify("anything") == "none")
    let empty = KeywordTaskClassifier(rules: [
      Rule(task: "a", keywords: ["", " "], matching: .word),
      Rule(task: "b", keywords: [""], matching: .substring),
    ])
    #expect(empty.classify("") == .default)
    #expect(empty.classify("a b") == .default)
    let twice = KeywordTaskClassifier(rules: [
      Rule(task: "a", keywords: ["x y"], matching: .word),
      Rule(task: "b", keywords: ["y", "X   Y"], matching: .word),
    ])
    #expect(twice.classify("x y") == "a")
    #expect(twice.classify("y") == "b")
  }

  /// Keywords inside, at the end of and overlapping others, against a search
  /// for each of them.
  @Test(arguments: UInt64(0)..<200)
  func `one pass finds what separate searches find`(seed: UInt64) {
    var generator = PromptGenerator(state: seed)
    func text(_ lengths: ClosedRange<Int>) -> String {
      let length = Int.random(in: lengths, using: &generator)
      return String(
        (0..<length).map { _ in "aab è中".randomElement(using: &generator) ?? "a"
        })
    }
    let rules = (0..<Int.random(in: 1...5, using: &generator)).map { index in
      Rule(
        task: TaskID("\(index)"),
        keywords: (0..<Int.random(in: 0...4, using: &generator)).map { _ in
          text(1...4)
        }, matching: .substring)
    }
    let classifier = KeywordTaskClassifier(rules: rules)
    for _ in 0..<20 {
      let prompt = text(0...12)
      let expected = rules.first { rule in
        rule.keywords.contains { prompt.contains($0) }
      }
      #expect(classifier.classify(prompt) == expected?.task ?? .default)
    }
  }

  @Test(arguments: [
    KeywordTaskClassifier.published, .standard,
    KeywordTaskClassifier(rules: [], fallback: "x"),
  ])
  func `coding round trip`(classifier: KeywordTaskClassifier) throws {
    let data = try JSONEncoder().encode(classifier)
    let copy = try JSONDecoder().decode(KeywordTaskClassifier.self, from: data)
    #expect(copy == classifier)
    for prompt in LabelledPrompt.all.map(\.prompt) {
      #expect(copy.classify(prompt) == classifier.classify(prompt))
    }
  }

  @Test func `unknown ways of matching are refused`() {
    let json = """
      {"fallback": "x", "rules":
        [{"task": "a", "keywords": ["b"], "matching": "regex"}]}
      """
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(
        KeywordTaskClassifier.self, from: Data(json.utf8))
    }
  }

  @Test func `well-known tasks have the published names`() {
    #expect(
      [TaskID.vqa, .captioning, .docQA, .textVQA, .default].map(\.rawValue)
        == ["vqa", "captioning", "doc_qa", "text_vqa", "default"])
  }
}
