/// Weighted answers by cell of length, under several half-lives at once.
///
/// Few cells are kept sorted with their weights summed from below. Many are
/// kept by index: sums within blocks of 32 cells, and sums of whole blocks, so
/// that a look-up is two loads, and an answer adds to at most 32 cells and to
/// the blocks beyond, however many lengths there are.
///
/// All weights stand cell by cell, those of each half-life next to each other.
struct FadingCounts: Sendable {
  private static let blockBits = 5
  private static let mostSorted = 32

  /// How many half-lives there are.
  let halfLives: Int
  /// The distinct cells, ascending; empty once cells are kept by index.
  private var cells: [Int32] = []
  /// Sorted: the weight at or below each cell. By index: the same, within the
  /// cell's block.
  private var sums: [Double] = []
  /// By index: the weight below each block, and last that of all.
  private var blocks: [Double] = []
  /// The longest answers' cell.
  private(set) var last = 0
  /// The distinct cells at which answers were censored, ascending.
  private(set) var censoredCells: [Int32] = []
  /// The weight censored at each.
  private(set) var censoredWeights: [Double] = []

  init(halfLives: Int) { self.halfLives = halfLives }

  /// The weight of all answers.
  @inline(__always)
  func total(_ halfLife: Int) -> Double {
    if !blocks.isEmpty { return blocks[blocks.count - halfLives + halfLife] }
    return sums.isEmpty ? 0 : sums[sums.count - halfLives + halfLife]
  }

  /// The weight of the answers at or below a cell.
  @inline(__always)
  func sum(through cell: Int, _ halfLife: Int) -> Double {
    // All together, however the parts of a sum are rounded.
    guard cell < last else { return total(halfLife) }
    if !blocks.isEmpty {
      let place = cell * halfLives + halfLife
      return blocks[(cell >> Self.blockBits) * halfLives + halfLife]
        + sums[place]
    }
    let place = cells.partitioningIndex(above: cell)
    return place > 0 ? sums[(place - 1) * halfLives + halfLife] : 0
  }

  /// Adds one answer that weighs `weights[h]` under half-life h.
  mutating func record(cell: Int, isCensored: Bool, weights: [Double]) {
    last = max(last, cell)
    if blocks.isEmpty {
      recordSorted(cell, weights)
    } else {
      recordIndexed(cell, weights)
    }
    if isCensored { censor(Int32(cell), weights) }
  }

  private mutating func recordSorted(_ cell: Int, _ weights: [Double]) {
    let place = cells.partitioningIndex(above: cell - 1)
    if place == cells.count || cells[place] != Int32(cell) {
      guard cells.count < Self.mostSorted else {
        index()
        recordIndexed(cell, weights)
        return
      }
      cells.insert(Int32(cell), at: place)
      for halfLife in 0..<halfLives {
        let below =
          place > 0 ? sums[(place - 1) * halfLives + halfLife] : 0
        sums.insert(below, at: place * halfLives + halfLife)
      }
    }
    var position = place * halfLives
    while position < sums.count {
      for halfLife in 0..<halfLives {
        sums[position + halfLife] += weights[halfLife]
      }
      position += halfLives
    }
  }

  private mutating func recordIndexed(_ cell: Int, _ weights: [Double]) {
    let block = cell >> Self.blockBits
    grow(toHold: block)
    let end = (block + 1) << Self.blockBits
    for position in cell..<end {
      for halfLife in 0..<halfLives {
        sums[position * halfLives + halfLife] += weights[halfLife]
      }
    }
    let last = blocks.count / halfLives
    for position in (block + 1)..<last {
      for halfLife in 0..<halfLives {
        blocks[position * halfLives + halfLife] += weights[halfLife]
      }
    }
  }

  /// Adds empty blocks up to that one.
  private mutating func grow(toHold block: Int) {
    var count = blocks.count / halfLives - 1
    guard count <= block else { return }
    let totals = Array(blocks.suffix(halfLives))
    while count <= block {
      blocks += totals
      count += 1
    }
    let size = (count << Self.blockBits) * halfLives
    sums += repeatElement(0, count: size - sums.count)
  }

  /// Goes over from sorted cells to cells by index.
  private mutating func index() {
    let (oldCells, oldSums) = (cells, sums)
    cells = []
    sums = []
    blocks = Array(repeating: 0, count: halfLives)
    var before = Array(repeating: 0.0, count: halfLives)
    for (place, cell) in oldCells.enumerated() {
      let row = Array(oldSums[place * halfLives..<(place + 1) * halfLives])
      recordIndexed(Int(cell), zip(row, before).map { $0 - $1 })
      before = row
    }
  }

  private mutating func censor(_ cell: Int32, _ weights: [Double]) {
    let place = censoredCells.partitioningIndex(above: Int(cell) - 1)
    if place == censoredCells.count || censoredCells[place] != cell {
      censoredCells.insert(cell, at: place)
      censoredWeights.insert(
        contentsOf: repeatElement(0, count: halfLives),
        at: place * halfLives)
    }
    for halfLife in 0..<halfLives {
      censoredWeights[place * halfLives + halfLife] += weights[halfLife]
    }
  }

  /// Multiplies all weights under one half-life.
  mutating func scale(_ halfLife: Int, by factor: Double) {
    func scaled(_ values: inout [Double]) {
      for place in stride(from: halfLife, to: values.count, by: halfLives) {
        values[place] *= factor
      }
    }
    scaled(&sums)
    scaled(&blocks)
    scaled(&censoredWeights)
  }
}

extension [Int32] {
  /// The first index whose element is above `value`, in an ascending array.
  @inline(__always)
  func partitioningIndex(above value: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if Int(self[middle]) <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
