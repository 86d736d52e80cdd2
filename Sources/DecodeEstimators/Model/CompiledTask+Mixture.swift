import DecodeStatistics

extension CompiledTask {
  /// The mixture of several tasks under the same times.
  ///
  /// - Parameters:
  ///   - members: The tasks, at least one.
  ///   - weights: Their probabilities.
  convenience init(mixing members: [CompiledTask], weights: [Double]) {
    let components = members.map { AnyLengths(base: $0.lengths) }
    guard let first = members.first,
      let law = try? Mixture(components, weights: weights)
    else { preconditionFailure("A mixture should have tasks with weights") }
    var table = LifeTable()
    for member in members {
      // Tables of one model never hold too many answers together.
      try? table.merge(member.table)
    }
    let caps = members.map(\.cap)
    self.init(
      id: nil, table: table, lengths: law, members: members,
      times: first.times,
      cap: caps.contains(nil) ? nil : caps.compactMap { $0 }.max(),
      horizon: members.map(\.time.cap).max() ?? 1,
      convention: first.time.convention,
      caveats: first.caveats.filter { $0 != .pooledTasks } + [.taskMixture])
  }
}

/// Laws of different kinds as one kind.
private struct AnyLengths: LengthDistribution {
  let base: any LengthDistribution

  func logMass(at length: Int) -> Double { base.logMass(at: length) }

  func logSurvival(at length: Int) -> Double { base.logSurvival(at: length) }

  func survival(at length: Int) -> Double { base.survival(at: length) }

  func survivalCurve(through length: Int) -> [Double] {
    base.survivalCurve(through: length)
  }

  func restrictedMean(through cap: Int) -> Double {
    base.restrictedMean(through: cap)
  }

  func quantile(_ level: Double) -> Int { base.quantile(level) }

  var atoms: [Int]? { base.atoms }

  var mean: Double { base.mean }

  var variance: Double { base.variance }
}
