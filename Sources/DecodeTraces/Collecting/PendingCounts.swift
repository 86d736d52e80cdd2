internal import DecodeStatistics

/// Answers that are not in their life tables yet, counted where one look
/// finds them.
///
/// Rows of the same task, length and ending come back soon. A place of this
/// buffer holds the count of one such triple; when another wants the place,
/// the count goes into its table, which has to be searched. So memory is
/// bounded, and few rows search.
struct PendingCounts {
  struct Entry {
    var task = 0
    var length = 0
    var ending = Ending.stopped
    var count = 0
  }

  private var entries = [Entry](repeating: Entry(), count: 1 << 14)

  /// Counts an answer.
  ///
  /// - Returns: What had its place, to be put into its table; its count is 0
  ///   if nothing had.
  mutating func add(_ entry: Entry) -> Entry {
    // Lengths of a task are neighbours, tasks far from one another.
    let place =
      (entry.length &+ entry.task &* 5003
        &+ (entry.ending == .stopped ? 0 : 1 << 13))
      & (entries.count - 1)
    let found = entries[place]
    if found.length == entry.length, found.task == entry.task,
      found.ending == entry.ending
    {
      entries[place].count += entry.count
      return Entry()
    }
    entries[place] = entry
    return found
  }

  /// Hands out all that is there.
  mutating func removeAll() -> [Entry] {
    let all = entries.filter { $0.count > 0 }
    entries = [Entry](repeating: Entry(), count: entries.count)
    return all
  }
}
