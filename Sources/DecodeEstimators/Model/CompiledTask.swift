public import DecodeStatistics

/// One task under one configuration, ready for look-ups.
///
/// Immutable, and shared by all estimates of the task: to hand one out costs a
/// reference.
public final class CompiledTask: Sendable {
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

  /// Whether E[N] of a fitted law diverges without a cap.
  let hasInfiniteMean: Bool

  /// The longest length at which the answers identify the law; `nil` if all
  /// of it is.
  let identifiedThrough: Int?

  /// The answers that the law rests on.
  let observations: Int

  /// The time of each position and the noise around it.
  public let times: ServingTimes

  /// The decode times that were measured.
  let measured: TimeTable

  /// Whether they were found to drift.
  let isDrifting: Bool

  /// The law under smaller caps, with what was computed of it.
  private let views = Memo<Int, TotalDecodeTime>(limit: 64)

  /// The tasks of a mixture; none of a single task.
  let members: [CompiledTask]

  /// Compiles a task of a model.
  convenience init(
    id: TaskID?, table: LifeTable, lengthModel: LengthModel,
    times: ServingTimes, measured: MeasuredTimes,
    convention: DecodeStepConvention, caveats: [Caveat]
  ) throws(EstimationError) {
    let lengths: any LengthDistribution
    do throws(LengthLawError) {
      lengths = try lengthModel.distribution(for: table)
    } catch {
      throw .fit(id, error)
    }
    let isFitted = lengths.atoms == nil
    let curve = lengths as? KaplanMeier
    self.init(
      id: id, table: table, lengths: lengths,
      hasInfiniteMean: isFitted && lengths.mean == .infinity,
      identifiedThrough: curve.flatMap {
        $0.unidentifiedMass > 0 ? $0.identifiedThrough : nil
      }, times: times,
      measured: measured.decode, isDrifting: measured.isDrifting,
      cap: table.largestCap,
      horizon: max(table.maximum ?? 1, isFitted ? Self.reach(of: lengths) : 1),
      convention: convention, caveats: caveats)
  }

  /// A law that stands for a task, for several, or for some of its requests.
  ///
  /// Caps and horizons beyond `TotalDecodeTime.maximumCap` are cut there.
  init(
    id: TaskID?, table: LifeTable, observations: Int? = nil,
    lengths: any LengthDistribution, hasInfiniteMean: Bool = false,
    identifiedThrough: Int? = nil, members: [CompiledTask] = [],
    times: ServingTimes, measured: TimeTable = TimeTable(),
    isDrifting: Bool = false, cap: Int?,
    horizon: Int, convention: DecodeStepConvention, caveats: [Caveat]
  ) {
    let horizon = min(horizon, TotalDecodeTime.maximumCap)
    self.id = id
    self.table = table
    self.lengths = lengths
    self.hasInfiniteMean = hasInfiniteMean
    self.identifiedThrough = identifiedThrough
    self.observations = observations ?? table.count
    self.members = members
    self.times = times
    self.measured = measured
    self.isDrifting = isDrifting
    self.cap = cap.map { min($0, TotalDecodeTime.maximumCap) }
    time = TotalDecodeTime(
      lengths, latency: times.latency, cap: horizon, convention: convention,
      noise: times.noise)
    self.caveats = caveats
  }

  /// The same task with other times, as under a load that is told.
  convenience init(_ task: CompiledTask, times: ServingTimes) {
    self.init(
      id: task.id, table: task.table, observations: task.observations,
      lengths: task.lengths, hasInfiniteMean: task.hasInfiniteMean,
      identifiedThrough: task.identifiedThrough, times: times,
      measured: task.measured, isDrifting: task.isDrifting, cap: task.cap,
      horizon: task.time.cap, convention: task.time.convention,
      caveats: task.caveats.filter { $0 != .assumedLatency })
  }

  /// The same task with the law that a forecast gives its lengths.
  convenience init(_ task: CompiledTask, forecast: LengthForecast) {
    let hidden = forecast.identifiedThrough
    self.init(
      id: task.id, table: task.table, lengths: forecast.law,
      identifiedThrough: hidden < .max
        && forecast.law.survival(at: hidden + 1) > 0 ? hidden : nil,
      times: task.times, measured: task.measured, isDrifting: task.isDrifting,
      cap: task.cap,
      horizon: max(task.time.cap, hidden), convention: task.time.convention,
      caveats: task.caveats)
  }

  /// A forecast's law with times, of answers that are not at hand; `nil` of a
  /// forecast that rests on nothing.
  ///
  /// - Parameters:
  ///   - id: The task of the request.
  ///   - forecast: What is forecast of its length.
  ///   - observations: The answers that the forecast rests on.
  ///   - times: The time of each position and the noise around it.
  ///   - convention: Which tokens are decode steps.
  convenience init?(
    _ id: TaskID?, forecast: LengthForecast, observations: Int,
    times: ServingTimes, convention: DecodeStepConvention
  ) {
    let last = forecast.identifiedThrough
    let horizon = last < .max ? last : Self.reach(of: forecast.law)
    guard horizon >= 1 else { return nil }
    self.init(
      id: id, table: LifeTable(), observations: observations,
      lengths: forecast.law,
      identifiedThrough: forecast.law.survival(at: horizon + 1) > 0
        ? horizon : nil, times: times, cap: nil, horizon: horizon,
      convention: convention, caveats: [])
  }

  /// The length beyond which a law has less than 10⁻⁹ of its mass, or less
  /// where that is further than any context goes.
  private static func reach(of lengths: any LengthDistribution) -> Int {
    min(lengths.quantile(1 - 1e-9), 1 << 20)
  }

  /// The measured times that a request's may be compared with: none of a
  /// mixture, and none of an answer that is under way, since times were
  /// measured from the start of answers.
  func measured(for request: DecodeRequest) -> TimeTable? {
    request.generatedTokens == 0 && members.isEmpty && !measured.isEmpty
      ? measured : nil
  }

  /// The law of the decode time under a request's cap, if there is one.
  ///
  /// A look-up, unless the cap reaches beyond the compiled positions and
  /// there is mass there.
  func time(underCap cap: Int?) -> TotalDecodeTime {
    guard let cap else { return time }
    guard cap > time.cap, time.massBeyond > 0 else {
      if cap >= time.cap { return time }
      // A view without noise computes nothing that is worth keeping.
      return times.noise == nil
        ? time.capped(at: cap)
        : views.value(for: cap) { time.capped(at: cap) }
    }
    return TotalDecodeTime(
      lengths, latency: times.latency, cap: cap, convention: time.convention,
      noise: times.noise)
  }
}
