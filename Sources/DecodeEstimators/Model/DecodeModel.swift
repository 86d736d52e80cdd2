public import DecodeStatistics

/// All that an estimator knows: how long answers are, task by task, and how
/// long each of their tokens takes.
///
/// A model is data: it merges, encodes and compares, and its life tables keep
/// every answer that it was made from. `CompiledModel` turns it into look-ups.
public struct DecodeModel: Sendable, Equatable {
  /// The answers, by task.
  public var tables: LifeTables

  /// The law of lengths of a task; `.kaplanMeier` where nothing is named.
  public var lengthModels: [TaskID: LengthModel]

  /// Lengths given the prompt's, for requests that tell it; `nil` has one law
  /// a task.
  public var conditional: ConditionalLengthModel?

  /// The times for requests that name no configuration.
  public var times: ServingTimes

  /// The times under configurations that differ.
  public var configurations: [ServingConfiguration: ServingTimes] = [:]

  /// The times that were measured, by task and configuration.
  public var measured = TimeTables()

  /// Predicts prefill from the prompt's length and the configuration, for
  /// requests that do not say it.
  public var prefill: PrefillModel?

  /// Times given what a request tells of itself and of the load, by
  /// configuration; those of all together under the one without labels.
  public var conditionalTimes: [ServingConfiguration: ConditionalTimes] = [:]

  /// The time of each position for requests that name no configuration;
  /// setting it replaces what was fitted to measured times of steps.
  public var latency: LatencyModel {
    get { times.latency }
    set {
      times = ServingTimes(latency: newValue)
      conditionalTimes = conditionalTimes.mapValues(\.withoutSteps)
        .filter { !$0.value.isEmpty }
    }
  }

  /// Whether `latency` was assumed for want of a measurement.
  public var isLatencyAssumed: Bool

  /// Which output tokens are decode steps.
  public var convention: DecodeStepConvention

  /// Where the model comes from.
  public var provenance = ModelProvenance()

  /// Values of one's own, by name, that the model carries along.
  public var extensions: [String: ExtensionValue] = [:]

  /// A model from answers and a latency.
  ///
  /// - Parameters:
  ///   - tables: The answers, by task.
  ///   - latency: The time of each position; without one the published
  ///     figures of a vision-language model are assumed, and every estimate
  ///     says so.
  ///   - convention: Which output tokens are decode steps.
  public init(
    tables: LifeTables, latency: LatencyModel? = nil,
    convention: DecodeStepConvention = .everyTokenIsAStep
  ) {
    self.tables = tables
    lengthModels = [:]
    times = ServingTimes(latency: latency ?? .publishedVLM)
    isLatencyAssumed = latency == nil
    self.convention = convention
  }

  /// A model from answers and any step latency, also one of one's own.
  ///
  /// - Parameters:
  ///   - tables: The answers, by task.
  ///   - latency: The time of each position.
  ///   - convention: Which output tokens are decode steps.
  public init(
    tables: LifeTables, latency: some StepLatency,
    convention: DecodeStepConvention = .everyTokenIsAStep
  ) {
    self.init(
      tables: tables, latency: .some(LatencyModel(latency)),
      convention: convention)
  }
}
