public import LengthLaws

/// Forecasts by fixed laws: one for each task, and one for all others.
public struct TaskLawForecaster: LengthForecaster {
  /// A law with how far it is identified.
  private struct Entry: Sendable {
    let law: any LengthDistribution
    let identifiedThrough: Int
    let number: FixedLaw

    init(_ law: any LengthDistribution, through last: Int, _ number: Int) {
      self.law = law
      identifiedThrough = last
      self.number = FixedLaw(number: number)
    }
  }

  private let pooled: Entry
  private let own: [TaskID: Entry]

  /// Fixed laws.
  ///
  /// - Parameters:
  ///   - pooled: The law of tasks that have none of their own.
  ///   - own: Laws by task.
  ///   - identifiedThrough: How far the laws are identified.
  public init(
    pooled: any LengthDistribution, own: [TaskID: any LengthDistribution] = [:],
    identifiedThrough: Int = .max
  ) {
    self.pooled = Entry(pooled, through: identifiedThrough, 0)
    var entries: [TaskID: Entry] = [:]
    for (number, (task, law)) in own.enumerated() {
      entries[task] = Entry(law, through: identifiedThrough, number + 1)
    }
    self.own = entries
  }

  /// Kaplan–Meier estimates.
  ///
  /// - Parameters:
  ///   - tables: The answers, by task.
  ///   - byTask: Whether each task has a law of its own.
  /// - Throws: `LengthLawError` without answers, `LengthLawError` for more than a
  ///   table holds.
  public init(empirical tables: LifeTables, byTask: Bool = false) throws {
    let all = try tables.pooled()
    pooled = Entry(try KaplanMeier(all), through: all.maximum ?? 1, 0)
    var own: [TaskID: Entry] = [:]
    for (number, task) in tables.tasks.enumerated() where byTask {
      guard let table = tables[task], let last = table.maximum else { continue }
      own[task] = Entry(try KaplanMeier(table), through: last, number + 1)
    }
    self.own = own
  }

  /// A family fitted to every task, and to all together for tasks without a
  /// fit.
  ///
  /// - Parameters:
  ///   - family: The family.
  ///   - tables: The answers, by task.
  /// - Throws: `LengthLawError` if there is no fit to all of them, `LengthLawError`
  ///   for more than a table holds.
  public init(_ family: Family, _ tables: LifeTables) throws {
    let pooled = try family.fit(tables.pooled()).distribution
    var own: [TaskID: any LengthDistribution] = [:]
    // One task is all of them; some tables have no likelihood with a maximum.
    for task in tables.tasks where tables.tasks.count > 1 {
      guard let table = tables[task], let fit = try? family.fit(table) else {
        continue
      }
      own[task] = fit.distribution
    }
    self.init(pooled: pooled, own: own)
  }

  /// The law of the request's task.
  public func forecast(_ request: RequestFeatures) -> LengthForecast {
    let entry = own[request.task] ?? pooled
    return LengthForecast(
      request, law: entry.law, identifiedThrough: entry.identifiedThrough,
      note: entry.number)
  }
}

/// Marks forecasts of one forecaster that have the same law.
package struct FixedLaw: Sendable, Hashable {
  package let number: Int

  package init(number: Int) { self.number = number }
}
