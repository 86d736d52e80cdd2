import DecodeEstimators
import DecodeStatistics

/// A prompt, the task it belongs to, and what the published rules make of it.
struct LabelledPrompt: Sendable {
  let prompt: String
  let task: TaskID
  let published: TaskID

  init(_ prompt: String, _ task: TaskID, published: TaskID) {
    self.prompt = prompt
    self.task = task
    self.published = published
  }
}

extension LabelledPrompt {
  /// Twenty prompts a task, with some that mislead keywords.
  ///
  /// Written for these tests in the style of visual question answering,
  /// captioning, document and scene-text benchmarks, and in view while the
  /// standard rules were written; no sample of anyone's traffic. The published
  /// column is the output of the published Python function.
  static let all: [LabelledPrompt] = [
    // vqa
    Self("What color is the cat?", .vqa, published: .vqa),
    Self("How many people are in the picture?", .vqa, published: .vqa),
    Self("Is the man wearing a hat?", .vqa, published: .vqa),
    Self("What is the woman holding in her left hand?", .vqa, published: .vqa),
    Self("Are there any clouds in the sky?", .vqa, published: .vqa),
    Self("Where is the dog sitting?", .vqa, published: .vqa),
    Self("Why is the child crying?", .vqa, published: .vqa),
    Self(
      "Who is closer to the camera, the boy or the girl?",
      .vqa, published: .vqa),
    Self("Which animal is on the left", .vqa, published: .default),
    Self("Does this kitchen have a dishwasher?", .vqa, published: .vqa),
    Self("what sport is being played", .vqa, published: .vqa),
    Self("What is on the table?", .vqa, published: .vqa),
    Self(
      "When was this photo probably taken, day or night?",
      .vqa, published: .vqa),
    Self("Is it raining? Answer yes or no.", .vqa, published: .vqa),
    Self("What form of transport is shown here?", .vqa, published: .vqa),
    Self("Count the bicycles.", .vqa, published: .default),
    Self("How is the weather in this image 🌧️?", .vqa, published: .vqa),
    Self("图里有几只猫？", .vqa, published: .default),
    Self("这个人为什么在笑？", .vqa, published: .default),
    Self(
      "Is this page of the calendar showing a summer scene?",
      .vqa, published: .vqa),
    // captioning
    Self("Describe this image.", .captioning, published: .captioning),
    Self(
      "Write a short caption for this photo.",
      .captioning, published: .captioning),
    Self("What do you see?", .captioning, published: .captioning),
    Self(
      "Please describe the scene in one sentence.",
      .captioning, published: .captioning),
    Self(
      "Provide a one-sentence caption for the provided image.",
      .captioning, published: .captioning),
    Self(
      "What do you see in this picture?",
      .captioning, published: .captioning),
    Self(
      "Give a detailed description of the image.",
      .captioning, published: .default),
    Self(
      "Can you describe what is happening here?",
      .captioning, published: .captioning),
    Self("Generate alt text for this image.", .captioning, published: .docQA),
    Self("What is happening in this image?", .captioning, published: .vqa),
    Self("Tell me about this picture.", .captioning, published: .default),
    Self(
      "Explain what is going on in the photo.",
      .captioning, published: .vqa),
    Self("Caption this.", .captioning, published: .captioning),
    Self(
      "DESCRIBE THE IMAGE IN DETAIL, including any text or signs.",
      .captioning, published: .captioning),
    Self(
      "Summarize the scene for a blind person.",
      .captioning, published: .default),
    Self(
      "Write a one-line summary of the picture",
      .captioning, published: .default),
    Self("What  do\nyou see here", .captioning, published: .vqa),
    Self("请描述这张图片。", .captioning, published: .default),
    Self("用一句话说明你在图中看到了什么", .captioning, published: .default),
    Self(
      "Depict the mood and the contents of the photograph in a few words.",
      .captioning, published: .default),
    // doc_qa
    Self("What is the total amount on the invoice?", .docQA, published: .vqa),
    Self(
      "According to the document, who signed the contract?",
      .docQA, published: .vqa),
    Self("Show the document", .docQA, published: .vqa),
    Self(
      "Read the passage and answer: why did the king leave?",
      .docQA, published: .vqa),
    Self("What is the date mentioned in the letter?", .docQA, published: .vqa),
    Self(
      "Based on the text above, when does the policy expire?",
      .docQA, published: .vqa),
    Self(
      "How many employees does the report mention?",
      .docQA, published: .vqa),
    Self(
      "In the attached PDF, what is the refund policy?",
      .docQA, published: .vqa),
    Self("Find the tax rate in this receipt.", .docQA, published: .default),
    Self(
      "Which section of the agreement covers termination?",
      .docQA, published: .vqa),
    Self(
      "Summarise the second paragraph of the article.",
      .docQA, published: .default),
    Self("What is the invoice number?", .docQA, published: .vqa),
    Self(
      "Extract the supplier's address from the scanned form",
      .docQA, published: .default),
    Self("What does the memo say about holidays?", .docQA, published: .vqa),
    Self(
      "List the side effects mentioned in the leaflet's passage on dosage.",
      .docQA, published: .docQA),
    Self(
      "What is the page number at the bottom of the page?",
      .docQA, published: .vqa),
    Self("Answer from the following passage only.", .docQA, published: .docQA),
    Self(
      "Describe how the document defines a working day.",
      .docQA, published: .captioning),
    Self("这份合同的有效期到什么时候？", .docQA, published: .default),
    Self("根据文档，谁是负责人？", .docQA, published: .default),
    // text_vqa
    Self("What does the sign say?", .textVQA, published: .vqa),
    Self("Read the text on the label.", .textVQA, published: .docQA),
    Self("What brand is this phone?", .textVQA, published: .vqa),
    Self(
      "What is the license plate number of the car?",
      .textVQA, published: .vqa),
    Self("what number is on the player's jersey?", .textVQA, published: .vqa),
    Self("What is written on the blackboard?", .textVQA, published: .vqa),
    Self("Transcribe the words on the poster", .textVQA, published: .default),
    Self("What time does the clock show?", .textVQA, published: .vqa),
    Self("OCR this image", .textVQA, published: .default),
    Self("Can you read the street name?", .textVQA, published: .vqa),
    Self("what does the small white text spell?", .textVQA, published: .vqa),
    Self("What word is printed on the shirt?", .textVQA, published: .vqa),
    Self("Which company's logo is on the truck?", .textVQA, published: .vqa),
    Self("How much does the price tag say?", .textVQA, published: .vqa),
    Self(
      "What do you see written on the storefront?",
      .textVQA, published: .captioning),
    Self("What is the title of this book?", .textVQA, published: .vqa),
    Self("Is the word STOP visible on the sign?", .textVQA, published: .vqa),
    Self("What does it say on the bottle?", .textVQA, published: .vqa),
    Self("招牌上写着什么？", .textVQA, published: .default),
    Self("读出图中的文字", .textVQA, published: .default),
    // default
    Self("Hello", .default, published: .default),
    Self("", .default, published: .default),
    Self("Translate good morning into French.", .default, published: .default),
    Self("Write a poem about spring", .default, published: .default),
    Self("Thanks!", .default, published: .default),
    Self("Tell me a joke", .default, published: .default),
    Self("Sort these numbers: 3, 1, 2", .default, published: .default),
    Self("Show me something nice", .default, published: .vqa),
    Self("Continue.", .default, published: .default),
    Self(
      "Write a Python function that reverses a list.",
      .default, published: .default),
    Self(
      "Recommend three novels for the summer",
      .default, published: .default),
    Self("👍🎉", .default, published: .default),
    Self("asdf qwer zxcv", .default, published: .default),
    Self("Somewhat longer this time, please", .default, published: .vqa),
    Self("Plan a day trip to Kyoto", .default, published: .default),
    Self("Convert 5 miles to kilometers", .default, published: .default),
    Self("Rephrase more politely: send it now", .default, published: .default),
    Self(
      "Give me a context-free grammar for arithmetic",
      .default, published: .docQA),
    Self("写一首诗", .default, published: .default),
    Self(
      "Whenever you are ready, begin the showdown",
      .default, published: .vqa),
  ]

  /// Eight more prompts a task, written after the standard rules, which were
  /// not changed for them.
  static let heldOut: [LabelledPrompt] = [
    // vqa
    Self("What is the man doing?", .vqa, published: .vqa),
    Self("How many giraffes are there?", .vqa, published: .vqa),
    Self("What room is this?", .vqa, published: .vqa),
    Self("Is the light green or red?", .vqa, published: .vqa),
    Self("Which fruit is largest?", .vqa, published: .vqa),
    Self("What kind of bird is this", .vqa, published: .vqa),
    Self("Do the shoes match the bag?", .vqa, published: .vqa),
    Self("What material is the bench made of?", .vqa, published: .vqa),
    // captioning
    Self("A short image description:", .captioning, published: .default),
    Self(
      "Write a description for the photo.",
      .captioning, published: .default),
    Self(
      "Could you give a caption of what you see?",
      .captioning, published: .captioning),
    Self("Briefly narrate the scene.", .captioning, published: .default),
    Self("What can you see in the photograph?", .captioning, published: .vqa),
    Self(
      "Describe the picture as if to a friend on the phone",
      .captioning, published: .captioning),
    Self("Compose an Instagram caption", .captioning, published: .captioning),
    Self("描述一下这个场景", .captioning, published: .default),
    // doc_qa
    Self(
      "What is the fax number given in the letter?",
      .docQA, published: .vqa),
    Self("Who is the author of the report?", .docQA, published: .vqa),
    Self("What was the company's revenue in 1998?", .docQA, published: .vqa),
    Self("To whom is the memo addressed?", .docQA, published: .vqa),
    Self(
      "Read this excerpt. Where was the treaty signed?",
      .docQA, published: .vqa),
    Self(
      "What is the heading of the table on page 2?",
      .docQA, published: .vqa),
    Self("Give the due date of the invoice", .docQA, published: .default),
    Self("How does the text define inflation?", .docQA, published: .vqa),
    // text_vqa
    Self(
      "what is the name of the band on the album cover?",
      .textVQA, published: .vqa),
    Self("what year is on the coin?", .textVQA, published: .vqa),
    Self(
      "what team does he play for according to his jersey?",
      .textVQA, published: .vqa),
    Self("what does the license plate read?", .textVQA, published: .vqa),
    Self(
      "What is the last digit on the scoreboard?",
      .textVQA, published: .vqa),
    Self("Which brand of beer is this?", .textVQA, published: .vqa),
    Self("What's the speed limit on the sign?", .textVQA, published: .vqa),
    Self("Type out the handwritten note.", .textVQA, published: .default),
    // default
    Self("Good morning!", .default, published: .default),
    Self("Write a haiku.", .default, published: .default),
    Self("Give three synonyms of happy", .default, published: .default),
    Self("Compute 17 * 23", .default, published: .default),
    Self("Thank you, that was helpful.", .default, published: .default),
    Self("What is the capital of France?", .default, published: .vqa),
    Self("Refactor this function to be shorter", .default, published: .default),
    Self("Fix the grammar: he go to school", .default, published: .default),
  ]
}
