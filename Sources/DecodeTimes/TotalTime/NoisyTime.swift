import Synchronization

/// The noise of one view on a law of T, with its atoms once they are asked
/// for.
///
/// Threads share it. Two that miss at once both make the atoms, and the first
/// ones are kept.
final class NoisyTime: Sendable {
  let noise: DecodeTimeNoise
  let laws: RatioLaws
  private let made = Mutex<NoisyAtoms?>(nil)

  init(_ noise: DecodeTimeNoise) {
    self.noise = noise
    laws = noise.laws
  }

  /// The same noise for another view.
  init(another: NoisyTime) {
    noise = another.noise
    laws = another.laws
  }

  /// The atoms of the view that this belongs to.
  func atoms(of time: TotalDecodeTime) -> NoisyAtoms {
    if let atoms = made.withLock({ $0 }) { return atoms }
    let atoms = NoisyAtoms(time, laws)
    return made.withLock { kept in
      if let kept { return kept }
      kept = atoms
      return atoms
    }
  }

  private let quantiles = Mutex<[Double: Double]>([:])

  /// A quantile of the view, computed once for the levels asked for most.
  func quantile(_ level: Double, _ compute: () -> Double) -> Double {
    if let known = quantiles.withLock({ $0[level] }) { return known }
    let value = compute()
    quantiles.withLock { known in
      if known.count < 32 { known[level] = value }
    }
    return value
  }

  private let cells = Mutex<[Double]?>(nil)

  /// Equally likely times that stand for the view, computed once.
  func cells(_ compute: () -> [Double]) -> [Double] {
    if let known = cells.withLock({ $0 }) { return known }
    let made = compute()
    cells.withLock { $0 = made }
    return made
  }
}
