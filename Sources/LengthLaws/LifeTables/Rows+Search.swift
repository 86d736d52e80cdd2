extension Array where Element == LifeTable.Row {
  /// Where the first row of at least `length` tokens stands, or `count`.
  package func firstIndex(notShorterThan length: Int) -> Int {
    // Traces and count tables often come in order of length.
    if let last, last.length < length { return count }
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].length < length {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}
