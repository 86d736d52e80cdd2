/// The laws of all experts for one request.
///
/// Their order: for every half-life and strength of shrinkage, all tasks
/// together, the task, then each branch downwards.
struct ExpertLaws {
  private let chains: [NodeChain]
  private let laws: [[ShrunkenChain]]
  private let depths: [Int]

  init(_ tables: ConditionalLifeTables, request: RequestFeatures) {
    let settings = tables.settings
    let empty = FadingCounts(halfLives: settings.halfLives.count)
    let top = [NodeKey(), NodeKey(task: request.task)]
    var branches = settings.chains(request)
    if branches.isEmpty { branches = [[]] }
    let chains = branches.map { keys in
      NodeChain((top + keys).map { tables.nodes[$0] ?? empty })
    }
    self.chains = chains
    // A branch of an unknown feature ends at the task and repeats its law.
    depths = settings.branches.map(\.depth)
    laws = settings.halfLives.indices.flatMap { halfLife in
      settings.shrinkages.map { shrinkage in
        chains.map {
          ShrunkenChain(
            $0, halfLife: halfLife, unit: tables.units[halfLife],
            shrinkage: shrinkage)
        }
      }
    }
  }

  /// Calls `body` with the law and the depth of every expert, in order.
  func forEach(_ body: (ShrunkenChain, Int) -> Void) {
    for group in laws {
      body(group[0], 0)
      body(group[0], 1)
      for (chain, depth) in zip(group, depths) {
        for index in 0..<depth {
          body(chain, min(2 + index, chain.chain.nodes.count - 1))
        }
      }
    }
  }

  /// For each level, the quantile of every expert.
  func quantiles(_ levels: [Double]) -> [[Double]] {
    var result = levels.map { _ in [Double]() }
    let lengths = chains[0].lengths
    // Experts that follow each other differ little.
    var ranks = levels.map { _ in max(lengths.count / 2, 1) }
    forEach { law, depth in
      for (index, level) in levels.enumerated() {
        let rank = law.rank(level: level, depth: depth, near: ranks[index])
        result[index].append(Double(lengths[rank - 1]))
        ranks[index] = rank
      }
    }
    return result
  }

  /// Σ w_e·S_e on the lengths seen.
  func survival(weights: [Double]) -> (lengths: [Int], beyond: [Double]) {
    let lengths = chains[0].lengths
    var sum = [Double](repeating: 0, count: lengths.count)
    var expert = 0
    forEach { law, depth in
      let weight = weights[expert]
      expert += 1
      guard weight > 0 else { return }
      for index in sum.indices {
        sum[index] += weight * law.survival(beyond: index + 1, depth: depth)
      }
    }
    return (lengths, sum)
  }
}
