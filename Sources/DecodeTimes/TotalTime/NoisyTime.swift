import Synchronization

/// The noise of one view on a law of T, with its atoms once they are asked
/// for.
///
/// Threads share it. Two that miss at once both make the atoms, and the first
/// ones are kept.
final class NoisyTime: Sendable {
  let laws: RatioLaws
  private let made = Mutex<NoisyAtoms?>(nil)

  init(_ laws: RatioLaws) { self.laws = laws }

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
}
