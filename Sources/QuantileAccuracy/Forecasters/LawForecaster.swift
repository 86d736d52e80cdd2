public import DecodeEstimators
public import DecodeStatistics

/// The quantiles of fixed laws: one for each task, and one for all others.
public struct LawForecaster: QuantileForecaster {
  /// A law with what is asked of it again and again.
  private struct Entry {
    let law: any LengthDistribution
    var quantiles: (levels: [Double], tokens: [Double]) = ([], [])
    var crps: CappedCRPS?
    var crpsCap = 0
  }

  private var pooled: Entry
  private var own: [TaskID: Entry]
  /// What stands for a quantile that censoring hides.
  private let longest: Int

  /// Fixed laws.
  ///
  /// - Parameters:
  ///   - pooled: The law of tasks that have none of their own.
  ///   - own: Laws by task.
  ///   - longest: What a quantile beyond every length stands for.
  public init(
    pooled: any LengthDistribution, own: [TaskID: any LengthDistribution] = [:],
    longest: Int = .max
  ) {
    self.pooled = Entry(law: pooled)
    self.own = own.mapValues { Entry(law: $0) }
    self.longest = longest
  }

  /// Kaplan–Meier estimates; quantiles that censoring hides count as the
  /// longest length recorded.
  ///
  /// - Parameters:
  ///   - answers: The answers to learn from.
  ///   - byTask: Whether each task has a law of its own.
  /// - Throws: `FitError` without answers.
  public init(
    empirical answers: [RecordedAnswer], byTask: Bool = false
  ) throws {
    let tables = try LifeTables(answers)
    let all = try tables.pooled()
    try self.init(
      pooled: KaplanMeier(all),
      own: byTask ? Self.laws(tables) { try KaplanMeier($0) } : [:],
      longest: all.maximum ?? 1)
  }

  /// A family fitted to every task, and to all together for tasks without a
  /// fit.
  ///
  /// - Parameters:
  ///   - family: The family.
  ///   - answers: The answers to learn from.
  /// - Throws: `FitError` if there is no fit to all of them.
  public init(_ family: Family, _ answers: [RecordedAnswer]) throws {
    let tables = try LifeTables(answers)
    let pooled = try family.fit(tables.pooled()).distribution
    guard tables.tasks.count > 1 else {
      self.init(pooled: pooled)
      return
    }
    // Some tables have no likelihood with a maximum.
    self.init(
      pooled: pooled,
      own: try Self.laws(tables) { try? family.fit($0).distribution })
  }

  private static func laws(
    _ tables: LifeTables, _ law: (LifeTable) throws -> (any LengthDistribution)?
  ) throws -> [TaskID: any LengthDistribution] {
    var laws: [TaskID: any LengthDistribution] = [:]
    for task in tables.tasks {
      if let table = tables[task] { laws[task] = try law(table) }
    }
    return laws
  }

  /// The quantiles of the task's law.
  ///
  /// - Parameters:
  ///   - levels: Increasing probabilities in (0, 1).
  ///   - request: Its task is looked at.
  /// - Returns: Tokens for each level.
  public mutating func quantiles(
    _ levels: [Double], for request: DecodeRequest
  ) -> [Double] {
    use(request) { entry, longest in
      if entry.quantiles.levels != levels {
        entry.quantiles = (
          levels, levels.map { Double(min(entry.law.quantile($0), longest)) }
        )
      }
      return entry.quantiles.tokens
    }
  }

  /// The CRPS under the task's law.
  ///
  /// - Parameters:
  ///   - length: Tokens of the answer.
  ///   - cap: At least 1.
  ///   - request: Its task is looked at.
  /// - Returns: The score in tokens.
  public mutating func crps(
    ofLength length: Int, cap: Int, for request: DecodeRequest
  ) -> Double? {
    use(request) { entry, _ in
      if cap > entry.crpsCap {
        entry.crps = CappedCRPS(entry.law, through: cap)
        entry.crpsCap = cap
      }
      return entry.crps?.score(ofLength: length, cap: cap)
    }
  }

  private mutating func use<Result>(
    _ request: DecodeRequest, _ body: (inout Entry, Int) -> Result
  ) -> Result {
    let task = request.task ?? "all"
    if var entry = own[task] {
      defer { own[task] = entry }
      return body(&entry, longest)
    }
    return body(&pooled, longest)
  }
}
