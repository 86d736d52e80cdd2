/// Many runs of one computation on simulated data, over several cores.
///
/// Each replicate draws from a stream of its own, which follows from the seed
/// and the replicate's index: the results are the same however many workers
/// there are and in whatever order they finish.
///
/// ```swift
/// let bootstrap = Bootstrap(replicates: 999, seed: 1, workers: 4)
/// let result = try await bootstrap.run(table) { table in
///   (try? KaplanMeier(table)).map {
///     BootstrapEstimate(value: $0.restrictedMean(through: 512))
///   }
/// }
/// try result.percentileInterval(level: 0.95)
/// ```
public struct Bootstrap: Sendable {
  /// What replicates are drawn from.
  public enum Source: Sendable {
    /// The table itself, its rows with replacement.
    case table
    /// A law, usually one fitted to the table, cut by a pattern.
    case law(any LengthDistribution, censoring: CensoringPattern)
  }

  /// Told how many replicates are done; called by one task at a time, with
  /// numbers that grow to `replicates`.
  public typealias Progress = @Sendable (_ completed: Int) -> Void

  /// How many replicates to draw, at least 1.
  public var replicates: Int
  /// All randomness follows from it.
  public var seed: UInt64
  /// How many replicates are computed at the same time, at least 1.
  public var workers: Int
  /// Told how far the work is.
  public var progress: Progress?

  /// A bootstrap of that size.
  public init(
    replicates: Int, seed: UInt64, workers: Int = 1,
    progress: Progress? = nil
  ) {
    self.replicates = replicates
    self.seed = seed
    self.workers = workers
    self.progress = progress
  }

  /// The statistic of the table and of each replicate.
  ///
  /// - Parameters:
  ///   - table: The data; a replicate has as many answers.
  ///   - source: What replicates are drawn from.
  ///   - statistic: The estimate from a table, or `nil` where there is none.
  /// - Returns: The estimate with its replicates.
  /// - Throws: `InferenceError.noAnswers` if the table is empty or has no
  ///   estimate, or `tooFew`.
  public func run(
    _ table: LifeTable, from source: Source = .table,
    statistic: @escaping @Sendable (LifeTable) -> BootstrapEstimate?
  ) async throws(InferenceError) -> BootstrapResult {
    guard !table.isEmpty, let estimate = statistic(table) else {
      throw .noAnswers
    }
    let values = try await map(table, from: source, statistic)
    return BootstrapResult(estimate: estimate, replicates: values)
  }

  /// Any function of each replicate, in the order of their indices.
  ///
  /// - Throws: `InferenceError.tooFew` without replicates or workers.
  public func map<Value: Sendable>(
    _ table: LifeTable, from source: Source = .table,
    _ transform: @escaping @Sendable (LifeTable) -> Value
  ) async throws(InferenceError) -> [Value] {
    let draw = Draw(table: table, source: source, seed: seed)
    return try await replicate { transform(draw.replicate($0)) }
  }
}

/// An estimate with, for studentised intervals, its standard error.
public struct BootstrapEstimate: Sendable, Hashable {
  /// The estimate.
  public var value: Double
  /// Its standard error, if it has one.
  public var standardError: Double?

  /// An estimate.
  public init(value: Double, standardError: Double? = nil) {
    self.value = value
    self.standardError = standardError
  }
}
