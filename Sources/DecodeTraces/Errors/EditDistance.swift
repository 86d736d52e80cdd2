/// How far one name is from another.
package enum EditDistance {
  /// Levenshtein's distance: the fewest characters to insert, delete or
  /// replace.
  package static func distance(_ first: String, _ second: String) -> Int {
    let (first, second) = (Array(first), Array(second))
    var row = Array(0...second.count)
    for (i, character) in first.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in second.enumerated() {
        let substituted = diagonal + (character == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
      }
    }
    return row[second.count]
  }

  /// The one of `names` that `name` was probably meant to be, if there is one:
  /// at most a third of its characters differ, whatever their case.
  package static func nearest(
    to name: String, among names: [String]
  ) -> String? {
    let wanted = name.lowercased()
    guard wanted.count <= 100 else { return nil }
    let best = names.map { ($0, distance(wanted, $0.lowercased())) }
      .min { $0.1 < $1.1 }
    guard let (found, distance) = best,
      distance <= max(wanted.count, found.count) / 3
    else { return nil }
    return found
  }
}
