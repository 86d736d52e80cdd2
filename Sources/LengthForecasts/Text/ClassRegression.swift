import RealModule

/// Probabilities of the classes of length given a prompt's features, learnt
/// online: multinomial logistic regression, each weight with a step of its
/// own.
///
///     P(class k) ∝ (n_k + ½)·exp(Σ_j w_{jk} x_j),
///     w_{jk} ← w_{jk} − γ·g_{jk}/√(Σ g_{jk}²),   g_{jk} = x_j (P(k) − [y = k])
///
/// with n_k the answers of a class so far: without weights the probabilities
/// are those of the classes. The score of an answer is made before the answer
/// is learnt, so that it never saw it.
///
/// Source: J. Duchi, E. Hazan and Y. Singer, *Adaptive subgradient methods
/// for online learning and stochastic optimization*, JMLR 12, 2121 (2011).
package struct ClassRegression: Sendable, Equatable {
  /// How many classes there are.
  package static let classCount = LengthClasses.count
  /// Numbers of eight classes.
  typealias Classes = SIMD8<Float>
  private static let width = LengthClasses.count / 8

  /// γ.
  package let rate: Float
  /// For each slot its row; −1 for one never seen.
  private var rows: [Int32] = []
  /// The slots by row.
  private var slots: [Int32] = []
  private var weights: [Classes] = []
  private var squares: [Classes] = []
  /// n_k.
  private var counts = Array(repeating: 0.0, count: LengthClasses.count)

  package init(rate: Float) { self.rate = rate }

  /// The probability of each class; of no class before the first answer.
  package func probabilities(_ features: PromptFeatures) -> [Float] {
    var sums = [Classes](repeating: .zero, count: Self.width)
    for (slot, value) in zip(features.slots, features.values) {
      guard let row = row(slot) else { continue }
      for part in 0..<Self.width {
        sums[part] += value * weights[row * Self.width + part]
      }
    }
    var result = [Float](repeating: 0, count: LengthClasses.count)
    var greatest = -Float.infinity
    for index in result.indices where counts[index] > 0 {
      let sum = sums[index >> 3][index & 7]
      result[index] = Float.log(Float(counts[index]) + 0.5) + sum
      greatest = max(greatest, result[index])
    }
    var total: Float = 0
    for index in result.indices where counts[index] > 0 {
      result[index] = Float.exp(result[index] - greatest)
      total += result[index]
    }
    guard total > 0 else { return result }
    for index in result.indices { result[index] /= total }
    return result
  }

  /// Learns an answer.
  ///
  /// - Parameters:
  ///   - length: Its length.
  ///   - isCensored: Whether it would have been longer: the class is then one
  ///     of those from its own on, as probable as they were.
  ///   - features: Its prompt's.
  ///   - probabilities: What was said of it.
  mutating func learn(
    length: Int, isCensored: Bool, _ features: PromptFeatures,
    _ probabilities: [Float]
  ) {
    let own = LengthClasses.index(of: length)
    let beyond = isCensored ? probabilities[own...].reduce(0, +) : 0
    let shares = probabilities.indices.map { index -> Float in
      beyond > 0
        ? (index >= own ? probabilities[index] / beyond : 0)
        : index == own ? 1 : 0
    }
    learn(shares, features, probabilities)
  }

  /// Learns what share each class has.
  ///
  /// - Parameters:
  ///   - shares: One for each class, of sum 1.
  ///   - features: The prompt's.
  ///   - probabilities: What was said of it.
  package mutating func learn(
    _ shares: [Float], _ features: PromptFeatures, _ probabilities: [Float]
  ) {
    var errors = [Classes](repeating: .zero, count: Self.width)
    for index in probabilities.indices {
      errors[index >> 3][index & 7] = probabilities[index] - shares[index]
      counts[index] += Double(shares[index])
    }
    for (slot, value) in zip(features.slots, features.values) {
      let row = row(slot) ?? addRow(slot)
      for part in 0..<Self.width {
        let gradient = value * errors[part]
        let place = row * Self.width + part
        squares[place] += gradient * gradient
        weights[place] -=
          rate * gradient / (squares[place] + 1e-8).squareRoot()
      }
    }
  }

  @inline(__always)
  private func row(_ slot: Int32) -> Int? {
    guard Int(slot) < rows.count else { return nil }
    let row = rows[Int(slot)]
    return row < 0 ? nil : Int(row)
  }

  private mutating func addRow(_ slot: Int32) -> Int {
    if Int(slot) >= rows.count {
      let size = max(PromptFeatures.slots, Int(slot) + 1)
      rows += repeatElement(-1, count: size - rows.count)
    }
    rows[Int(slot)] = Int32(slots.count)
    slots.append(slot)
    weights += repeatElement(.zero, count: Self.width)
    squares += repeatElement(.zero, count: Self.width)
    return slots.count - 1
  }
}

// MARK: - Codable

extension ClassRegression: Codable {
  private enum CodingKeys: String, CodingKey {
    case rate
    case counts
    case slots
    case weights
    case squares
  }

  /// Writes the rows that were seen.
  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(rate, forKey: .rate)
    try values.encode(counts, forKey: .counts)
    try values.encode(slots, forKey: .slots)
    for (key, numbers) in [(CodingKeys.weights, weights), (.squares, squares)] {
      try values.encode(
        PackedNumbers(numbers.flatMap { part in (0..<8).map { part[$0] } }),
        forKey: key)
    }
  }

  /// Reads a regression.
  ///
  /// - Throws: `DecodingError` if columns do not belong together.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(rate: try values.decode(Float.self, forKey: .rate))
    counts = try values.decode([Double].self, forKey: .counts)
    let slots = try values.decode([Int32].self, forKey: .slots)
    func numbers(_ key: CodingKeys) throws -> [Classes] {
      let floats = try values.decode(PackedNumbers.self, forKey: key).floats
      return stride(from: 0, to: floats.count - 7, by: 8).map { start in
        Classes(floats[start..<start + 8])
      }
    }
    let (weights, squares) = (
      try numbers(.weights), try numbers(.squares)
    )
    guard counts.count == LengthClasses.count, rate > 0, rate < .infinity,
      counts.allSatisfy({ $0 >= 0 && $0 < .infinity }),
      Set(slots).count == slots.count,
      slots.allSatisfy({ $0 >= 0 && $0 < 1 << 17 }),
      weights.count == slots.count * Self.width,
      squares.count == weights.count,
      weights.allSatisfy({ part in (0..<8).allSatisfy { part[$0].isFinite } }),
      squares.allSatisfy({ part in
        (0..<8).allSatisfy { part[$0] >= 0 && part[$0] < .infinity }
      })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .weights, in: values,
        debugDescription: "a regression should have a finite weight for each "
          + "of its slots and \(LengthClasses.count) classes")
    }
    for slot in slots { _ = addRow(slot) }
    (self.weights, self.squares) = (weights, squares)
  }
}
