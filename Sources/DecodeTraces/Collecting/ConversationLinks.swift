internal import DecodeEstimators

/// Finds the answer that a request goes on from, by the identifiers of
/// conversations or of the prompt's blocks.
struct ConversationLinks {
  private struct Parent {
    var id: Int
    var tokens: Int
    var promptTokens: Int?
    var conversation: String
  }

  private struct Edge: Hashable {
    var node: Int
    var block: Int
  }

  /// The latest answer of each conversation.
  private var latest: [String: Parent] = [:]
  /// A tree of the blocks that prompts begin with.
  private var children: [Edge: Int] = [:]
  /// The latest answer whose complete blocks end at a node.
  private var ends: [Int: Parent] = [:]
  /// The conversation of the latest prompt with a node's blocks.
  private var shared: [Int: String] = [:]

  /// The size of a block of Mooncake's in tokens.
  private static let blockTokens = 512
  /// The least blocks that a request must share with what it goes on from.
  private static let leastShared = 2

  /// Links an answer to the one that its request goes on from.
  mutating func link(_ answer: inout RecordedAnswer, blocks: [Int]) {
    if !blocks.isEmpty {
      link(&answer, by: blocks)
    } else if let conversation = answer.request.conversation {
      let own = Parent(
        id: answer.id, tokens: answer.tokens, promptTokens: nil,
        conversation: conversation)
      if let parent = latest.updateValue(own, forKey: conversation) {
        answer.continues = parent.id
        answer.request.previousTokens = parent.tokens
      }
    }
  }

  /// Links by blocks.
  ///
  /// The parent's complete blocks, all but its last, are the longest prefix
  /// of the request's own, at least two, and its prompt is shorter. A prompt
  /// that shares as many blocks with another is of the same conversation, also
  /// where it goes on from no answer: it was asked again, or differently.
  private mutating func link(_ answer: inout RecordedAnswer, by blocks: [Int]) {
    var node = 0
    var depth = 0
    var found: Parent?
    var common: (conversation: String, blocks: Int)?
    for block in blocks {
      guard let next = children[Edge(node: node, block: block)] else { break }
      node = next
      depth += 1
      guard depth >= Self.leastShared else { continue }
      if let conversation = shared[node] { common = (conversation, depth) }
      guard let parent = ends[node], let length = parent.promptTokens,
        let own = answer.request.promptTokens, length < own
      else { continue }
      found = parent
    }
    if let found {
      answer.continues = found.id
      answer.request.previousTokens = found.tokens
    }
    if let common {
      answer.request.conversation = common.conversation
      if let prompt = answer.request.promptTokens {
        answer.request.values[DecodeRequest.newPromptTokensName] = .number(
          Double(max(prompt - Self.blockTokens * common.blocks, 0)))
      }
    } else {
      answer.request.conversation =
        answer.request.conversation ?? "\(answer.id)"
    }
    insert(answer, blocks)
  }

  private mutating func insert(_ answer: RecordedAnswer, _ blocks: [Int]) {
    let conversation = answer.request.conversation ?? "\(answer.id)"
    var node = 0
    for (place, block) in blocks.enumerated() {
      let edge = Edge(node: node, block: block)
      if let next = children[edge] {
        node = next
      } else {
        children[edge] = children.count + 1
        node = children.count
      }
      guard place + 1 >= Self.leastShared else { continue }
      shared[node] = conversation
      if place + 2 == blocks.count {
        ends[node] = Parent(
          id: answer.id, tokens: answer.tokens,
          promptTokens: answer.request.promptTokens,
          conversation: conversation)
      }
    }
  }
}
