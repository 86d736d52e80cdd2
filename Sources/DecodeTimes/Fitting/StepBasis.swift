/// Functions of position whose combinations with coefficients of at least 0
/// are the step latencies of a form.
protocol StepBasis: Sendable {
  var names: [String] { get }
  /// The functions' sums over 1 … position.
  func sums(through position: Int) -> [Double]
  /// Rows whose squares are the roughness of a combination; none by default.
  var roughness: [[Double]] { get }
  func latency(
    _ coefficients: [Double]
  ) throws(DecodeTimeError) -> LatencyModel
}

extension StepBasis {
  var roughness: [[Double]] { [] }
}

struct ConstantBasis: StepBasis {
  let names = ["secondsPerToken"]
  func sums(through position: Int) -> [Double] { [Double(position)] }
  func latency(
    _ coefficients: [Double]
  ) throws(DecodeTimeError) -> LatencyModel {
    .constant(try ConstantLatency(secondsPerToken: coefficients[0]))
  }
}

/// 1 and k − 1: both coefficients are at least 0 where l is non-decreasing.
struct AffineBasis: StepBasis {
  let names = ["firstStep", "slope"]
  func sums(through position: Int) -> [Double] {
    let n = Double(position)
    return [n, n * ((n - 1) / 2)]
  }
  func latency(
    _ coefficients: [Double]
  ) throws(DecodeTimeError) -> LatencyModel {
    .affine(
      try AffineLatency(
        intercept: coefficients[0] - coefficients[1], slope: coefficients[1]))
  }
}

/// 1 and min(k − 1, K).
struct SaturatingBasis: StepBasis {
  let growth: Int
  let names = ["firstStep", "slope"]
  func sums(through position: Int) -> [Double] {
    let (n, m) = (Double(position), Double(min(position, growth + 1)))
    return [n, m * ((m - 1) / 2) + (n - m) * Double(growth)]
  }
  func latency(
    _ coefficients: [Double]
  ) throws(DecodeTimeError) -> LatencyModel {
    .saturating(
      try SaturatingLatency(
        intercept: coefficients[0], slope: coefficients[1], growth: growth))
  }
}

/// Rates over ranges of positions: each by itself, or as rises that last from
/// a range's start on, which makes the rates non-decreasing.
struct RangeBasis: StepBasis {
  /// The first position of each range, the first of them 1.
  let starts: [Int]
  let isCumulative: Bool

  var names: [String] {
    starts.map { (isCumulative ? "riseAt" : "rateFrom") + "\($0)" }
  }

  private func end(_ index: Int) -> Int {
    isCumulative || index + 1 == starts.count ? .max : starts[index + 1] - 1
  }

  func sums(through position: Int) -> [Double] {
    starts.indices.map {
      Double(max(0, min(position, end($0)) - starts[$0] + 1))
    }
  }

  func latency(
    _ coefficients: [Double]
  ) throws(DecodeTimeError) -> LatencyModel {
    var rate = 0.0
    let rates = coefficients.map { coefficient in
      rate = isCumulative ? rate + coefficient : coefficient
      return rate
    }
    return .piecewiseConstant(
      try PiecewiseConstantLatency(
        starts.indices.map {
          LatencyBucket(
            first: starts[$0],
            last: $0 + 1 == starts.count ? nil : starts[$0 + 1] - 1,
            secondsPerToken: rates[$0])
        }))
  }
}

/// Sums of B-splines from one index on, so that rises of at least 0 make the
/// B-splines' coefficients non-decreasing.
///
/// The penalty is that of P-splines, on second differences of coefficients
/// (Eilers and Marx 1996, doi:10.1214/ss/1038425655).
struct RisingSplineBasis: StepBasis {
  private let splines: CubicBSplines
  /// Row n holds the sums through n.
  private let table: [Double]

  init(intervals: Int, last: Int) {
    splines = CubicBSplines(intervals: intervals, last: last)
    let count = splines.count
    var table = [Double](repeating: 0, count: count)
    table.reserveCapacity((last + 1) * count)
    for position in 1...last {
      let step = Self.steps(splines, position)
      for place in 0..<count {
        table.append(table[(position - 1) * count + place] + step[place])
      }
    }
    self.table = table
  }

  var names: [String] { (0..<splines.count).map { "rise\($0)" } }

  private static func steps(_ splines: CubicBSplines, _ k: Int) -> [Double] {
    let (first, values) = splines.values(at: k)
    var (steps, sum) = ([Double](repeating: 0, count: splines.count), 0.0)
    for place in stride(from: splines.count - 1, through: 0, by: -1) {
      if (first..<first + values.count).contains(place) {
        sum += values[place - first]
      }
      steps[place] = place <= first ? 1 : sum
    }
    return steps
  }

  func sums(through position: Int) -> [Double] {
    let count = splines.count
    let row = min(position, splines.last) * count
    let known = Array(table[row..<row + count])
    guard position > splines.last else { return known }
    let beyond = Double(position - splines.last)
    return zip(known, Self.steps(splines, splines.last)).map {
      $0 + beyond * $1
    }
  }

  var roughness: [[Double]] {
    (1..<splines.count - 1).map { place in
      var row = [Double](repeating: 0, count: splines.count)
      (row[place], row[place + 1]) = (-1, 1)
      return row
    }
  }

  func latency(
    _ coefficients: [Double]
  ) throws(DecodeTimeError) -> LatencyModel {
    var level = 0.0
    let levels = coefficients.map { rise in
      level += rise
      return level
    }
    return .spline(
      try SplineLatency(coefficients: levels, last: splines.last))
  }
}
