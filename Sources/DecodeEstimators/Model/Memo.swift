import Synchronization

/// Values made when they are first asked for, and kept while they fit.
///
/// Threads share it. Two that miss at once both make the value, and the first
/// one is kept. Past the limit the values that were made first are dropped, so
/// that memory stays bounded however many keys are asked for.
final class Memo<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Entry {
    var value: Value
    var cost: Int
  }

  private struct State {
    var entries: [Key: Entry] = [:]
    /// Keys in the order in which they were made.
    var order: [Key] = []
    /// The first of `order` that is not dropped.
    var oldest = 0
    var cost = 0
    var dropped = 0
  }

  private let state = Mutex(State())
  private let limit: Int
  private let cost: @Sendable (Value) -> Int

  /// An empty memo.
  ///
  /// - Parameters:
  ///   - limit: The most that all values together may cost; one value is kept
  ///     whatever it costs.
  ///   - cost: What a value costs, at least 0.
  init(limit: Int, cost: @escaping @Sendable (Value) -> Int = { _ in 1 }) {
    self.limit = limit
    self.cost = cost
  }

  /// How many values were dropped so far.
  var dropped: Int { state.withLock { $0.dropped } }

  /// The value of a key, if it was made and is still there.
  func known(_ key: Key) -> Value? {
    state.withLock { $0.entries[key]?.value }
  }

  /// The value of a key, made if it is not there.
  func value<Failure: Error>(
    for key: Key, make: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    if let value = known(key) { return value }
    let made = try make()
    let price = cost(made)
    return state.withLock { state in
      if let entry = state.entries[key] { return entry.value }
      state.entries[key] = Entry(value: made, cost: price)
      state.order.append(key)
      state.cost += price
      while state.cost > limit, state.oldest < state.order.count - 1 {
        let oldest = state.order[state.oldest]
        state.cost -= state.entries.removeValue(forKey: oldest)?.cost ?? 0
        state.oldest += 1
        state.dropped += 1
      }
      // Moved when half is dropped, so that a key is moved once or twice.
      if state.oldest > state.order.count / 2 {
        state.order.removeFirst(state.oldest)
        state.oldest = 0
      }
      return made
    }
  }
}
