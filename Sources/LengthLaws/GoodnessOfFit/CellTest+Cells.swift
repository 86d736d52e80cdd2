extension CellTest {
  /// Cells pooled from the shortest length on until each expects at least
  /// `leastExpected` answers; what is left over at the end joins the last.
  ///
  /// Where answers are censored, nothing beyond the longest recorded length
  /// is told apart.
  ///
  /// - Parameters:
  ///   - table: The answers.
  ///   - law: The law they are held against.
  ///   - leastExpected: 5 by the usual rule; positive.
  /// - Returns: The cells.
  /// - Throws: `InferenceError.noAnswers` if the table is empty, or
  ///   `lengthTooLong` beyond 2²⁴.
  public static func pooled(
    _ table: LifeTable, against law: some LengthDistribution,
    leastExpected: Double = 5
  ) throws(InferenceError) -> CellTest {
    let source = try Source(table)
    let n = source.count
    // From here on the law expects too few for a further cell.
    var end = n > leastExpected ? law.quantile(1 - leastExpected / n) : 1
    if let limit = source.limit { end = min(end, limit) }
    try InferenceError.require(goingThrough: end)
    let survival = law.survivalCurve(through: end + 1)
    var ends: [Int] = []
    var start = 1.0
    for k in 1..<survival.count {
      let isEnough = n * (start - survival[k]) >= leastExpected
      guard isEnough, n * survival[k] >= leastExpected else { continue }
      ends.append(k)
      start = survival[k]
    }
    return source.cells(endingAt: ends, law)
  }

  /// One cell for each length below the longest, and one for that and all
  /// beyond; where answers are censored, for each length up to the longest,
  /// and one for all beyond.
  ///
  /// - Parameters:
  ///   - table: The answers.
  ///   - law: The law they are held against.
  ///   - isOpen: Whether the last cell goes on without end. `false` closes it
  ///     at the longest length, as `goodfit` of R's vcd does: the expected
  ///     numbers then do not add up to n, and G² is too large. It is there to
  ///     compare with published figures, and needs answers without censoring.
  /// - Returns: The cells.
  /// - Throws: `InferenceError.noAnswers` if the table is empty, or
  ///   `lengthTooLong` beyond 2²⁴.
  public static func byLength(
    _ table: LifeTable, against law: some LengthDistribution,
    isOpen: Bool = true
  ) throws(InferenceError) -> CellTest {
    let source = try Source(table)
    let longest = source.empirical.identifiedThrough
    try InferenceError.require(goingThrough: longest)
    let last = source.limit ?? longest - 1
    var test = source.cells(endingAt: last >= 1 ? Array(1...last) : [], law)
    if !isOpen, source.limit == nil, let open = test.cells.indices.last {
      test.cells[open].last = longest
      test.cells[open].expected = source.count * law.mass(at: longest)
    }
    return test
  }

  /// What the observed numbers are taken from.
  private struct Source {
    let empirical: KaplanMeier
    let count: Double
    /// The longest length if some are censored.
    let limit: Int?
    /// The shortest length at which some are censored.
    let firstCensored: Int?

    init(_ table: LifeTable) throws(InferenceError) {
      do throws(FitError) {
        empirical = try KaplanMeier(table)
      } catch {
        throw .noAnswers
      }
      count = Double(table.count)
      limit = table.censoredCount > 0 ? empirical.identifiedThrough : nil
      firstCensored = table.rows.first { $0.censored > 0 }?.length
    }

    /// The cells that end at given lengths, and one beyond.
    func cells(
      endingAt ends: [Int], _ law: some LengthDistribution
    ) -> CellTest {
      var cells: [Cell] = []
      var (first, observed, expected) = (1, 1.0, 1.0)
      for end in ends {
        let (o, e) = (
          empirical.survival(at: end + 1), law.survival(at: end + 1)
        )
        cells.append(
          Cell(
            first: first, last: end, observed: count * (observed - o),
            expected: count * (expected - e)))
        (first, observed, expected) = (end + 1, o, e)
      }
      cells.append(
        Cell(
          first: first, last: nil, observed: count * observed,
          expected: count * expected))
      return CellTest(
        cells: cells, isMultinomial: firstCensored ?? .max >= first - 1)
    }
  }
}
