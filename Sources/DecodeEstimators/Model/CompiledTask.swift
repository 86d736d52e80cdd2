public import DecodeStatistics

/// One task under one configuration, ready for look-ups.
public struct CompiledTask: Sendable {
  /// The task, or `nil` for all tasks pooled.
  public let id: TaskID?
  /// The answers.
  public let table: LifeTable
  /// The law of lengths.
  public let lengths: any LengthDistribution
  /// The law of the decode time through `time.cap`.
  public let time: TotalDecodeTime
  /// The cap of a request that names none: the one under which the answers
  /// were generated; `nil` if none of them was cut.
  public let cap: Int?
  /// What holds for every estimate of the task.
  public let caveats: [Caveat]

  /// P(N > `time.cap`): if it is 0, a larger cap changes nothing.
  let massBeyond: Double

  /// Whether E[N] of a fitted law diverges without a cap.
  let hasInfiniteMean: Bool

  /// The time of each position and the noise around it.
  public let times: ServingTimes

  /// The decode times that were measured.
  let measured: TimeTable

  /// The tasks of a mixture; none of a single task.
  let members: [CompiledTask]

  /// Compiles a task of a model.
  init(
    id: TaskID?, table: LifeTable, lengthModel: LengthModel,
    times: ServingTimes, measured: TimeTable,
    convention: DecodeStepConvention, caveats: [Caveat]
  ) throws(EstimationError) {
    let lengths: any LengthDistribution
    do throws(LengthLawError) {
      lengths = try lengthModel.distribution(for: table)
    } catch {
      throw .fit(id, error)
    }
    let isFitted = lengths.atoms == nil
    self.init(
      id: id, table: table, lengths: lengths,
      hasInfiniteMean: isFitted && lengths.mean == .infinity, times: times,
      measured: measured,
      cap: table.largestCap,
      horizon: max(table.maximum ?? 1, isFitted ? Self.reach(of: lengths) : 1),
      convention: convention, caveats: caveats)
  }

  /// A law that stands for a task, for several, or for some of its requests.
  ///
  /// Caps and horizons beyond `TotalDecodeTime.maximumCap` are cut there.
  init(
    id: TaskID?, table: LifeTable, lengths: any LengthDistribution,
    hasInfiniteMean: Bool = false, members: [CompiledTask] = [],
    times: ServingTimes, measured: TimeTable = TimeTable(), cap: Int?,
    horizon: Int, convention: DecodeStepConvention, caveats: [Caveat]
  ) {
    let horizon = min(horizon, TotalDecodeTime.maximumCap)
    self.id = id
    self.table = table
    self.lengths = lengths
    self.hasInfiniteMean = hasInfiniteMean
    self.members = members
    self.times = times
    self.measured = measured
    self.cap = cap.map { min($0, TotalDecodeTime.maximumCap) }
    time = TotalDecodeTime(
      lengths, latency: times.latency, cap: horizon, convention: convention,
      noise: times.noise)
    massBeyond = lengths.survival(at: horizon + 1)
    self.caveats = caveats
  }

  /// The same task with another law of its lengths, through a horizon.
  init(_ task: CompiledTask, lengths: any LengthDistribution, horizon: Int) {
    self.init(
      id: task.id, table: task.table, lengths: lengths, times: task.times,
      measured: task.measured,
      cap: task.cap, horizon: horizon, convention: task.time.convention,
      caveats: task.caveats)
  }

  /// The length beyond which a law has less than 10⁻⁹ of its mass, or less
  /// where that is further than any context goes.
  private static func reach(of lengths: any LengthDistribution) -> Int {
    min(lengths.quantile(1 - 1e-9), 1 << 20)
  }

  /// The law of the decode time under a request's cap, if there is one.
  ///
  /// A look-up, unless the cap reaches beyond the compiled positions and
  /// there is mass there.
  func time(underCap cap: Int?) -> TotalDecodeTime {
    guard let cap else { return time }
    guard cap > time.cap, massBeyond > 0 else { return time.capped(at: cap) }
    return TotalDecodeTime(
      lengths, latency: times.latency, cap: cap, convention: time.convention,
      noise: times.noise)
  }
}
