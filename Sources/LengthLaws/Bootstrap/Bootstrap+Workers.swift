import NumericalMethods

extension Bootstrap {
  /// How replicates are drawn.
  package struct Draw: Sendable {
    let table: LifeTable
    let source: Source
    let seed: UInt64

    package init(table: LifeTable, source: Bootstrap.Source, seed: UInt64) {
      self.table = table
      self.source = source
      self.seed = seed
    }

    /// The replicate of an index.
    package func replicate(_ index: Int) -> LifeTable {
      let random = RandomSource(seed: seed, stream: index)
      switch source {
      case .table:
        return table.resampled(using: random)
      case .law(let law, let censoring):
        return LifeTable.simulated(
          from: law, count: table.count, censoring: censoring, using: random)
      }
    }
  }

  /// A function of each index from 0 on, computed by the workers.
  ///
  /// The indices are dealt out in blocks; a worker that is done takes the
  /// next block, so that slow replicates do not hold up the others.
  func replicate<Value: Sendable>(
    _ body: @escaping @Sendable (Int) -> Value
  ) async throws(InferenceError) -> [Value] {
    guard replicates >= 1 else {
      throw .tooFew(name: "replicates", value: replicates, least: 1)
    }
    guard workers >= 1 else {
      throw .tooFew(name: "workers", value: workers, least: 1)
    }
    let workers = min(workers, replicates)
    let size = max(1, min(64, replicates / workers / 4))
    let blocks = stride(from: 0, to: replicates, by: size).map {
      $0..<min($0 + size, replicates)
    }
    let progress = progress
    return await withTaskGroup(of: (Int, [Value]).self) { group in
      var results = [[Value]](repeating: [], count: blocks.count)
      var (next, completed) = (0, 0)
      func start() {
        guard next < blocks.count else { return }
        let (index, block) = (next, blocks[next])
        next += 1
        group.addTask { (index, block.map(body)) }
      }
      for _ in 0..<min(workers, blocks.count) { start() }
      while let (index, values) = await group.next() {
        results[index] = values
        completed += values.count
        progress?(completed)
        start()
      }
      return results.flatMap { $0 }
    }
  }
}
