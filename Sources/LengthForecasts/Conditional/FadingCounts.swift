/// Weighted answers by cell of length, under several half-lives at once.
///
/// Few cells are kept sorted with their weights summed from below. Many are
/// kept by index: sums within blocks of 32 cells, and sums of whole blocks, so
/// that a look-up is two loads, and an answer adds to at most 32 cells and to
/// the blocks beyond, however many lengths there are.
///
/// All numbers are in one array, so that a copy is one reference. Weights of
/// one cell under all half-lives stand next to each other.
struct FadingCounts: Sendable {
  static let blockBits = 5
  private static let mostSorted = 32

  /// How many half-lives there are.
  let halfLives: Int
  /// The cells with their weights.
  ///
  /// Sorted: the cells, then the weight at or below each. By index: for each
  /// cell the weight at or below it within its block, then for each block the
  /// weight below it, and last that of all.
  private(set) var values: [Double] = []
  /// How many cells there are, by index how many blocks.
  private(set) var size = 0
  private(set) var isIndexed = false
  /// The longest answers' cell.
  private(set) var last = 0
  /// What was censored.
  private(set) var censored: CensoredCounts?

  /// Weights of censored answers.
  struct CensoredCounts: Sendable {
    /// The distinct cells at which answers were censored, ascending.
    fileprivate(set) var cells: [Int32] = []
    /// The weight censored at each.
    fileprivate(set) var weights: [Double] = []
  }

  init(halfLives: Int) { self.halfLives = halfLives }

  /// The weight of all answers.
  func total(_ halfLife: Int) -> Double {
    values.isEmpty ? 0 : values[values.count - halfLives + halfLife]
  }

  /// Adds one answer that weighs `weights[h]` under half-life h.
  mutating func record(cell: Int, isCensored: Bool, weights: [Double]) {
    last = max(last, cell)
    if !isIndexed { recordSorted(cell, weights) }
    if isIndexed { recordIndexed(cell, weights) }
    if isCensored { censor(Int32(cell), weights) }
  }

  /// Adds to sorted cells, or goes over to cells by index.
  private mutating func recordSorted(_ cell: Int, _ weights: [Double]) {
    var place = 0
    while place < size, values[place] < Double(cell) { place += 1 }
    if place == size || values[place] != Double(cell) {
      guard size < Self.mostSorted else {
        index()
        return
      }
      let below = size + (place - 1) * halfLives
      let sums =
        place > 0
        ? Array(values[below..<below + halfLives])
        : Array(repeating: 0, count: halfLives)
      values.insert(contentsOf: sums, at: size + place * halfLives)
      values.insert(Double(cell), at: place)
      size += 1
    }
    for position in place..<size {
      for halfLife in 0..<halfLives {
        values[size + position * halfLives + halfLife] += weights[halfLife]
      }
    }
  }

  private mutating func recordIndexed(_ cell: Int, _ weights: [Double]) {
    let block = cell >> Self.blockBits
    if block >= size { grow(to: block + 1) }
    let blocks = (size << Self.blockBits) * halfLives
    let (count, size) = (halfLives, size)
    values.withUnsafeMutableBufferPointer { values in
      // Within bounds: cell < size · 32, and blocks + (size + 1) · count
      // numbers in all.
      for position in cell..<(block + 1) << Self.blockBits {
        for halfLife in 0..<count {
          values[position * count + halfLife] += weights[halfLife]
        }
      }
      for position in block + 1...size {
        for halfLife in 0..<count {
          values[blocks + position * count + halfLife] += weights[halfLife]
        }
      }
    }
  }

  /// Adds empty blocks.
  private mutating func grow(to newSize: Int) {
    let blocks = (size << Self.blockBits) * halfLives
    let totals = values.suffix(halfLives)
    var grown = Array(values[..<blocks])
    grown += repeatElement(
      0, count: ((newSize - size) << Self.blockBits) * halfLives)
    grown += values[blocks...]
    for _ in size..<newSize { grown += totals }
    (values, size) = (grown, newSize)
  }

  /// Goes over from sorted cells to cells by index.
  private mutating func index() {
    let (old, count) = (values, size)
    values = Array(repeating: 0, count: halfLives)
    (size, isIndexed) = (0, true)
    var before = Array(repeating: 0.0, count: halfLives)
    for place in 0..<count {
      let start = count + place * halfLives
      let row = Array(old[start..<start + halfLives])
      recordIndexed(Int(old[place]), zip(row, before).map { $0 - $1 })
      before = row
    }
  }

  private mutating func censor(_ cell: Int32, _ weights: [Double]) {
    var counts = censored ?? CensoredCounts()
    censored = nil
    let place = counts.cells.partitioningIndex(above: Int(cell) - 1)
    if place == counts.cells.count || counts.cells[place] != cell {
      counts.cells.insert(cell, at: place)
      counts.weights.insert(
        contentsOf: repeatElement(0, count: halfLives), at: place * halfLives)
    }
    for halfLife in 0..<halfLives {
      counts.weights[place * halfLives + halfLife] += weights[halfLife]
    }
    censored = counts
  }

  /// Multiplies all weights under one half-life.
  mutating func scale(_ halfLife: Int, by factor: Double) {
    let first = isIndexed ? 0 : size
    for place in stride(
      from: first + halfLife, to: values.count, by: halfLives)
    {
      values[place] *= factor
    }
    guard var counts = censored else { return }
    for place in stride(
      from: halfLife, to: counts.weights.count, by: halfLives)
    {
      counts.weights[place] *= factor
    }
    censored = counts
  }
}

extension [Int32] {
  /// The first index whose element is above `value`, in an ascending array.
  func partitioningIndex(above value: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if Int(self[middle]) <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
