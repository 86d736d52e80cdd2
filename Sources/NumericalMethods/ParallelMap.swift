import Dispatch
import Synchronization

/// A function of 0, 1, …, `count` − 1, computed on all cores.
///
/// Each value depends on its index alone, and they come back in order: the
/// result is the same to the last bit on any number of cores.
///
/// - Parameters:
///   - count: How many values.
///   - isParallel: Whether more than one core is used.
///   - body: The function.
/// - Returns: The values, in order of their indices.
package func parallelMap<Value: Sendable>(
  count: Int, isParallel: Bool = true, _ body: @Sendable (Int) -> Value
) -> [Value] {
  guard isParallel, count > 1 else { return (0..<count).map(body) }
  let results = Mutex([Value?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: count) { index in
    let value = body(index)
    results.withLock { $0[index] = value }
  }
  return results.withLock { values in
    values.map { value in
      guard let value else { preconditionFailure("A value was not computed") }
      return value
    }
  }
}
