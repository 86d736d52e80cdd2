import LengthLaws
import NumericalMethods
import RealModule

// The law of T with noise, of R·L(min(N, c)) with R the ratio whose law may
// depend on n:
//
//     P(T > t) = Σ_n P(min(N, c) = n)·P(R > t/L(n) | n)
//     E[T]     = Σ_n P(min(N, c) = n)·L(n)·E[R | n]
//
// Given k tokens, the ratio is that of the time still to come.

extension TotalDecodeTime {
  /// Every length that has mass, in order, with its time and probability; at
  /// the cap stands all mass from there on.
  func forEachLength(
    _ body: (_ tokens: Int, _ seconds: Double, _ mass: Double) -> Void
  ) {
    guard !isOver else { return }
    let given = curve.survival(at: generated + 1)
    let before = curve.cumulative(generated)
    curve.forEachLength(in: generated + 1...cap) { tokens, seconds, mass in
      body(tokens, max(seconds - before, 0), mass / given)
    }
  }

  /// How many times without noise stand for the law.
  package var noisyAtomCount: Int { noisy?.atoms(of: self).atoms.count ?? 0 }

  /// P(T > t) with noise, t ≥ 0.
  func noisyProbability(
    _ noisy: NoisyTime, exceeding seconds: Double
  ) -> Double {
    noisy.atoms(of: self).sum { law, latency in
      latency > 0 ? law.survival(seconds / latency) : 0
    }
  }

  /// E[T] with noise.
  func noisyMean(_ noisy: NoisyTime) -> Double {
    noisy.atoms(of: self).sum { law, latency in latency * law.mean }
  }

  /// E[max(T − t, 0)] with noise, t ≥ 0.
  func noisyExcess(_ noisy: NoisyTime, beyond seconds: Double) -> Double {
    noisy.atoms(of: self).sum { law, latency in
      latency > 0 ? latency * law.excess(seconds / latency) : 0
    }
  }

  /// Var[T] with noise.
  func noisyVariance(_ noisy: NoisyTime) -> Double {
    let mean = mean
    return noisy.atoms(of: self).sum { law, latency in
      let offset = latency * law.mean - mean
      return latency * latency * law.variance + offset * offset
    }
  }

  /// log E[e^{θT}] with noise.
  ///
  /// e^{θRx} is smooth in x over 1/(θR), so cells are that wide; for θ > 0,
  /// times that are shorter than the ones that matter are left out.
  func noisyLogMoment(_ noisy: NoisyTime, _ exponent: Double) -> Double {
    let atoms = noisy.atoms(of: self)
    func logMoment(_ atom: NoisyAtoms.Atom) -> Double {
      atom.law.logMoment(exponent * atom.seconds)
    }
    var (best, last) = (-Double.infinity, 0.0)
    for atom in atoms.atoms.reversed() where atom.mass > 0 {
      let here = logMoment(atom)
      guard here < .infinity else { return .infinity }
      best = max(best, Double.log(atom.mass) + here)
      // All shorter ones together are less than e⁻⁴⁵ of the sum.
      guard exponent <= 0 || here > best - 45 else { break }
      last = atom.seconds
    }
    let greatest = atoms.atoms.reduce(0) { max($0, $1.law.largest) }
    let scale = abs(exponent) * min(greatest, 1e6)
    let fine = NoisyAtoms(
      self, noisy.laws, from: exponent > 0 ? last * (1 - 0x1p-10) : 0,
      within: scale > 0 ? 0.5 / scale : nil)
    return logSumExp(
      fine.atoms.compactMap { atom in
        atom.mass > 0 ? Double.log(atom.mass) + logMoment(atom) : nil
      })
  }

  /// The longest time with noise; infinite if there is none.
  func noisyLargest(_ noisy: NoisyTime) -> Double {
    noisy.atoms(of: self).largest
  }

  /// The smallest t with P(T ≤ t) ≥ `level` with noise, to 2⁻⁴⁰ of its value,
  /// by bisection: the law may have steps.
  func noisyQuantile(_ noisy: NoisyTime, _ level: Double) -> Double {
    noisy.quantile(level) { searchedQuantile(noisy, level) }
  }

  private func searchedQuantile(
    _ noisy: NoisyTime, _ level: Double
  ) -> Double {
    guard level < 1 else { return noisyLargest(noisy) }
    func reached(_ seconds: Double) -> Bool {
      QuantileSearch.reaches(
        level, survivalBeyond: noisyProbability(noisy, exceeding: seconds))
    }
    guard !isOver, !reached(0) else { return 0 }
    var high = max(time(through: quantileTokens(level)), .leastNormalMagnitude)
    while !reached(high), high < .greatestFiniteMagnitude { high *= 2 }
    var low = 0.0
    while high - low > 0x1p-40 * high {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      if reached(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
