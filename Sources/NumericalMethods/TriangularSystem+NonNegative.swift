extension TriangularSystem {
  /// The β of the least sum of squares with β ≥ 0 in the given columns, and
  /// which of them are not held at 0.
  ///
  /// The active-set method of C. L. Lawson and R. J. Hanson, Solving Least
  /// Squares Problems (1974), chapter 23, doi:10.1137/1.9781611971217. It ends
  /// since the sum of squares falls with every set of free columns; a limit
  /// of 10·p steps guards against ties that rounding makes cycle.
  ///
  /// - Parameter bounded: One flag a column: whether it should be at least 0.
  /// - Returns: β, and the columns that are free, in order.
  package func nonNegativeSolution(
    bounded: [Bool]
  ) -> (coefficients: [Double], free: [Int]) {
    var isFree = bounded.map { !$0 }
    var current = [Double](repeating: 0, count: columns)
    let lengths = (0..<columns).map { product($0, $0).squareRoot() }
    let scale = lengths.max() ?? 0
    var refused: Set<Int> = []
    if isFree.contains(true) { current = solve(free: isFree) }
    for _ in 0..<10 * columns {
      let slopes = descent(at: current)
      let target = (0..<columns).reduce(0) { $0 + abs(slopes[$1]) }
      // Comparable whatever the columns' units.
      let entering = (0..<columns)
        .filter { !isFree[$0] && !refused.contains($0) && lengths[$0] > 0 }
        .max { slopes[$0] / lengths[$0] < slopes[$1] / lengths[$1] }
      guard let entering, slopes[entering] > 1e-14 * target,
        slopes[entering] > 0, scale > 0
      else { break }
      isFree[entering] = true
      guard solve(free: isFree)[entering] > 0 else {
        isFree[entering] = false
        refused.insert(entering)
        continue
      }
      refused = []
      current = movedInside(from: current, free: &isFree, bounded: bounded)
    }
    return (current, (0..<columns).filter { isFree[$0] })
  }

  private func solve(free: [Bool]) -> [Double] {
    let kept = (0..<columns).filter { free[$0] }
    let system = restricted(to: kept)
    let dependent = Set(system.dependentColumns)
    let usable = kept.indices.filter { !dependent.contains($0) }
    let solution = system.restricted(to: usable).solution()
    var result = [Double](repeating: 0, count: columns)
    for (place, value) in zip(usable, solution) { result[kept[place]] = value }
    return result
  }

  /// Goes towards the solution of the free columns, and holds those at 0 that
  /// would leave on the way.
  private func movedInside(
    from start: [Double], free isFree: inout [Bool], bounded: [Bool]
  ) -> [Double] {
    var current = start
    while true {
      let goal = solve(free: isFree)
      let leaving = (0..<columns).filter {
        bounded[$0] && isFree[$0] && goal[$0] <= 0
      }
      guard !leaving.isEmpty else { return goal }
      let step =
        leaving.map { current[$0] / (current[$0] - goal[$0]) }
        .filter(\.isFinite).min() ?? 0
      current = zip(current, goal).map { $0 + step * ($1 - $0) }
      for column in leaving
      where current[column] <= 1e-14 * abs(start[column] + goal[column])
        || step == 0
      {
        isFree[column] = false
        current[column] = 0
      }
      // The column that set the step is at 0 up to rounding.
      if let first = leaving.min(by: { current[$0] < current[$1] }),
        isFree[first]
      {
        isFree[first] = false
        current[first] = 0
      }
    }
  }
}
