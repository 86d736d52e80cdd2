import LengthLaws

/// The mixture of the experts' laws between the quantiles of neighbouring
/// levels, as it was at the forecast.
///
/// Where nothing is censored a mixture of shrunken laws is a weighted sum of
/// counts, Σ_p c_p·S_p with c_p = b_p·(w_p + Σ_children a·c): so a law is as
/// dear as the counts on its path, whatever the number of experts.
struct PieceLaws: Sendable {
  /// Where the survival function is known: the strips of a piece.
  private struct Piece {
    let first: Int
    /// P(N > strip) for the strip before the first, then for each.
    let beyond: [Double]
    /// P(N > the longest strip).
    let unidentified: Double

    /// P(N > a length of a strip), given the share of the strip's answers that
    /// are no longer.
    func survival(_ strip: Int, share: Double) -> Double {
      guard strip >= first else { return beyond[0] }
      let place = min(strip - first, beyond.count - 2)
      let (before, after) = (beyond[place], beyond[place + 1])
      return before > after ? before - (before - after) * share : after
    }
  }
  private let pieces: [Piece]
  private let shape: StripShape
  private let levels: [Double]

  /// - Parameters:
  ///   - walk: What is counted where.
  ///   - classes: The laws from the prompt, if there are any.
  ///   - weights: The weights of all experts, level after level.
  ///   - levels: The levels.
  ///   - quantiles: For each its quantile; `Int.max` where hidden.
  ///   - shape: How lengths lie within strips.
  init(
    _ walk: StripWalk, _ classes: ClassLaws?, weights: [SIMD4<Double>],
    levels: [Double], quantiles: [Int], shape: StripShape
  ) {
    self.shape = shape
    self.levels = levels
    let count = walk.places.count + (classes == nil ? 0 : 1)
    let last = shape.totals.count - 1
    func strip(_ quantile: Int) -> Int {
      min(LengthStrips.strip(of: quantile), last)
    }
    pieces = (0...levels.count).map { piece in
      let lower = max(piece - 1, 0) * count
      let upper = min(piece, levels.count - 1) * count
      let own = (0..<count).map {
        (weights[lower + $0] + weights[upper + $0]) / 2
      }
      let first = piece > 0 ? strip(quantiles[piece - 1]) : 0
      let end = piece < levels.count ? strip(quantiles[piece]) : last
      return Self.piece(walk, classes, own, first...max(first, end), last)
    }
  }

  private static func piece(
    _ walk: StripWalk, _ classes: ClassLaws?, _ weights: [SIMD4<Double>],
    _ strips: ClosedRange<Int>, _ last: Int
  ) -> Piece {
    let count = walk.places.count
    // From the leaves up: what each place counts, directly and below.
    var lanes = Array(weights[..<count])
    var shares = [FadingTables.Pair](repeating: .zero, count: count)
    for index in stride(from: count - 1, through: 0, by: -1) {
      let state = walk.places[index]
      if state.parent >= 0 {
        lanes[state.parent] += lanes[index] * state.parentShare
      }
      let both = lanes[index] * state.ownShare
      shares[index] = both.lowHalf + both.highHalf
    }
    var masses = [Double](repeating: 0, count: strips.count)
    var start = walk.add(shares, strips, to: &masses)
    var ofClasses: [Double] = []
    if let classes {
      let own = weights[count]
      ofClasses = classes.masses.map { ($0 * own).sum() }
      start += ofClasses[strips.lowerBound...].reduce(0, +)
      for strip in strips {
        masses[strip - strips.lowerBound] += ofClasses[strip]
      }
    }
    var beyond = [start]
    beyond.reserveCapacity(strips.count + 1)
    for mass in masses {
      start -= mass
      beyond.append(start)
    }
    let censored = censored(walk, weights, ofClasses, last)
    for index in beyond.indices {
      let strip = strips.lowerBound + index - 1
      if strip >= walk.firstCensored {
        beyond[index] = censored[strip - walk.firstCensored]
      }
    }
    // Sums of weighted laws may rise, or stay above 0, by a rounding.
    var least = 1.0
    for index in beyond.indices {
      least = min(least, max(beyond[index], 0))
      if strips.lowerBound + index - 1 >= last, censored.isEmpty { least = 0 }
      beyond[index] = least
    }
    return Piece(
      first: strips.lowerBound, beyond: beyond,
      unidentified: censored.last ?? 0)
  }

  /// The mixture beyond each strip from the first one on at which anything
  /// was censored, where it is no sum of counts.
  private static func censored(
    _ walk: StripWalk, _ weights: [SIMD4<Double>], _ ofClasses: [Double],
    _ last: Int
  ) -> [Double] {
    guard walk.firstCensored < .max else { return [] }
    var sums = [Double](
      repeating: .nan, count: last - walk.firstCensored + 1)
    for (row, strip) in walk.censoredStrips.enumerated() {
      var sum = 0.0
      for index in walk.places.indices {
        sum +=
          (weights[index] * walk.censoredLaws[row * walk.places.count + index])
          .sum()
      }
      sums[strip - walk.firstCensored] = sum
    }
    var (left, latest) = (0.0, 0.0)
    for index in sums.indices {
      // A strip without answers has what the one before has.
      if sums[index].isNaN { sums[index] = latest }
      latest = sums[index]
    }
    if !ofClasses.isEmpty {
      for index in sums.indices.reversed() {
        sums[index] += left
        left += ofClasses[walk.firstCensored + index]
      }
    }
    return sums
  }
}

// MARK: - The law

extension PieceLaws {
  /// The law whose quantiles at the levels are those given: each piece keeps
  /// the shape of its mixture, and gets the mass that the levels say
  /// (`QuantileAdjustedLaw`).
  ///
  /// - Parameter given: As the pieces were made for.
  /// - Returns: The law step by step.
  func steps(_ given: [Int]) -> SurvivalStepFunction {
    let quantiles = resolved(given)
    var (lengths, beyond) = ([Int](), [Double]())
    lengths.reserveCapacity(shape.longest.count + quantiles.count)
    beyond.reserveCapacity(shape.longest.count + quantiles.count)
    var (piece, least, next) = (0, 1.0, 0)
    var ends = ends(of: 0, quantiles)
    var (strip, ended) = (-1, 0.0)
    func add(_ length: Int, _ answers: Double) {
      let own = LengthStrips.strip(of: length)
      if own != strip { (strip, ended) = (own, 0) }
      ended += answers
      while piece < quantiles.count, quantiles[piece] <= length {
        piece += 1
        ends = self.ends(of: piece, quantiles)
      }
      let total = own < shape.totals.count ? shape.totals[own] : 0
      let survival =
        length < shape.greatest
        ? pieces[piece].survival(own, share: total > 0 ? ended / total : 1)
        : pieces[piece].unidentified
      least = min(least, ends.adjusted(survival))
      lengths.append(length)
      beyond.append(least)
    }
    for (cell, length) in shape.longest.enumerated() where length > 0 {
      // A quantile that no answer has is a step of its own.
      while next < quantiles.count, quantiles[next] <= length {
        if quantiles[next] < length, quantiles[next] != lengths.last {
          add(quantiles[next], 0)
        }
        next += 1
      }
      add(length, shape.counts[cell])
    }
    return SurvivalStepFunction(steps: lengths, beyond: beyond)
  }

  /// P(N > a length) of the same law, but for rounding, without its steps.
  ///
  /// - Parameters:
  ///   - length: The length.
  ///   - given: As the pieces were made for.
  /// - Returns: The probability.
  func survival(beyond length: Int, _ given: [Int]) -> Double {
    guard length > 0 else { return 1 }
    let quantiles = resolved(given)
    let piece = quantiles.count { $0 <= length }
    return ends(of: piece, quantiles)
      .adjusted(survival(of: piece, beyond: length))
  }

  /// A quantile among the longest answers counts as hidden if any of them was
  /// cut; it is not if enough of them ended.
  private func resolved(_ given: [Int]) -> [Int] {
    given.indices.map { place in
      guard given[place] == .max else { return given[place] }
      let beyond =
        (pieces[place].unidentified + pieces[place + 1].unidentified) / 2
      return QuantileSearch.reaches(levels[place], survivalBeyond: beyond)
        ? shape.greatest : .max
    }
  }

  /// P(N > a length) of the mixture of a piece, within its strips.
  func survival(of piece: Int, beyond length: Int) -> Double {
    guard length > 0 else { return 1 }
    let own = pieces[piece]
    guard length < shape.greatest else { return own.unidentified }
    let strip = LengthStrips.strip(of: length)
    return own.survival(
      strip,
      share: strip < shape.totals.count
        ? shape.share(of: strip, through: length) : 1)
  }

  /// How the mixture of a piece becomes the law.
  private struct Ends {
    /// What is left of the mixture at both ends.
    var (left, right): (Double, Double)
    /// What is to be left there.
    var (tail, nextTail): (Double, Double)

    func adjusted(_ survival: Double) -> Double {
      // Short of the next quantile its level is not reached.
      let floor = nextTail > 0 ? nextTail + (tail - nextTail) * 0x1p-20 : 0
      guard left > right else { return tail }
      let share = (min(max(survival, right), left) - right) / (left - right)
      return min(max(nextTail + (tail - nextTail) * share, floor), tail)
    }
  }

  private func ends(of piece: Int, _ quantiles: [Int]) -> Ends {
    /// What is left at a quantile, as near to the level as the answers that
    /// are just as long allow.
    func cut(_ quantile: Int, _ tail: Double) -> Double {
      guard quantile < .max else {
        return min(max(tail, 0), pieces[piece].unidentified)
      }
      let before = survival(of: piece, beyond: quantile - 1)
      return min(max(tail, survival(of: piece, beyond: quantile)), before)
    }
    let tail = piece > 0 ? 1 - levels[piece - 1] : 1
    let nextTail = piece < levels.count ? 1 - levels[piece] : 0
    return Ends(
      left: piece > 0 ? cut(quantiles[piece - 1], tail) : 1,
      right: cut(piece < levels.count ? quantiles[piece] : .max, nextTail),
      tail: tail, nextTail: nextTail)
  }
}

extension [Int] {
  /// The first index whose element is above `value`, in an ascending array.
  func partitioningIndex(above value: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
