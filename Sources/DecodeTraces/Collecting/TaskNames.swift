internal import DecodeStatistics

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The distinct task names of a file, numbered in order of appearance.
///
/// A name that was seen before is found by its bytes, without making a
/// string. Names that are canonically equivalent Unicode have numbers of
/// their own here and become equal as strings.
struct TaskNames: ~Copyable {
  private var names: [String] = []
  private var bytes = GrowableBuffer<UInt8>()
  private var ends: [Int] = []
  private var hashes: [Int] = []
  /// Numbers of names by hash, with open addressing; −1 is free.
  private var slots = [Int](repeating: -1, count: 64)
  /// Numbers by a few bytes of the name: what was seen lately is found here,
  /// and checked; −1 is free.
  private var latest = [Int](repeating: -1, count: 256)

  /// How many names there are.
  var count: Int { names.count }

  /// The name with a number.
  subscript(number: Int) -> String { names[number] }

  /// All names, in order of appearance.
  var all: [String] { names }

  /// The number of the name that `field` holds.
  ///
  /// - Returns: `nil` if the field is blank or not UTF-8.
  mutating func number(of field: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let first = field.first, let last = field.last else { return nil }
    let guess =
      (Int(first) &* 31 &+ Int(last) &* 17 &+ Int(field[field.count / 2]) &* 7
        &+ field.count) & 255
    let number = latest[guess]
    if number >= 0, isName(number, field) { return number }
    var hasher = Hasher()
    hasher.combine(bytes: UnsafeRawBufferPointer(field))
    let hash = hasher.finalize()
    var slot = hash & (slots.count - 1)
    while slots[slot] >= 0 {
      let number = slots[slot]
      if hashes[number] == hash, isName(number, field) {
        latest[guess] = number
        return number
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    guard let name = String(validating: field, as: UTF8.self),
      !name.allSatisfy(\.isWhitespace)
    else { return nil }
    names.append(name)
    bytes.append(contentsOf: field)
    ends.append(bytes.count)
    hashes.append(hash)
    slots[slot] = names.count - 1
    latest[guess] = names.count - 1
    if names.count * 2 > slots.count { grow() }
    return names.count - 1
  }

  /// Numbers a name that does not come from a field.
  mutating func add(_ task: TaskID) {
    Array(task.rawValue.utf8).withUnsafeBufferPointer {
      _ = number(of: $0)
    }
  }

  private func isName(
    _ number: Int, _ field: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    let start = number == 0 ? 0 : ends[number - 1]
    let name = bytes.view(start..<ends[number])
    guard name.count == field.count else { return false }
    guard let left = name.baseAddress, let right = field.baseAddress
    else { return name.isEmpty }
    return memcmp(left, right, name.count) == 0
  }

  private mutating func grow() {
    slots = [Int](repeating: -1, count: slots.count * 2)
    for (number, hash) in hashes.enumerated() {
      var slot = hash & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = number
    }
  }
}
