/// Elements in memory of its own, filled without a check for uniqueness at
/// every one.
struct GrowableBuffer<Element: BitwiseCopyable>: ~Copyable {
  private var base: UnsafeMutablePointer<Element>
  private var capacity: Int
  private(set) var count = 0

  /// An empty buffer.
  init(capacity: Int = 64) {
    self.capacity = max(capacity, 1)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count, "Index should be in range")
      return base[index]
    }
    set {
      precondition(index >= 0 && index < count, "Index should be in range")
      base[index] = newValue
    }
  }

  /// The elements of `range`, valid until the buffer next changes.
  func view(_ range: Range<Int>) -> UnsafeBufferPointer<Element> {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count,
      "Range should be in 0..<\(count), but is \(range)")
    return UnsafeBufferPointer(
      start: base + range.lowerBound, count: range.count)
  }

  mutating func append(_ element: Element) {
    reserve(1)
    (base + count).initialize(to: element)
    count += 1
  }

  mutating func append(contentsOf other: UnsafeBufferPointer<Element>) {
    guard let source = other.baseAddress, !other.isEmpty else { return }
    reserve(other.count)
    (base + count).initialize(from: source, count: other.count)
    count += other.count
  }

  /// Appends as many elements as `fill` says that it wrote, at most `extra`.
  mutating func append<Failure: Error>(
    upTo extra: Int,
    _ fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) where Element == UInt8 {
    reserve(extra)
    let written = try fill(
      UnsafeMutableRawBufferPointer(start: base + count, count: extra))
    precondition(
      written >= 0 && written <= extra,
      "Written should be in 0...\(extra), but is \(written)")
    count += written
  }

  /// Drops all elements.
  mutating func removeAll() { count = 0 }

  /// Drops the first `amount` elements and moves the others to the front.
  mutating func removeFirst(_ amount: Int) {
    precondition(
      amount >= 0 && amount <= count,
      "Amount should be in 0...\(count), but is \(amount)")
    guard amount > 0 else { return }
    base.update(from: base + amount, count: count - amount)
    count -= amount
  }

  private mutating func reserve(_ extra: Int) {
    guard capacity - count < extra else { return }
    let larger = max(capacity * 2, count + extra)
    let moved = UnsafeMutablePointer<Element>.allocate(capacity: larger)
    moved.moveInitialize(from: base, count: count)
    base.deallocate()
    base = moved
    capacity = larger
  }
}
