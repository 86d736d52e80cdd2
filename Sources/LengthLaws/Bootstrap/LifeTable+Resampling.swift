import NumericalMethods

extension LifeTable {
  /// As many answers as the table has, drawn from it with replacement.
  ///
  /// The draw is multinomial over lengths and endings, censored ones
  /// included, so its cost is in distinct lengths.
  ///
  /// The draw depends on the seed and on the table alone.
  public func resampled(seed: UInt64) -> LifeTable {
    resampled(using: RandomSource(seed: seed, stream: 0))
  }

  /// As above, from a running stream.
  func resampled(using random: borrowing RandomSource) -> LifeTable {
    let rows = rows
    let cells = random.multinomial(
      count, counts: rows.flatMap { [$0.stopped, $0.capped, $0.cancelled] })
    var result = LifeTable()
    for (index, row) in rows.enumerated() {
      let drawn = Row(
        length: row.length, stopped: cells[3 * index],
        capped: cells[3 * index + 1], cancelled: cells[3 * index + 2])
      if drawn.total > 0 { result.append(drawn) }
    }
    return result
  }

  /// The table split at random into `parts` tables: each answer falls into
  /// one of them, all equally likely, whatever the others do.
  func split(
    into parts: Int, using random: borrowing RandomSource
  ) -> [LifeTable] {
    var result = [LifeTable](repeating: LifeTable(), count: parts)
    let equal = [Int](repeating: 1, count: parts)
    for row in rows {
      let stopped = random.multinomial(row.stopped, counts: equal)
      let capped = random.multinomial(row.capped, counts: equal)
      let cancelled = random.multinomial(row.cancelled, counts: equal)
      for part in 0..<parts {
        let share = Row(
          length: row.length, stopped: stopped[part], capped: capped[part],
          cancelled: cancelled[part])
        if share.total > 0 { result[part].append(share) }
      }
    }
    return result
  }

  /// The table without one answer of `length` that ended as `ending`.
  func removingOne(length: Int, ending: Ending) -> LifeTable {
    var result = LifeTable()
    for var row in rows {
      if row.length == length {
        switch ending {
        case .stopped: row.stopped -= 1
        case .capped: row.capped -= 1
        case .cancelled: row.cancelled -= 1
        }
      }
      if row.total > 0 { result.append(row) }
    }
    return result
  }
}
