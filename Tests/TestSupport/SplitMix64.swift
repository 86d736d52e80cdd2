/// A small random number generator with a seed, so that a test draws the same
/// numbers on every run and machine.
///
/// Steele, Lea and Flood, *Fast splittable pseudorandom number generators*
/// (2014), doi:10.1145/2660193.2660195.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts a stream.
  public init(seed: UInt64) { state = seed }

  /// Starts the stream that belongs to a name.
  ///
  /// Its seed is the 64-bit FNV-1a hash; Swift's own `Hasher` would give
  /// another one in every process.
  public init(name: String) {
    self.init(seed: Self.seed(of: name))
  }

  /// The seed that belongs to a name.
  public static func seed(of name: String) -> UInt64 {
    name.utf8.reduce(0xcbf2_9ce4_8422_2325) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Uniform on [0, 1), in steps of 2⁻⁵³.
  public mutating func unit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }
}
