/// Weighted answers by strip of length, of many nodes, under two half-lives at
/// once.
///
/// A node with few distinct strips keeps them sorted; one with many keeps all
/// strips and, after them, the sums of blocks of eight, so that an answer adds
/// to two numbers and a law is walked block by block. All nodes are in one
/// array. Nothing fades by touching old counts: the i-th answer of a clock
/// weighs 2^(i/h), and what matters are ratios; when weights grow large, all
/// of the clock are multiplied by one power of two, which rounds nothing.
struct FadingTables: Sendable {
  typealias Pair = SIMD2<Double>

  static let blockBits = 3
  static let blockSize = 1 << blockBits
  private static let mostSorted = 16

  /// Where a node's counts are.
  struct Node: Sendable {
    /// The first of its numbers.
    var start = 0
    /// Distinct strips for a sorted node, blocks for one by index.
    var size = 0
    /// How many there is room for.
    var capacity = 0
    var isIndexed = false
    /// The first sum of a block.
    var sums: Int { start + capacity << FadingTables.blockBits }
    /// Which clock its answers fade by.
    let clock: Int
    /// The longest answers' strip.
    var last = 0
    /// How many distinct strips there are.
    var types = 0
    /// The weight of all answers.
    var total = Pair.zero
    /// The place among `censored`; −1 without.
    var censored = -1

    init(clock: Int) { self.clock = clock }
  }

  /// Weights of censored answers of one node.
  struct Censored: Sendable {
    /// The distinct strips at which answers were censored, ascending.
    var strips: [Int] = []
    /// The weight censored at each.
    var weights: [Pair] = []
  }

  private(set) var nodes: [Node] = []
  /// The counts of all nodes.
  ///
  /// Sorted: a strip as a number, then its weights. By index: strips, then
  /// blocks.
  private(set) var values: [Pair] = []
  private(set) var censored: [Censored] = []
  /// What the next answer of each clock weighs.
  private(set) var units: [Pair] = []
  /// Rooms of sorted nodes that are free again, by the logarithm of their
  /// size.
  private var free: [[Int]] = [[], [], [], [], []]

  /// Adds a clock.
  ///
  /// - Returns: Its number.
  mutating func addClock() -> Int {
    units.append(Pair(1, 1))
    return units.count - 1
  }

  /// Adds an empty node.
  ///
  /// - Returns: Its number.
  mutating func addNode(clock: Int) -> Int {
    nodes.append(Node(clock: clock))
    return nodes.count - 1
  }

  /// Adds one answer to a node, with the weight of its clock.
  ///
  /// - Parameters:
  ///   - number: The node's number.
  ///   - strip: The answer's strip.
  ///   - isCensored: Whether the answer would have been longer.
  mutating func record(_ number: Int, strip: Int, isCensored: Bool) {
    let weight = units[nodes[number].clock]
    if !nodes[number].isIndexed { recordSorted(number, strip, weight) }
    if nodes[number].isIndexed { recordIndexed(number, strip, weight) }
    nodes[number].total += weight
    nodes[number].last = max(nodes[number].last, strip)
    if isCensored { censor(number, strip, weight) }
  }

  private mutating func recordSorted(
    _ number: Int, _ strip: Int, _ weight: Pair
  ) {
    let node = nodes[number]
    var place = 0
    while place < node.size,
      values[node.start + 2 * place].x < Double(strip)
    { place += 1 }
    if place < node.size,
      values[node.start + 2 * place].x == Double(strip)
    {
      values[node.start + 2 * place + 1] += weight
      return
    }
    guard node.size < Self.mostSorted else {
      index(number)
      return
    }
    if node.size == node.capacity { enlarge(number) }
    let start = nodes[number].start
    for later in stride(from: node.size, to: place, by: -1) {
      values[start + 2 * later] = values[start + 2 * later - 2]
      values[start + 2 * later + 1] = values[start + 2 * later - 1]
    }
    values[start + 2 * place] = Pair(Double(strip), 0)
    values[start + 2 * place + 1] = weight
    nodes[number].size += 1
    nodes[number].types += 1
  }

  /// Doubles the room of a sorted node.
  private mutating func enlarge(_ number: Int) {
    let node = nodes[number]
    let capacity = max(node.capacity * 2, 1)
    let start: Int
    if let room = free[capacity.trailingZeroBitCount].popLast() {
      start = room
    } else {
      start = values.count
      values += repeatElement(.zero, count: 2 * capacity)
    }
    for place in 0..<2 * node.size {
      values[start + place] = values[node.start + place]
    }
    if node.capacity > 0 {
      free[node.capacity.trailingZeroBitCount].append(node.start)
    }
    (nodes[number].start, nodes[number].capacity) = (start, capacity)
  }

  /// Goes over from sorted strips to blocks.
  private mutating func index(_ number: Int) {
    let old = nodes[number]
    (nodes[number].isIndexed, nodes[number].size) = (true, 0)
    (nodes[number].capacity, nodes[number].types) = (0, 0)
    grow(number, to: old.last >> Self.blockBits + 1)
    for place in 0..<old.size {
      let entry = old.start + 2 * place
      recordIndexed(number, Int(values[entry].x), values[entry + 1])
    }
    free[old.capacity.trailingZeroBitCount].append(old.start)
  }

  private mutating func recordIndexed(
    _ number: Int, _ strip: Int, _ weight: Pair
  ) {
    let block = strip >> Self.blockBits
    if block >= nodes[number].size { grow(number, to: block + 1) }
    let place = nodes[number].start + strip
    if values[place] == .zero { nodes[number].types += 1 }
    values[place] += weight
    values[nodes[number].sums + block] += weight
  }

  /// Adds empty blocks.
  private mutating func grow(_ number: Int, to size: Int) {
    let node = nodes[number]
    if size > node.capacity {
      let capacity = max(size, node.capacity + node.capacity / 2)
      let start = values.count
      values += repeatElement(.zero, count: capacity * (Self.blockSize + 1))
      (nodes[number].start, nodes[number].capacity) = (start, capacity)
      for place in 0..<node.size << Self.blockBits {
        values[start + place] = values[node.start + place]
      }
      for block in 0..<node.size {
        values[nodes[number].sums + block] = values[node.sums + block]
      }
    }
    nodes[number].size = size
  }

  private mutating func censor(_ number: Int, _ strip: Int, _ weight: Pair) {
    if nodes[number].censored < 0 {
      nodes[number].censored = censored.count
      censored.append(Censored())
    }
    let index = nodes[number].censored
    var place = censored[index].strips.count
    while place > 0, censored[index].strips[place - 1] >= strip { place -= 1 }
    if place == censored[index].strips.count
      || censored[index].strips[place] != strip
    {
      censored[index].strips.insert(strip, at: place)
      censored[index].weights.insert(.zero, at: place)
    }
    censored[index].weights[place] += weight
  }
}

// MARK: - Fading

extension FadingTables {
  /// Lets the answers of a clock fade by one.
  ///
  /// - Parameters:
  ///   - clock: Its number.
  ///   - growth: By how much the next answer weighs more than the last.
  mutating func advance(_ clock: Int, growth: Pair) {
    units[clock] *= growth
    guard units[clock].max() >= 0x1p400 else { return }
    let factor = Pair(
      units[clock].x >= 0x1p400 ? 0x1p-400 : 1,
      units[clock].y >= 0x1p400 ? 0x1p-400 : 1)
    units[clock] *= factor
    for number in nodes.indices where nodes[number].clock == clock {
      scale(number, by: factor)
    }
  }

  private mutating func scale(_ number: Int, by factor: Pair) {
    let node = nodes[number]
    nodes[number].total *= factor
    if node.isIndexed {
      for place in 0..<node.capacity * (Self.blockSize + 1) {
        values[node.start + place] *= factor
      }
    } else {
      for place in 0..<node.size {
        values[node.start + 2 * place + 1] *= factor
      }
    }
    guard node.censored >= 0 else { return }
    for place in censored[node.censored].weights.indices {
      censored[node.censored].weights[place] *= factor
    }
  }
}
