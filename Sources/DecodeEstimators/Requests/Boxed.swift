/// A value behind one reference, so that to hand it on costs no more than
/// that; copied before it changes where somebody else has it.
@usableFromInline
struct Boxed<Value: Sendable>: Sendable {
  // Changed only while one struct refers to it.
  private final class Storage: @unchecked Sendable {
    var value: Value

    init(_ value: Value) { self.value = value }
  }

  private var storage: Storage

  @usableFromInline
  init(_ value: Value) { storage = Storage(value) }

  var value: Value {
    _read { yield storage.value }
    _modify {
      if !isKnownUniquelyReferenced(&storage) {
        storage = Storage(storage.value)
      }
      yield &storage.value
    }
  }
}
