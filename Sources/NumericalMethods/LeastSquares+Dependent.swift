extension Design {
  /// The same rows with some of the columns.
  package func selecting(_ kept: [Int]) -> Design {
    var result = Design(columns: kept.count)
    for index in 0..<rows {
      let row = Array(row(index))
      result.append(kept.map { row[$0] })
    }
    return result
  }
}

extension LeastSquares {
  /// The fit after leaving out columns that earlier ones determine, if all of
  /// them may be; not for penalties or bounds.
  ///
  /// - Parameters:
  ///   - design: The rows.
  ///   - responses: As many.
  ///   - droppable: Columns that may be left out.
  /// - Returns: The fit of the columns kept, and which they are.
  /// - Throws: `NumericalError`.
  package func fit(
    _ design: Design, _ responses: [Double], droppable: Set<Int>
  ) throws(NumericalError) -> (fit: LinearFit, kept: [Int]) {
    var kept = Array(0..<design.columns)
    while true {
      do throws(NumericalError) {
        return (try fit(design.selecting(kept), responses), kept)
      } catch {
        switch error {
        case .rankDeficient(let columns):
          let named = Set(columns.map { kept[$0] })
          guard named.isSubset(of: droppable) else {
            throw .rankDeficient(columns: named.sorted())
          }
          kept.removeAll { named.contains($0) }
        case .tooFewRows(_, let columns):
          // As many columns as rows at most; the last droppable one goes.
          guard let last = kept.last(where: { droppable.contains($0) }),
            columns > 1
          else { throw error }
          kept.removeAll { $0 == last }
        default: throw error
        }
      }
    }
  }
}
