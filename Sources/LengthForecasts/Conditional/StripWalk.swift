import LengthLaws

/// One walk through the strips of all laws along a path, which finds the
/// quantiles of all experts at once.
///
/// This is the hot loop of forecasts, and the one place where counts are read
/// through pointers. The walk goes block by block; only a block in which a law
/// passes a level, or in which answers were censored, is walked strip by
/// strip, and only at the places that need it.
struct StripWalk {
  typealias Pair = FadingTables.Pair
  typealias Lanes = PlaceState.Lanes

  /// The quantiles, level after level and place after place.
  private(set) var quantiles: [Lanes]
  /// For each block walked the weight below it, at each place.
  private(set) var history: [Pair] = []
  /// How many blocks were walked.
  private(set) var blocks = 0
  /// The law of each place before the first strip: what it counts against the
  /// place above.
  private(set) var places: [PlaceState]
  /// The first strip at which anything on the path was censored.
  private(set) var firstCensored = Int.max
  /// From there on, for each strip and place P(N > that strip).
  private(set) var censoredLaws: [Lanes] = []

  /// Those strips.
  private(set) var censoredStrips: [Int] = []

  private let tables: ConditionalLifeTables
  /// For each place, itself and those above, as bits.
  private var chains: [UInt64] = []

  /// Walks.
  init(_ tables: ConditionalLifeTables, _ path: ConditionalPath) {
    self.tables = tables
    let count = path.places.count
    let tails = tables.layout.tails
    let longest = Double(tables.shape.greatest)
    quantiles = Array(
      repeating: Lanes(repeating: longest), count: tails.count * count)
    places = []
    places.reserveCapacity(count)
    chains.reserveCapacity(count)
    for (index, place) in path.places.enumerated() {
      var parent = -1
      if index > 0 {
        // The place above was listed before; it is near.
        parent = index - 1
        let above = Int32(tables.layout.parents[Int(place)])
        while path.places[parent] != above { parent -= 1 }
      }
      let number = Int(path.nodes[index])
      let node = number >= 0 ? tables.counts.nodes[number] : nil
      let state = PlaceState(
        node, unit: node.map { tables.counts.units[$0.clock] } ?? .zero,
        shrinkages: tables.layout.shrinkages, parent: parent, tail: tails[0])
      if state.censored >= 0 {
        firstCensored = min(
          firstCensored, tables.counts.censored[state.censored].strips[0])
      }
      places.append(state)
      chains.append(1 << UInt64(index) | (parent < 0 ? 0 : chains[parent]))
    }
    walk(tails)
  }

  private mutating func walk(_ tails: [Double]) {
    let count = places.count
    let strips = tables.shape.totals.count
    var states = places
    var found = quantiles
    history.reserveCapacity((strips >> FadingTables.blockBits + 1) * count)
    states.withUnsafeMutableBufferPointer { states in
      found.withUnsafeMutableBufferPointer { found in
        tables.counts.values.withUnsafeBufferPointer { values in
          tails.withUnsafeBufferPointer { tails in
            guard let values = values.baseAddress,
              let states = states.baseAddress, let found = found.baseAddress,
              let tails = tails.baseAddress
            else { return }
            let view = View(
              states: states, count: count, values: values, tails: tails,
              levels: self.tables.layout.tails.count, found: found)
            walk(view, strips)
          }
        }
      }
    }
    quantiles = found
  }

  /// What a walk reads and writes: counts are read within the bounds of their
  /// node, strips and blocks up to its size; states by place; quantiles by
  /// level and place.
  private struct View {
    let states: UnsafeMutablePointer<PlaceState>
    let count: Int
    let values: UnsafePointer<Pair>
    let tails: UnsafePointer<Double>
    let levels: Int
    let found: UnsafeMutablePointer<Lanes>
  }

  private mutating func walk(_ view: View, _ strips: Int) {
    var open = 4 * view.count * view.levels
    var first = 0
    while first < strips, open > 0 || firstCensored < .max {
      for index in 0..<view.count { history.append(view.states[index].below) }
      blocks += 1
      let end = first + FadingTables.blockSize
      let isCensored = firstCensored < end
      var needed: UInt64 = isCensored ? .max : 0
      if !isCensored {
        for index in 0..<view.count
        where Self.look(ahead: index, first, view) { needed |= chains[index] }
      }
      if needed != 0 {
        for strip in first..<min(end, strips)
        where tables.shape.isFilled(strip) {
          if strip >= firstCensored { censoredStrips.append(strip) }
          step(strip, needed, view, &open)
        }
      }
      if !isCensored {
        for index in 0..<view.count {
          let state = view.states + index
          state.pointee.survival = state.pointee.survivalAhead
          state.pointee.below = state.pointee.belowAhead
          state.pointee.cursor = state.pointee.cursorAhead
        }
      }
      first = end
    }
  }

  /// Works out a law at the end of a block.
  ///
  /// - Returns: Whether it passes a level within.
  @inline(__always)
  private static func look(
    ahead index: Int, _ first: Int, _ view: View
  ) -> Bool {
    let state = view.states + index
    let end = first + FadingTables.blockSize
    let parent = state.pointee.parent
    let above =
      parent < 0
      ? Lanes(repeating: 1) : view.states[parent].survivalAhead
    var below = state.pointee.below
    if state.pointee.isIndexed {
      let block = first >> FadingTables.blockBits
      if block < state.pointee.size {
        below += view.values[state.pointee.sums + block]
      }
    } else if state.pointee.size > 0 {
      var cursor = state.pointee.cursor
      below += PlaceState.sorted(
        view.values + state.pointee.start, state.pointee.size, &cursor,
        below: end)
      state.pointee.cursorAhead = cursor
    }
    var survival = state.pointee.parentShare * above
    // All together beyond the last, however the parts of a sum are rounded.
    if end <= state.pointee.last {
      let left = state.pointee.total - below
      survival +=
        state.pointee.ownShare * Lanes(lowHalf: left, highHalf: left)
    }
    state.pointee.belowAhead = below
    state.pointee.survivalAhead = survival
    return passes(survival, state.pointee.tail)
  }

  @inline(__always)
  private static func passes(_ survival: Lanes, _ tail: Lanes) -> Bool {
    let gap = survival - tail
    return gap[0] <= 0 || gap[1] <= 0 || gap[2] <= 0 || gap[3] <= 0
  }

  /// Walks one strip at the places that need it.
  @inline(__always)
  private mutating func step(
    _ strip: Int, _ needed: UInt64, _ view: View, _ open: inout Int
  ) {
    for index in 0..<view.count where needed & 1 << UInt64(index) != 0 {
      let state = view.states + index
      let parent = state.pointee.parent
      let above =
        parent < 0 ? Lanes(repeating: 1) : view.states[parent].survival
      var below = state.pointee.below
      if state.pointee.isIndexed {
        if strip >> FadingTables.blockBits < state.pointee.size {
          below += view.values[state.pointee.start + strip]
        }
      } else if state.pointee.size > 0 {
        below += PlaceState.sorted(
          view.values + state.pointee.start, state.pointee.size,
          &state.pointee.cursor, below: strip + 1)
      }
      var survival = state.pointee.parentShare * above
      if strip < state.pointee.last {
        let left = state.pointee.total - below
        survival +=
          state.pointee.ownShare * Lanes(lowHalf: left, highHalf: left)
      }
      if state.pointee.censored >= 0 {
        survival = state.pointee.correct(
          survival, beyond: strip,
          tables.counts.censored[state.pointee.censored])
      }
      if Self.passes(survival, state.pointee.tail) {
        pass(strip, index, survival, view, &open)
      }
      state.pointee.below = below
      state.pointee.survival = survival
      if strip >= firstCensored { censoredLaws.append(survival) }
    }
  }

  /// Notes the quantiles that lie in a strip.
  @inline(never)
  private func pass(
    _ strip: Int, _ index: Int, _ survival: Lanes, _ view: View,
    _ open: inout Int
  ) {
    let state = view.states + index
    let before = state.pointee.survival
    for lane in 0..<4 where survival[lane] <= state.pointee.tail[lane] {
      var level = state.pointee.level[lane]
      let fall = before[lane] - survival[lane]
      while level < view.levels, survival[lane] <= view.tails[level] {
        let share =
          fall > 0
          ? min(max((before[lane] - view.tails[level]) / fall, 0), 1) : 1
        view.found[level * view.count + index][lane] = Double(
          tables.shape.length(in: strip, share: share))
        level += 1
        open -= 1
      }
      state.pointee.level[lane] = level
      state.pointee.tail[lane] = level < view.levels ? view.tails[level] : -1
    }
  }

  /// Sums over places: what is left beyond the strips below some, and the
  /// mass of each of these.
  ///
  /// - Parameters:
  ///   - shares: For each place what its weights are multiplied by.
  ///   - strips: Which strips.
  ///   - masses: One for each of them, to which is added.
  /// - Returns: Σ share·(weight from the first of the strips on).
  func add(
    _ shares: [Pair], _ strips: ClosedRange<Int>, to masses: inout [Double]
  ) -> Double {
    var start = 0.0
    tables.counts.values.withUnsafeBufferPointer { values in
      masses.withUnsafeMutableBufferPointer { masses in
        guard let values = values.baseAddress, let masses = masses.baseAddress
        else { return }
        for (index, share) in shares.enumerated() where share.max() > 0 {
          let state = places[index]
          guard strips.lowerBound <= state.last else { continue }
          // In bounds: the last strip of a node is in its last block.
          let own = values + state.start
          var below = Pair.zero
          if state.isIndexed {
            let block = min(
              strips.lowerBound >> FadingTables.blockBits, blocks - 1)
            below = history[block * places.count + index]
            for strip in block << FadingTables.blockBits..<strips.lowerBound {
              below += own[strip]
            }
            for strip in strips.lowerBound...min(strips.upperBound, state.last)
            {
              masses[strip - strips.lowerBound] += (own[strip] * share).sum()
            }
          } else {
            for place in 0..<state.size {
              let strip = Int(own[2 * place].x)
              let weight = own[2 * place + 1]
              if strip < strips.lowerBound {
                below += weight
              } else if strip <= strips.upperBound {
                masses[strip - strips.lowerBound] += (weight * share).sum()
              }
            }
          }
          start += ((state.total - below) * share).sum()
        }
      }
    }
    return start
  }
}
