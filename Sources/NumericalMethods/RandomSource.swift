import CGSL

/// GSL's Mersenne twister, always seeded by the caller.
package struct RandomSource: ~Copyable {
  let generator: UnsafeMutablePointer<gsl_rng>

  /// A stream of numbers that depends on `seed` alone.
  package init(seed: UInt64) {
    GSL.ready
    guard let allocated = gsl_rng_alloc(cgsl_mt19937()) else {
      fatalError("gsl_rng_alloc: out of memory")
    }
    generator = allocated
    // The twister takes 32 bits and reads 0 as "the default seed", 4357.
    gsl_rng_set(generator, UInt(truncatingIfNeeded: seed ^ (seed >> 32)))
  }

  deinit { gsl_rng_free(generator) }

  /// A number in the open interval (0, 1).
  package func uniform() -> Double { gsl_rng_uniform_pos(generator) }

  /// How `count` draws, at most 2³² − 1, fall on cells of the given weights.
  package func multinomial(_ count: Int, weights: [Double]) -> [Int] {
    var cells = [UInt32](repeating: 0, count: weights.count)
    gsl_ran_multinomial(
      generator, weights.count, UInt32(count), weights, &cells)
    return cells.map { Int($0) }
  }
}
