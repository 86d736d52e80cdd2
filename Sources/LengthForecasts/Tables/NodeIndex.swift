/// Numbers of nodes by their packed keys: an open hash table, which is looked
/// into a dozen times a forecast.
struct NodeIndex: Sendable {
  /// 0 stands for an empty slot; no key is 0.
  private var keys: [UInt64] = Array(repeating: 0, count: 64)
  private var numbers: [Int32] = Array(repeating: 0, count: 64)
  private(set) var count = 0

  @inline(__always)
  private func slot(_ key: UInt64) -> Int {
    // Fibonacci hashing: the high bits of a product mix all bits of the key.
    let mixed = (key ^ key >> 29) &* 0x9E37_79B9_7F4A_7C15
    return Int(mixed >> UInt64(64 - keys.count.trailingZeroBitCount))
  }

  /// The number of a key; −1 if there is none.
  @inline(__always)
  func number(_ key: UInt64) -> Int {
    var place = slot(key)
    while keys[place] != 0 {
      if keys[place] == key { return Int(numbers[place]) }
      place = (place + 1) & (keys.count - 1)
    }
    return -1
  }

  /// Adds a key that is not there, with the next number.
  mutating func insert(_ key: UInt64) -> Int {
    if count * 2 >= keys.count { grow() }
    put(key, Int32(truncatingIfNeeded: count))
    count += 1
    return count - 1
  }

  private mutating func put(_ key: UInt64, _ number: Int32) {
    var place = slot(key)
    while keys[place] != 0 { place = (place + 1) & (keys.count - 1) }
    keys[place] = key
    numbers[place] = number
  }

  private mutating func grow() {
    let (oldKeys, oldNumbers) = (keys, numbers)
    keys = Array(repeating: 0, count: oldKeys.count * 2)
    numbers = Array(repeating: 0, count: oldKeys.count * 2)
    for (key, number) in zip(oldKeys, oldNumbers) where key != 0 {
      put(key, number)
    }
  }
}
