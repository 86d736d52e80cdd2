/// Weighted answers by recorded length, under several half-lives at once.
///
/// Weights are kept summed from below, so that a look-up is one subtraction.
/// A new answer adds to all sums beyond it: as many additions as there are
/// distinct longer lengths, contiguous in memory.
struct FadingCounts: Sendable, Equatable, Codable {
  /// The distinct recorded lengths, ascending.
  var lengths: [Int] = []

  /// For each half-life, element i is the weight of the answers no longer than
  /// `lengths[i - 1]`; element 0 is 0.
  var sums: [[Double]]

  /// The distinct lengths at which answers were censored, ascending.
  var censoredLengths: [Int] = []

  /// For each half-life, the weight censored at each of `censoredLengths`.
  var censoredWeights: [[Double]]

  init(halfLives: Int) {
    sums = Array(repeating: [0], count: halfLives)
    censoredWeights = Array(repeating: [], count: halfLives)
  }

  /// The weight of all answers.
  func total(_ halfLife: Int) -> Double {
    sums[halfLife][lengths.count]
  }

  /// Adds one answer that weighs `weights[h]` under half-life h.
  mutating func record(length: Int, isCensored: Bool, weights: [Double]) {
    let place = lengths.partitioningIndex(notBelow: length)
    if place == lengths.count || lengths[place] != length {
      lengths.insert(length, at: place)
      for index in sums.indices {
        sums[index].insert(sums[index][place], at: place + 1)
      }
    }
    for (index, weight) in weights.enumerated() {
      for position in (place + 1)...lengths.count {
        sums[index][position] += weight
      }
    }
    if isCensored { censor(at: length, weights: weights) }
  }

  private mutating func censor(at length: Int, weights: [Double]) {
    let place = censoredLengths.partitioningIndex(notBelow: length)
    if place == censoredLengths.count || censoredLengths[place] != length {
      censoredLengths.insert(length, at: place)
      for index in censoredWeights.indices {
        censoredWeights[index].insert(0, at: place)
      }
    }
    for (index, weight) in weights.enumerated() {
      censoredWeights[index][place] += weight
    }
  }

  /// Multiplies all weights under one half-life.
  mutating func scale(_ halfLife: Int, by factor: Double) {
    for index in sums[halfLife].indices { sums[halfLife][index] *= factor }
    for index in censoredWeights[halfLife].indices {
      censoredWeights[halfLife][index] *= factor
    }
  }

  /// Adds the answers of `other`; exact while the weights are whole numbers.
  mutating func merge(_ other: FadingCounts) {
    for (index, length) in other.lengths.enumerated() {
      let weights = other.sums.map { $0[index + 1] - $0[index] }
      record(length: length, isCensored: false, weights: weights)
    }
    for (index, length) in other.censoredLengths.enumerated() {
      let weights = other.censoredWeights.map { $0[index] }
      censor(at: length, weights: weights)
    }
  }

  /// Whether every column has its size and every order holds, for decoding.
  var isConsistent: Bool {
    func ascends(_ values: [Int]) -> Bool {
      (values.first ?? 1) >= 1 && zip(values, values.dropFirst()).allSatisfy(<)
    }
    return ascends(lengths) && ascends(censoredLengths)
      && Set(lengths).isSuperset(of: censoredLengths)
      && sums.count == censoredWeights.count
      && sums.allSatisfy {
        $0.count == lengths.count + 1 && $0[0] == 0
          && $0.allSatisfy(\.isFinite)
          && zip($0, $0.dropFirst()).allSatisfy(<=)
      }
      && censoredWeights.allSatisfy {
        $0.count == censoredLengths.count
          && $0.allSatisfy { $0 >= 0 && $0 < .infinity }
      }
  }
}

extension [Int] {
  /// The first index whose element is at least `value`, in an ascending array.
  func partitioningIndex(notBelow value: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
