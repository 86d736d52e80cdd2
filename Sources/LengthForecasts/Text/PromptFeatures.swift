import LengthLaws

/// What a regression on the prompt looks at: words and pairs of neighbouring
/// words, the task and further features, each hashed to one of 2¹⁵ slots, and
/// an embedding.
///
/// Words are runs of letters and digits, in lower case where they are ASCII;
/// characters of scripts that write no spaces are words of their own. Of a
/// long prompt the first 128 words and the last 64 are taken. The slots of one
/// prompt together have length 1, whatever their number; an embedding has
/// length 1 as well.
package struct PromptFeatures: Sendable {
  /// How many slots there are.
  static let slots = 1 << 15
  private static let mostFirst = 128
  private static let mostLast = 64
  /// An embedding has its own slots, from here on.
  private static let mostEmbedded = 4096

  /// The slots, each once, ascending.
  private(set) var slots: [Int32] = []
  /// For each slot its value.
  private(set) var values: [Float] = []

  /// - Returns: `nil` where nothing but the task and numbers of tokens is
  ///   known.
  package init?(_ request: RequestFeatures) {
    guard
      request.text != nil || request.embedding != nil
        || request.prediction != nil || !request.values.isEmpty
    else { return nil }
    slots.append(0)
    if var text = request.text { add(&text) }
    add(hash(request.task.rawValue.utf8, salt: 3))
    if let tokens = request.promptTokens {
      add(mix(4, NumberCell.index(of: tokens, bits: 1, isShifted: false)))
    }
    for (name, value) in request.values {
      let salt = hash(name.utf8, salt: 5)
      switch value {
      case .number(let number):
        add(
          mix(salt, NumberCell.index(of: number, bits: 1, isShifted: false)))
        add(
          mix(
            salt &+ 1, NumberCell.index(of: number, bits: 4, isShifted: false)))
      case .category(let label): add(hash(label.utf8, salt: salt))
      }
    }
    if let prediction = request.prediction { add(prediction) }
    slots.sort()
    var distinct = 1
    for place in slots.indices.dropFirst()
    where slots[place] != slots[place - 1] {
      slots[distinct] = slots[place]
      distinct += 1
    }
    slots.removeSubrange(distinct...)
    values = Array(
      repeating: 1 / Float(distinct).squareRoot(), count: distinct)
    if let embedding = request.embedding { add(embedding) }
  }

  private mutating func add(_ hash: UInt64) {
    slots.append(Int32(truncatingIfNeeded: hash >> 49))
  }

  private mutating func add(_ prediction: LengthPrediction) {
    if let label = prediction.label { add(hash(label.utf8, salt: 6)) }
    for (salt, value) in [(7, prediction.center), (8, prediction.upper)] {
      guard let value else { continue }
      let whole = Int(min(max(value, 0), 0x1p40))
      for bits in [1, 3] {
        add(
          mix(
            UInt64(salt + 8 * bits),
            NumberCell.index(of: whole, bits: bits, isShifted: false)))
      }
    }
  }

  private mutating func add(_ embedding: [Double]) {
    let squares = embedding.reduce(0) { $0 + $1 * $1 }
    guard squares > 0, squares < .infinity else { return }
    let scale = 1 / squares.squareRoot()
    for (place, value) in embedding.prefix(Self.mostEmbedded).enumerated() {
      slots.append(Int32(Self.slots + place))
      values.append(Float(value * scale))
    }
  }
}

// MARK: - Words

extension PromptFeatures {
  private mutating func add(_ text: inout String) {
    var words: [UInt64] = []
    text.withUTF8 { bytes in
      var word: UInt64 = 0
      func end() {
        if word != 0 { words.append(word) }
        word = 0
      }
      for byte in bytes {
        // The lead byte of a character that is a word: kana, ideographs, …
        if byte >= 0xE3 { end() }
        let isASCIIWord: Bool
        switch byte {
        case 48...57, 65...90, 97...122: isASCIIWord = true
        default: isASCIIWord = false
        }
        if isASCIIWord || byte >= 0x80 {
          let lower = 65...90 ~= byte ? byte | 32 : byte
          word = (word == 0 ? 0xCBF2_9CE4_8422_2325 : word) ^ UInt64(lower)
          word = word &* 0x100_0000_01B3
        } else {
          end()
        }
      }
      end()
    }
    let isLong = words.count > Self.mostFirst + Self.mostLast
    func take(_ words: ArraySlice<UInt64>) {
      var last: UInt64?
      for word in words {
        add(finish(word ^ 1))
        if let last { add(finish(last &* 31 ^ word)) }
        last = word
      }
    }
    if isLong {
      take(words.prefix(Self.mostFirst))
      take(words.suffix(Self.mostLast))
    } else {
      take(words[...])
    }
  }

  /// FNV-1a with a last mix.
  private func hash(_ bytes: String.UTF8View, salt: UInt64) -> UInt64 {
    var hash = 0xCBF2_9CE4_8422_2325 &+ salt &* 0x9E37_79B9_7F4A_7C15
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return finish(hash)
  }

  private func mix(_ salt: UInt64, _ number: Int) -> UInt64 {
    finish(
      salt &* 0xD6E8_FEB8_6659_FD93 &+ UInt64(truncatingIfNeeded: number))
  }

  private func finish(_ hash: UInt64) -> UInt64 {
    let mixed = (hash ^ hash >> 29) &* 0x9E37_79B9_7F4A_7C15
    return (mixed ^ mixed >> 32) &* 0xD6E8_FEB8_6659_FD93
  }
}
