import DecodeStatistics
import DecodeTraces
import Testing

@Suite("Labelled prompts")
struct LabelledPromptTests {
  private func prompts(
    _ text: [UInt8], _ reader: LabelledPromptReader = LabelledPromptReader()
  ) throws -> [LabelledPrompt] {
    try withFile(text) { try reader.prompts(at: $0) }
  }

  @Test func quotedPromptsMayHoldAnything() throws {
    let text = """
      note,prompt,task
      1,"What, if ""this""
      is 图里?",vqa
      2,,default
      """
    for chunkSize in [1, 5, 1 << 16] {
      var reader = LabelledPromptReader()
      reader.chunkSize = chunkSize
      #expect(
        try prompts(Array(text.utf8), reader) == [
          LabelledPrompt(task: "vqa", prompt: "What, if \"this\"\nis 图里?"),
          LabelledPrompt(task: "default", prompt: ""),
        ])
    }
    let other = LabelledPromptReader(taskColumn: "label", promptColumn: "text")
    #expect(
      try prompts(Array("text,label\nhi,chat\n".utf8), other)
        == [LabelledPrompt(task: "chat", prompt: "hi")])
  }

  @Test(arguments: [
    ("", "is empty"), ("task,prompt\n", "has no prompts"),
    ("task,text\nvqa,hi\n", "expected one column \"prompt\""),
    ("task,prompt,task\nvqa,hi,x\n", "expected one column \"task\""),
    ("task,prompt\nvqa,hi\n ,hi\n", ":3: column task: found nothing"),
    ("task,prompt\nvqa,hi, you\n", "found 3 fields, expected 2"),
    ("task,prompt\nvqa,\"hi\n", "quote"),
  ])
  func errorsNameTheirPlace(_ text: String, _ message: String) throws {
    let error = try #require(throws: TraceError.self) {
      try prompts(Array(text.utf8))
    }
    #expect(error.category == .badData)
    #expect("\(error)".contains(message), "\(error)")
  }

  @Test func promptsAreUTF8() throws {
    let error = try #require(throws: TraceError.self) {
      try prompts(Array("task,prompt\nvqa,".utf8) + [0xFF, 0x0A])
    }
    #expect("\(error)".contains(":2: column prompt"), "\(error)")
  }
}
