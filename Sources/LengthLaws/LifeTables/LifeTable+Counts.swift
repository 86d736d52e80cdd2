// Questions that a life table answers by counting, without any model.

extension LifeTable {
  /// The shortest recorded length, censored answers included.
  public var minimum: Int? { rows.first?.length }

  /// The longest recorded length, censored answers included.
  public var maximum: Int? { rows.last?.length }

  /// The largest length at which an answer was cut by its cap.
  public var largestCap: Int? { rows.last { $0.capped > 0 }?.length }

  /// The counts at one length.
  public func row(at length: Int) -> Row {
    let rows = rows
    let place = rows.firstIndex(notShorterThan: length)
    guard place < rows.count, rows[place].length == length else {
      return Row(length: length)
    }
    return rows[place]
  }

  /// Answers that reached position `position`: those of at least that length.
  ///
  /// An answer censored at k produced its k-th token and went on, so it is at
  /// risk at k and no later.
  public func atRisk(at position: Int) -> Int {
    let rows = rows
    return rows[rows.firstIndex(notShorterThan: position)...]
      .reduce(0) { $0 + $1.total }
  }

  /// The answers still running after `generated` tokens, with their lengths
  /// as recorded: the data on which a bound *given* those tokens rests.
  public func running(after generated: Int) -> LifeTable {
    var result = LifeTable()
    for row in rows where row.length > generated { result.append(row) }
    return result
  }
}

// MARK: - Moments of the recorded lengths

extension LifeTable {
  /// The mean of the recorded lengths as they stand, or `nil` of none.
  ///
  /// A censored answer enters with the tokens it had, so under a cap this
  /// estimates E[min(N, c)] and falls short of E[N].
  public var recordedMean: Double? {
    guard count > 0 else { return nil }
    // Lengths above 2⁵³ / count would overflow an integer sum.
    let sum = rows.reduce(0.0) { $0 + Double($1.length) * Double($1.total) }
    return sum / Double(count)
  }

  /// The standard deviation of the recorded lengths, with divisor n − 1, or
  /// `nil` of fewer than two.
  public var recordedStandardDeviation: Double? {
    guard count > 1, let mean = recordedMean else { return nil }
    let squares = rows.reduce(0.0) {
      let deviation = Double($1.length) - mean
      return $0 + deviation * deviation * Double($1.total)
    }
    return (squares / Double(count - 1)).squareRoot()
  }

  /// Standard deviation over mean of the recorded lengths.
  public var recordedCoefficientOfVariation: Double? {
    guard let mean = recordedMean, let deviation = recordedStandardDeviation
    else { return nil }
    return deviation / mean
  }

  /// The median of the recorded lengths: the middle one, or halfway between
  /// the two in the middle; `nil` of none.
  public var recordedMedian: Double? {
    guard count > 0 else { return nil }
    let upper = recordedLength(rank: count / 2 + 1)
    guard count.isMultiple(of: 2) else { return Double(upper) }
    let lower = recordedLength(rank: count / 2)
    return Double(lower) / 2 + Double(upper) / 2
  }

  /// The recorded length of rank `rank` from below, counting from 1.
  private func recordedLength(rank: Int) -> Int {
    var seen = 0
    for row in rows {
      seen += row.total
      if seen >= rank { return row.length }
    }
    preconditionFailure("Rank should be in 1...\(count), but is \(rank)")
  }
}
