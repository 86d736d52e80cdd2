public import DecodeStatistics

/// One task, ready for look-ups.
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

  package let times: ServingTimes

  /// The tasks of a mixture; none of a single task.
  let members: [CompiledTask]

  /// Compiles a task of a model.
  init(
    id: TaskID?, table: LifeTable, lengthModel: LengthModel,
    times: ServingTimes, convention: DecodeStepConvention, caveats: [Caveat]
  ) throws(EstimationError) {
    let lengths: any LengthDistribution
    do throws(FitError) {
      lengths = try lengthModel.distribution(for: table)
    } catch {
      throw .fit(id, error)
    }
    let reach = Self.reach(of: lengths, table)
    let horizon = min(
      max(table.maximum ?? 1, reach), TotalDecodeTime.maximumCap)
    self.id = id
    self.table = table
    self.lengths = lengths
    self.times = times
    time = TotalDecodeTime(
      lengths, latency: times.latency, cap: horizon, convention: convention,
      noise: times.noise)
    cap = table.largestCap
    massBeyond = lengths.survival(at: horizon + 1)
    hasInfiniteMean = !(lengths is KaplanMeier) && lengths.mean == .infinity
    self.caveats = caveats
    members = []
  }

  /// A law that stands for no single task, or for some of its requests.
  init(
    id: TaskID? = nil, lengths: any LengthDistribution,
    members: [CompiledTask] = [],
    table: LifeTable, times: ServingTimes, cap: Int?, horizon: Int,
    convention: DecodeStepConvention, caveats: [Caveat]
  ) {
    self.id = id
    self.table = table
    self.lengths = lengths
    self.times = times
    self.members = members
    self.cap = cap
    time = TotalDecodeTime(
      lengths, latency: times.latency, cap: horizon, convention: convention,
      noise: times.noise)
    massBeyond = lengths.survival(at: horizon + 1)
    hasInfiniteMean = false
    self.caveats = caveats
  }

  /// The same task under other times.
  init(_ task: CompiledTask, times: ServingTimes) {
    id = task.id
    table = task.table
    lengths = task.lengths
    cap = task.cap
    caveats = task.caveats
    massBeyond = task.massBeyond
    hasInfiniteMean = task.hasInfiniteMean
    members = []
    self.times = times
    time = TotalDecodeTime(
      task.lengths, latency: times.latency, cap: task.time.cap,
      convention: task.time.convention, noise: times.noise)
  }

  /// The length beyond which a law has less than 10⁻⁹ of its mass, or less
  /// where that is further than any context goes.
  private static func reach(
    of lengths: any LengthDistribution, _ table: LifeTable
  ) -> Int {
    lengths is KaplanMeier ? 1 : min(lengths.quantile(1 - 1e-9), 1 << 20)
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
