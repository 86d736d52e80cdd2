import NumericalMethods
import TestSupport
import Testing

@Suite("Least squares")
struct LeastSquaresTests {
  /// Longley's data with NIST's certified values (Statistical Reference
  /// Datasets, Longley): condition number about 5·10⁹.
  @Test func certifiedValuesOfLongley() throws {
    let y = [
      60323.0, 61122, 60171, 61187, 63221, 63639, 64989, 63761, 66019, 67857,
      68169, 66513, 68655, 69564, 69331, 70551,
    ]
    let columns: [[Double]] = [
      [
        83.0, 88.5, 88.2, 89.5, 96.2, 98.1, 99.0, 100.0, 101.2, 104.6, 108.4,
        110.8, 112.6, 114.2, 115.7, 116.9,
      ],
      [
        234289, 259426, 258054, 284599, 328975, 346999, 365385, 363112, 397469,
        419180, 442769, 444546, 482704, 502601, 518173, 554894,
      ],
      [
        2356, 2325, 3682, 3351, 2099, 1932, 1870, 3578, 2904, 2822, 2936, 4681,
        3813, 3931, 4806, 4007,
      ],
      [
        1590, 1456, 1616, 1650, 3099, 3594, 3547, 3350, 3048, 2857, 2798, 2637,
        2552, 2514, 2572, 2827,
      ],
      [
        107608, 108632, 109773, 110929, 112075, 113270, 115094, 116219, 117388,
        118734, 120445, 121950, 123366, 125368, 127852, 130081,
      ],
    ]
    let rows = y.indices.map { i in
      [1] + columns.map { $0[i] } + [Double(1947 + i)]
    }
    let fit = try LeastSquares().fit(Design(rows), y)
    let certified = [
      -3482258.63459582, 15.0618722713733, -0.0358191792925910,
      -2.02022980381683, -1.03322686717359, -0.0511041056535807,
      1829.15146461355,
    ]
    let errors = [
      890420.383607373, 84.9149257747669, 0.0334910077722432,
      0.488399681651699, 0.214274163161675, 0.226073200069370,
      455.478499142212,
    ]
    for place in certified.indices {
      try requireClose(
        fit.coefficients[place], certified[place], relative: 1e-9)
      try requireClose(
        #require(fit.standardErrors)[place], errors[place], relative: 1e-9)
    }
    try requireClose(
      #require(fit.residualVariance).squareRoot(), 304.854073561965,
      relative: 1e-10)
    try requireClose(
      #require(fit.rSquared), 0.995479004577296, relative: 1e-12)
  }

  @Test func rowsInManyBlocksGiveTheLine() throws {
    var design = Design(columns: 2)
    var y: [Double] = []
    for i in 0..<5000 {
      design.append([1, Double(i)])
      y.append(3 + 0.25 * Double(i))
    }
    let fit = try LeastSquares().fit(design, y)
    #expect(abs(fit.coefficients[0] - 3) < 1e-10)
    #expect(abs(fit.coefficients[1] - 0.25) < 1e-13)
    #expect(abs(fit.effectiveColumns - 2) < 1e-12)
  }

  @Test func weightsAreRepetitions() {
    property("weights are repetitions", cases: 60) { choices in
      let n = choices.int(3...8)
      var (once, often) = (Design(columns: 2), Design(columns: 2))
      var (y, weights, repeated) = ([Double](), [Double](), [Double]())
      for i in 0..<n {
        let row = [1, Double(i) + choices.unit()]
        let response = choices.double(in: -3...3)
        let weight = choices.int(1...4)
        once.append(row)
        y.append(response)
        weights.append(Double(weight))
        for _ in 0..<weight {
          often.append(row)
          repeated.append(response)
        }
      }
      var weighted = LeastSquares()
      weighted.weights = weights
      let a = try weighted.fit(once, y)
      let b = try LeastSquares().fit(often, repeated)
      for (left, right) in zip(a.coefficients, b.coefficients) {
        try requireClose(left, right, relative: 1e-9, absolute: 1e-9)
      }
    }
  }

  @Test func aDependentColumnIsNamed() {
    let rows = (0..<9).map { i in
      let x = Double(i)
      return [1, x, 2 * x - 7, x * x]
    }
    #expect(throws: NumericalError.rankDeficient(columns: [2])) {
      try LeastSquares().fit(Design(rows), rows.map { $0[3] })
    }
    #expect(throws: NumericalError.tooFewRows(3, columns: 4)) {
      try LeastSquares().fit(Design(Array(rows[..<3])), [1, 2, 3])
    }
    #expect(throws: NumericalError.invalidRow(1)) {
      try LeastSquares().fit(Design([[1], [.nan]]), [1, 2])
    }
  }

  /// β ≥ 0, the descent is at most 0 where β = 0 and 0 elsewhere: necessary
  /// and sufficient for the minimum.
  @Test func nonNegativeSolutionsAreMinima() {
    property("non-negative least squares", cases: 150) { choices in
      let (n, p) = (choices.int(4...12), choices.int(1...4))
      let rows = (0..<n).map { _ in
        (0..<p).map { _ in choices.double(in: -1...1) }
      }
      let y = (0..<n).map { _ in choices.double(in: -1...1) }
      var squares = LeastSquares()
      squares.nonNegative = [Bool](repeating: true, count: p)
      guard let fit = try? squares.fit(Design(rows), y) else { return }
      let residual = rows.indices.map {
        y[$0] - dot(rows[$0], fit.coefficients)
      }
      for column in 0..<p {
        let slope = rows.indices.reduce(0) {
          $0 + rows[$1][column] * residual[$1]
        }
        let beta = fit.coefficients[column]
        try require(beta >= 0, "\(fit.coefficients) should not be negative")
        try require(slope < 1e-9, "column \(column) should have no descent")
        try require(beta == 0 || abs(slope) < 1e-9, "\(column) is not at rest")
      }
    }
  }

  @Test func robustFitsIgnoreAnOutlier() throws {
    let rows = (0..<30).map { [1, Double($0)] }
    var y = rows.map { 2 + 0.5 * $0[1] }
    for i in y.indices { y[i] += i % 2 == 0 ? 0.01 : -0.01 }
    y[29] = 1000
    var squares = LeastSquares()
    let plain = try squares.fit(Design(rows), y)
    squares.isRobust = true
    let robust = try squares.fit(Design(rows), y)
    #expect(abs(robust.coefficients[1] - 0.5) < 1e-3)
    #expect(abs(plain.coefficients[1] - 0.5) > 1)
  }

  @Test func aRidgeShrinks() throws {
    let rows = (0..<10).map { [Double($0)] }
    let y = rows.map { 2 * $0[0] }
    var squares = LeastSquares()
    let sum = rows.reduce(0) { $0 + $1[0] * $1[0] }
    squares.penalty = [[sum.squareRoot()]]
    let fit = try squares.fit(Design(rows), y)
    #expect(abs(fit.coefficients[0] - 1) < 1e-12)
    #expect(abs(fit.effectiveColumns - 0.5) < 1e-12)
  }

  /// f_i = max over a ≤ i of min over b ≥ i of the mean of a…b.
  @Test func isotonicRegressionIsTheMaxMinOfMeans() {
    property("pool adjacent violators", cases: 150) { choices in
      let y = choices.array(1...9) { $0.double(in: -1...1) }
      let w = y.map { _ in choices.double(in: 0.1...2) }
      let fit = isotonicRegression(y, weights: w)
      for i in y.indices {
        var expected = -Double.infinity
        for a in 0...i {
          var least = Double.infinity
          for b in i..<y.count {
            let total: Double = w[a...b].reduce(0, +)
            least = min(least, dot(y[a...b], w[a...b]) / total)
          }
          expected = max(expected, least)
        }
        try requireClose(fit[i], expected, absolute: 1e-12)
      }
    }
  }

  @Test(arguments: [
    (1.0, 12.706_204_736_174_694), (10, 2.228_138_851_986_274),
    (1000, 1.962_339_080_826_408),
  ])
  func studentQuantiles(degrees: Double, expected: Double) throws {
    let t = try StudentLaw(degreesOfFreedom: degrees)
      .twoSidedQuantile(level: 0.95)
    #expect(abs(t / expected - 1) < 1e-11)
  }
}
