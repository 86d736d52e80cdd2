import DecodeTimes
import Foundation
import LengthLaws
import NumericalMethods
import TestSupport
import Testing

@Suite("Lengths taken together under noise")
struct NoisyAtomsTests {
  /// Every length by itself, or the first of each run of alike times: the
  /// planted bug.
  private static func probability(
    _ time: TotalDecodeTime, _ noise: LogNormalNoise, exceeding seconds: Double,
    joining width: Double = 0
  ) -> Double {
    var sum = 0.0
    var first = 0
    for n in time.generated + 1...time.cap {
      let start = time.time(through: n)
      if first == 0 || start > (1 + width) * time.time(through: first) {
        first = n
      }
      let here = time.with(noise: nil)
      let before =
        n == time.generated + 1
        ? 1 : here.probability(exceeding: here.time(through: n - 1))
      let after =
        n == time.cap ? 0 : here.probability(exceeding: here.time(through: n))
      let latency = time.time(through: first)
      guard latency > 0 else { continue }
      let z =
        (log(seconds / latency) - noise.mean) / noise.scale(tokens: first)
      let tail = exp(logNormalSurvival(noise.limit))
      let above =
        z >= noise.limit
        ? 0
        : z <= -noise.limit
          ? 1 : (exp(logNormalSurvival(z)) - tail) / (1 - 2 * tail)
      sum += (before - after) * above
    }
    return sum
  }

  @Test func probabilitiesAreThoseOfEveryLength() {
    var planted = 0.0
    property("within 3e-6 of every length", cases: 25) { choices in
      let lengths = try Geometric(p: choices.logUniform(in: 0.001...0.05))
      let noise = try LogNormalNoise(
        mean: choices.double(in: -0.2...0.2),
        scale: choices.logUniform(in: 0.02...1),
        growth: choices.double(in: -0.5...0.5), lengths: 20...2000,
        limit: choices.bool() ? 4 : .infinity)
      var time = TotalDecodeTime(
        lengths,
        latency: try AffineLatency(intercept: 0.02, slope: 1e-6), cap: 4000,
        convention: choices.element(
          of: [.everyTokenIsAStep, .firstTokenInPrefill]),
        noise: .logNormal(noise))
      if choices.bool() {
        time = time.remaining(after: choices.int(1...300))
      }
      if choices.bool() { time = time.capped(at: choices.int(400...3000)) }
      for level in [0.1, 0.5, 0.95, 0.999] {
        let seconds = time.quantile(level)
        guard seconds > 0 else { continue }
        let exact = Self.probability(time, noise, exceeding: seconds)
        let found = time.probability(exceeding: seconds)
        try require(abs(found - exact) < 3e-6, "\(found) for \(exact)")
        planted = max(
          planted,
          abs(
            Self.probability(
              time, noise, exceeding: seconds, joining: noise.scale / 8)
              - exact))
      }
    }
    #expect(planted > 3e-5)
  }

  /// What a question costs does not grow with the number of lengths.
  @Test func atomsAreFew() throws {
    let noise = DecodeTimeNoise.logNormal(
      try LogNormalNoise(mean: 0, scale: 0.1, limit: 4))
    for p in [1e-3, 1e-4, 1e-5] {
      let time = TotalDecodeTime(
        try Geometric(p: p),
        latency: try ConstantLatency(secondsPerToken: 0.02),
        cap: 1 << 20, noise: noise)
      #expect(time.noisyAtomCount < 4000)
    }
  }

  /// Ratios that were seen: P(T > t) lies between those at t·(1 ± 2⁻¹⁰) of
  /// every length.
  @Test func samplesAreTakenTogetherWithinAThousandth() {
    property("between the neighbouring times", cases: 15) { choices in
      let lengths = try Geometric(p: choices.logUniform(in: 0.0005...0.01))
      let ratios = choices.array(2...40) { $0.double(in: 0.5...2) }.sorted()
      let time = TotalDecodeTime(
        lengths, latency: try ConstantLatency(secondsPerToken: 0.02),
        cap: 6000, noise: .empirical(ratios))
      func exact(_ seconds: Double) -> Double {
        var sum = 0.0
        for n in 1...6000 {
          let mass =
            n < 6000
            ? exp(lengths.logMass(at: n)) : lengths.survival(at: 6000)
          let above = ratios.count { $0 * 0.02 * Double(n) > seconds }
          sum += mass * Double(above) / Double(ratios.count)
        }
        return sum
      }
      for level in [0.3, 0.9, 0.99] {
        let seconds = time.quantile(level)
        let found = time.probability(exceeding: seconds)
        try require(
          found <= exact(seconds * (1 - 0x1p-10)) + 1e-9
            && found >= exact(seconds * (1 + 0x1p-10)) - 1e-9,
          "\(found) at \(seconds)")
      }
    }
  }
}
