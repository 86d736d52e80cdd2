import NumericalMethods

/// Makes a result of each item on all cores, and takes the results in order,
/// some hundreds at a time: many items need not fit into memory.
///
/// - Parameters:
///   - items: The items.
///   - make: What is made of one.
///   - take: What is done with the results, in the order of their items.
/// - Throws: What `make` throws of the first item that it throws of, after the
///   results before were taken; what `take` throws.
func onAllCores<Item: Sendable, Made: Sendable>(
  _ items: [Item], make: @Sendable (Item) throws -> Made,
  take: (Made) throws -> Void
) throws {
  let size = 512
  for start in stride(from: 0, to: items.count, by: size) {
    let batch = items[start..<min(start + size, items.count)]
    let results = parallelMap(count: batch.count) { place in
      Result { try make(batch[start + place]) }
    }
    for result in results { try take(result.get()) }
  }
}
