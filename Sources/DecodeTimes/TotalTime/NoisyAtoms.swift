import RealModule

/// L(min(N, c)) as finitely many times, each with its probability and the law
/// of the ratio R there.
///
/// P(R > t/x) and E[(R·x − t)⁺] are smooth in x, a time without noise, over
/// the noise's own scale. Lengths whose times lie within an eighth of that
/// scale of each other are therefore two atoms, which have their mass, mean,
/// variance and third moment (Gauss's quadrature). With σ the scale and w = σ/8
/// the width, what this costs P(T > t) is at most
///
///     max|φ‴|·(w/2)⁴/(24·σ⁴)·4/45 < 10⁻⁷
///
/// and, where noise has a limit, at most w·φ(limit)/(8σ) < 3·10⁻⁶ more, for
/// the times that the limit reaches. So an answer costs what the spread of
/// times over the noise does, not as much as there are lengths. A sample of
/// ratios has steps and no scale: lengths within 2⁻¹⁰ of each other are two
/// atoms, and P(T > t) lies between those at t·(1 ± 2⁻¹⁰). Noise that is cut
/// within four of its scale has an atom for each length.
struct NoisyAtoms: Sendable {
  /// A time without noise, its probability, and the law of R.
  struct Atom: Sendable {
    var seconds: Double
    var mass: Double
    var law: any RatioLaw
  }

  /// In order of their times.
  private(set) var atoms: [Atom] = []
  /// The longest time with noise; infinite if there is none.
  private(set) var largest = 0.0

  /// Lengths that are so close together that they become two atoms.
  private struct Cell {
    var lengths: [(tokens: Int, seconds: Double, mass: Double)] = []
    var end = 0.0
    var lastToken = 0
  }

  /// The lengths of a view on a law.
  ///
  /// - Parameters:
  ///   - time: The law, with its cap and what is generated.
  ///   - laws: The laws of R.
  ///   - seconds: Lengths of less time are left out.
  ///   - width: The greatest difference of times in a cell, in seconds;
  ///     `nil` takes the noise's own.
  init(
    _ time: TotalDecodeTime, _ laws: RatioLaws, from seconds: Double = 0,
    within width: Double? = nil
  ) {
    guard !time.isOver else { return }
    var cell = Cell()
    time.forEachLength { tokens, latency, mass in
      guard latency >= seconds else { return }
      largest = max(largest, latency * laws.largest(tokens: tokens))
      if latency > cell.end || tokens > cell.lastToken
        || cell.lengths.isEmpty
      {
        close(&cell, laws)
        let reach = width ?? laws.width(tokens: tokens) * latency
        cell.end = latency + reach
        cell.lastToken = laws.lastToken(alike: tokens)
      }
      cell.lengths.append((tokens, latency, mass))
    }
    close(&cell, laws)
  }

  /// Turns a cell into atoms of the same mass and first three moments.
  private mutating func close(_ cell: inout Cell, _ laws: RatioLaws) {
    defer { cell.lengths.removeAll(keepingCapacity: true) }
    guard cell.lengths.count > 2, let first = cell.lengths.first,
      let last = cell.lengths.last, last.seconds > first.seconds
    else {
      for length in cell.lengths {
        atoms.append(
          Atom(
            seconds: length.seconds, mass: length.mass,
            law: laws.law(tokens: length.tokens)))
      }
      return
    }
    // From the first time, in units of the cell.
    let unit = last.seconds - first.seconds
    var (mass, mean) = (0.0, 0.0)
    for length in cell.lengths {
      mass += length.mass
      mean += length.mass * ((length.seconds - first.seconds) / unit)
    }
    mean /= mass
    var (square, cube) = (0.0, 0.0)
    for length in cell.lengths {
      let offset = (length.seconds - first.seconds) / unit - mean
      square += length.mass * offset * offset
      cube += length.mass * offset * offset * offset
    }
    square /= mass
    cube /= mass
    func append(_ place: Double, _ share: Double) {
      let tokens =
        Double(first.tokens) + place * Double(last.tokens - first.tokens)
      atoms.append(
        Atom(
          seconds: first.seconds + place * unit, mass: mass * share,
          law: laws.law(length: tokens)))
    }
    guard square > 0x1p-40 else { return append(mean, 1) }
    // Two places below and above the mean, −x·y = variance and x + y = skew.
    let skew = cube / square
    let root = (skew * skew + 4 * square).squareRoot()
    let (below, above) = ((skew - root) / 2, (skew + root) / 2)
    append(mean + below, above / (above - below))
    append(mean + above, -below / (above - below))
  }

  /// Σ mass·f(law of R, time), from the far end.
  func sum(_ term: (any RatioLaw, Double) -> Double) -> Double {
    var total = 0.0
    for atom in atoms.reversed() {
      total += atom.mass * term(atom.law, atom.seconds)
    }
    return total
  }
}
