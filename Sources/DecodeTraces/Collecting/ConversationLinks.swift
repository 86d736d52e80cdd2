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

  /// The size of a block of Mooncake's in tokens.
  private static let blockTokens = 512
  /// The least blocks that a request must share with what it goes on from.
  private static let leastShared = 2

  /// Links an answer to the one that its request goes on from.
  mutating func link(_ answer: inout RecordedAnswer, blocks: [Int]) {
    if !blocks.isEmpty {
      link(&answer, by: blocks)
    } else if let conversation = answer.conversation {
      let own = Parent(
        id: answer.id, tokens: answer.tokens, promptTokens: nil,
        conversation: conversation)
      if let parent = latest.updateValue(own, forKey: conversation) {
        answer.continues = parent.id
        answer.previousTokens = parent.tokens
      }
    }
  }

  /// The parent's complete blocks, all but its last, are the longest prefix
  /// of the request's own, at least two, and its prompt is shorter.
  private mutating func link(_ answer: inout RecordedAnswer, by blocks: [Int]) {
    var node = 0
    var depth = 0
    var found: (parent: Parent, shared: Int)?
    for block in blocks {
      guard let next = children[Edge(node: node, block: block)] else { break }
      node = next
      depth += 1
      guard depth >= Self.leastShared, let parent = ends[node],
        let length = parent.promptTokens,
        let own = answer.request.promptTokens, length < own
      else { continue }
      found = (parent, depth)
    }
    if let found {
      answer.continues = found.parent.id
      answer.previousTokens = found.parent.tokens
      answer.conversation = found.parent.conversation
      if let prompt = answer.request.promptTokens {
        answer.features["new_prompt_tokens"] = .number(
          Double(max(prompt - Self.blockTokens * found.shared, 0)))
      }
    } else {
      answer.conversation = answer.conversation ?? "\(answer.id)"
    }
    insert(answer, blocks.dropLast())
  }

  private mutating func insert(
    _ answer: RecordedAnswer, _ blocks: ArraySlice<Int>
  ) {
    guard blocks.count >= Self.leastShared else { return }
    var node = 0
    for block in blocks {
      let edge = Edge(node: node, block: block)
      if let next = children[edge] {
        node = next
      } else {
        children[edge] = children.count + 1
        node = children.count
      }
    }
    ends[node] = Parent(
      id: answer.id, tokens: answer.tokens,
      promptTokens: answer.request.promptTokens,
      conversation: answer.conversation ?? "\(answer.id)")
  }
}
