public import DecodeStatistics

extension TaskID {
  /// Questions about an image, answered in a word or two: "vqa".
  public static let vqa: TaskID = "vqa"

  /// Descriptions of an image in one or more sentences: "captioning".
  public static let captioning: TaskID = "captioning"

  /// Questions about a document or a passage: "doc_qa".
  public static let docQA: TaskID = "doc_qa"

  /// Questions about text that is seen in an image: "text_vqa".
  public static let textVQA: TaskID = "text_vqa"

  /// Requests of no known task: "default".
  public static let `default`: TaskID = "default"
}
