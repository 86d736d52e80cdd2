import LengthLaws

extension TotalDecodeTime {
  /// Equally likely times that stand for T, and prefills, in a sum.
  private static let (decodeCells, noiseCells, prefillCells) = (1024, 63, 31)

  /// Quantiles of prefill + T, taken as independent of each other.
  ///
  /// T stands as 1024 and the prefill as 31 equally likely times, quantiles at
  /// the middles of as many cells; the sum is at least T's own quantile.
  ///
  /// - Parameters:
  ///   - levels: In 0...1.
  ///   - prefill: The law of the prefill.
  /// - Returns: Seconds, one for each level; NaN beyond the data.
  public func quantiles(
    _ levels: [Double], after prefill: PrefillLaw
  ) -> [Double] {
    guard !isBeyondTheData else { return levels.map { _ in .nan } }
    let firsts = (0..<Self.prefillCells).map {
      prefill.quantile((Double($0) + 0.5) / Double(Self.prefillCells))
    }
    var sums: [Double] = []
    for time in cells {
      for first in firsts { sums.append(first + time) }
    }
    sums.sort()
    return levels.map { level in
      let rank = Int((level * Double(sums.count)).rounded(.up))
      return max(sums[min(max(rank, 1), sums.count) - 1], quantile(level))
    }
  }

  /// T's quantiles at the middles of equally likely cells.
  private var cells: [Double] { noisy?.cells { madeCells } ?? madeCells }

  private var madeCells: [Double] {
    guard !isOver else { return [0] }
    var atoms: [(seconds: Double, mass: Double)] = []
    if let noisy {
      let levels = (0..<Self.noiseCells).map {
        (Double($0) + 0.5) / Double(Self.noiseCells)
      }
      let ratios = noisy.laws.quantiles(levels)
      for atom in noisy.atoms(of: self).atoms {
        for ratio in ratios(atom.law) {
          atoms.append(
            (atom.seconds * ratio, atom.mass / Double(levels.count)))
        }
      }
      atoms.sort { $0.seconds < $1.seconds }
    } else {
      forEachLength { atoms.append(($1, $2)) }
    }
    var cells: [Double] = []
    var (sum, next) = (0.0, 0)
    for atom in atoms {
      sum += atom.mass
      while next < Self.decodeCells,
        sum * Double(Self.decodeCells) >= Double(next) + 0.5
      {
        cells.append(atom.seconds)
        next += 1
      }
    }
    // Rounding may leave the last cells open.
    while let last = atoms.last, cells.count < Self.decodeCells {
      cells.append(last.seconds)
    }
    return cells
  }
}
