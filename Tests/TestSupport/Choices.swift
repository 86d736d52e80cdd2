/// The choices behind one generated test case.
///
/// A case is a function of a list of whole numbers. Fresh choices come from a
/// seed and are recorded in `made`; replaying a list gives its case again. So
/// shrinking *lists* shrinks every generated value, with no code per type:
/// shorter lists and smaller choices mean simpler values (MacIver and
/// Donaldson, *Test-case reduction via test-case generation*, ECOOP 2020).
///
/// When a replayed list is used up, further choices are 0, the simplest.
public struct Choices: Sendable {
  /// Every choice so far.
  public private(set) var made: [UInt64] = []
  private let prefix: [UInt64]
  private var fresh: SplitMix64?

  /// Fresh choices.
  public init(seed: UInt64) {
    prefix = []
    fresh = SplitMix64(seed: seed)
  }

  /// The choices of an earlier case, then zeros.
  public init(replaying prefix: [UInt64]) {
    self.prefix = prefix
    fresh = nil
  }

  /// A choice in 0...bound; 0 is the simplest.
  public mutating func draw(upTo bound: UInt64) -> UInt64 {
    let choice: UInt64
    if made.count < prefix.count {
      choice = min(prefix[made.count], bound)
    } else if let raw = fresh?.next() {
      choice = bound == .max ? raw : raw % (bound + 1)
    } else {
      choice = 0
    }
    made.append(choice)
    return choice
  }
}

// MARK: - Shape

extension Choices {
  /// An answer of no (simpler) or yes.
  public mutating func bool() -> Bool { draw(upTo: 1) == 1 }

  /// One of several values; the first is the simplest.
  ///
  /// - Precondition: There is at least one.
  public mutating func element<Value>(of values: [Value]) -> Value {
    precondition(!values.isEmpty, "Values to choose from should not be empty")
    return values[Int(draw(upTo: UInt64(values.count - 1)))]
  }

  /// A list whose size is in `sizes`; the shorter, the simpler.
  ///
  /// One choice of whether to go on stands before each element that may be
  /// left out, so that deleting choices deletes elements.
  public mutating func array<Value>(
    _ sizes: ClosedRange<Int>, of element: (inout Choices) -> Value
  ) -> [Value] {
    // Odds that give half the largest size on average, but at least 7 more.
    let odds = UInt64(max(7, (sizes.upperBound - sizes.lowerBound) / 2))
    var values: [Value] = []
    while values.count < sizes.upperBound {
      guard values.count < sizes.lowerBound || draw(upTo: odds) != 0
      else { break }
      values.append(element(&self))
    }
    return values
  }

  /// The values in a random order; the given order is the simplest.
  public mutating func shuffled<Value>(_ values: [Value]) -> [Value] {
    var result = values
    for place in result.indices.dropLast() {
      let left = UInt64(result.count - 1 - place)
      result.swapAt(place, place + Int(draw(upTo: left)))
    }
    return result
  }
}
