/// The factors by which answers that were censored still count beyond.
struct CensoringCorrection {
  private var cells: [Int32] = []
  private var factors: [Double] = []
  /// What stays where nothing is known beyond the last censored answers.
  private var floor = 0.0

  /// Adds the next longer censored length.
  mutating func append(cell: Int, left: Double, censored: Double) {
    guard censored > 0 else { return }
    let factor = factors.last ?? 1
    cells.append(Int32(cell))
    if left > 0 {
      factors.append(factor * ((left + censored) / left))
    } else {
      factors.append(factor)
      floor = factor * censored
    }
  }

  func apply(_ survival: Double, cell: Int) -> Double {
    guard let first = cells.first, Int(first) <= cell else { return survival }
    let place = cells.partitioningIndex(above: cell) - 1
    // Rounding may leave a product of factors a little above 1.
    let corrected = min(survival * factors[place], 1)
    return survival > 0 ? corrected : floor
  }
}
