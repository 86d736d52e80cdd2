import DecodeEstimators
import DecodeStatistics
import Foundation
import TestSupport
import Testing

@Suite struct TaskClassifierTests {
  let published = KeywordTaskClassifier.published
  let standard = KeywordTaskClassifier.standard

  @Test(arguments: LabelledPrompt.all + LabelledPrompt.heldOut)
  func `published rules are as published`(prompt: LabelledPrompt) {
    #expect(published.classify(prompt.prompt) == prompt.published)
  }

  @Test(arguments: [LabelledPrompt.all, LabelledPrompt.heldOut])
  func `standard rules beat the published ones`(prompts: [LabelledPrompt]) {
    let old = ConfusionMatrix(of: published, on: prompts)
    let new = ConfusionMatrix(of: standard, on: prompts)
    print("published, \(prompts.count) prompts\n\(old)")
    print("standard, \(prompts.count) prompts\n\(new)")
    #expect(new.accuracy > old.accuracy + 0.2)
    #expect(new.accuracy >= 0.75)
    for task in [TaskID.vqa, .captioning, .docQA, .textVQA, .default] {
      #expect(new.recall(of: task) >= 0.6, "\(task)")
    }
  }

  @Test func `recall floors of the standard rules`() {
    let confusions = ConfusionMatrix(of: standard, on: LabelledPrompt.all)
    let floors: [TaskID: Double] = [
      .vqa: 0.9, .captioning: 0.9, .docQA: 0.85, .textVQA: 0.9, .default: 0.9,
    ]
    for (task, floor) in floors {
      #expect(confusions.recall(of: task) >= floor, "\(task)")
    }
  }

  @Test func `the prompts are many and balanced`() {
    let byTask = Dictionary(grouping: LabelledPrompt.all, by: \.task)
    #expect(LabelledPrompt.all.count >= 60)
    #expect(byTask.count == 5)
    #expect(Set(byTask.values.map(\.count)).count == 1)
    let texts = (LabelledPrompt.all + LabelledPrompt.heldOut).map(\.prompt)
    #expect(Set(texts).count == texts.count)
  }

  @Test(arguments: [
    ("Show the document", TaskID.docQA), ("Showing off", .default),
    ("how", .vqa), ("(how)", .vqa), ("how's that", .vqa),
    ("whatever", .default),
    ("Éhow", .default), ("how2", .default), ("how\u{301}", .default),
    ("这是什么brand", .textVQA), ("请ocr一下", .textVQA),
    ("what\u{A0}do　you see", .captioning),
    ("\n what\tdo \r\n you  see", .captioning), ("", .default),
    ("   ", .default),
    ("🐈‍⬛", .default), ("🐈what🐈", .vqa), ("？", .vqa), ("?", .vqa),
  ])
  func `words have edges`(prompt: String, task: TaskID) {
    #expect(standard.classify(prompt) == task)
  }

  @Test func `published rules match inside words and characters`() {
    #expect(published.classify("Show the document") == .vqa)
    #expect(published.classify("how\u{301}") == .vqa)
    #expect(published.classify("what  do you see") == .vqa)
    #expect(published.classify("a context") == .docQA)
  }

  @Test(arguments: [
    KeywordTaskClassifier.published, KeywordTaskClassifier.standard,
  ])
  func `case is ignored`(classifier: KeywordTaskClassifier) {
    var generator = PromptGenerator(state: 1)
    for prompt in LabelledPrompt.all.map(\.prompt) {
      let task = classifier.classify(prompt)
      #expect(classifier.classify(prompt.uppercased()) == task)
      #expect(classifier.classify(prompt.lowercased()) == task)
      for _ in 0..<10 {
        let mixed = String(
          prompt.map { character in
            Bool.random(using: &generator)
              ? Character(character.uppercased())
              : Character(character.lowercased())
          })
        #expect(classifier.classify(mixed) == task)
      }
    }
  }

  @Test func `long prompts are read to the end`() {
    let filler = String(repeating: "lorem ipsum 🌍 和平 ", count: 420_000)
    #expect(filler.utf8.count >= 10_000_000)
    #expect(standard.classify(filler) == .default)
    #expect(standard.classify(filler + "invoice") == .docQA)
    #expect(published.classify(filler + "passage") == .docQA)
  }

  @Test func `nested near-matches take linear time`() {
    let classifier = KeywordTaskClassifier(rules: [
      .init(
        task: "long",
        keywords: [String(repeating: "a", count: 2_000) + "b"],
        matching: .substring)
    ])
    let prompt = String(repeating: "a", count: 1_000_000)
    #expect(classifier.classify(prompt) == .default)
    #expect(classifier.classify(prompt + "b") == "long")
  }
}
