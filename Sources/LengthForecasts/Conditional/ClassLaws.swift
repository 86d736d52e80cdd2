/// The laws that probabilities of classes of length make: within a class
/// lengths lie as they do among the answers of the task, or, in a class that
/// the task has none of, among all answers.
///
/// There are four, one for each regression and for the shape of all answers
/// and of the task's: as many as an expert's place has lanes.
struct ClassLaws {
  typealias Lanes = SIMD4<Double>

  /// For each strip the mass of each law.
  private(set) var masses: [Lanes]

  /// - Parameters:
  ///   - probabilities: For each of two regressions those of all classes.
  ///   - walk: Where the counts are; its first two places are all tasks
  ///     together and the task.
  ///   - strips: How many strips there are.
  init(_ probabilities: [[Float]], _ walk: StripWalk, strips: Int) {
    masses = Array(repeating: .zero, count: strips)
    guard strips > 0 else { return }
    let shapes = (0..<2).map { place -> [Double] in
      var shape = [Double](repeating: 0, count: strips)
      _ = walk.add(
        place == 0 ? [[1, 0]] : [[0, 0], [1, 0]], 0...strips - 1, to: &shape)
      return shape
    }
    let classes = (0..<strips).map {
      LengthClasses.index(of: LengthStrips.first(of: $0))
    }
    var totals = [SIMD2<Double>](repeating: .zero, count: LengthClasses.count)
    for strip in 1..<max(strips, 2) where strip < strips {
      totals[classes[strip]] += SIMD2(shapes[0][strip], shapes[1][strip])
    }
    for strip in 1..<max(strips, 2) where strip < strips {
      let kind = classes[strip]
      guard totals[kind].x > 0 else { continue }
      let all = shapes[0][strip] / totals[kind].x
      let own =
        totals[kind].y > 0 ? shapes[1][strip] / totals[kind].y : all
      let (fast, slow) = (
        Double(probabilities[0][kind]), Double(probabilities[1][kind])
      )
      masses[strip] = Lanes(fast * all, fast * own, slow * all, slow * own)
    }
  }

  /// The quantiles of the laws, for each level.
  func quantiles(_ tails: [Double], _ shape: StripShape) -> [Lanes] {
    var result = tails.map { _ in Lanes(repeating: Double(shape.greatest)) }
    for lane in 0..<4 {
      var (left, level) = (1.0, 0)
      for (strip, mass) in masses.enumerated() where mass[lane] > 0 {
        while level < tails.count, left - mass[lane] <= tails[level] {
          let share = min(max((left - tails[level]) / mass[lane], 0), 1)
          result[level][lane] = Double(
            shape.length(in: strip, share: share))
          level += 1
        }
        left -= mass[lane]
      }
    }
    return result
  }
}
