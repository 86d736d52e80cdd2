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

extension DecodeModel: Codable {
  /// The version of the encoded form that this package writes.
  public static let formatVersion = 1

  private static let formatName = "decode-model"

  private enum CodingKeys: String, CodingKey {
    case format
    case version
    case tables
    case lengthModels
    case conditional
    case configurations
    case measuredTimes
    case prefill
    case conditionalTimes
    case isLatencyAssumed
    case convention
  }

  /// A configuration with its times, as encoded.
  private struct ConfigurationEntry: Codable {
    var configuration: ServingConfiguration
    var times: ServingTimes
  }

  /// What a configuration's times depend on, as encoded.
  private struct ConditionalEntry: Codable {
    var configuration: ServingConfiguration
    var times: ConditionalTimes
  }

  /// Reads a model, first its format and version.
  ///
  /// - Throws: `DecodingError`, which for another format or version says so.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let format = try values.decodeIfPresent(String.self, forKey: .format)
    guard format == Self.formatName else {
      throw DecodingError.dataCorruptedError(
        forKey: .format, in: values,
        debugDescription: "a model should have the format "
          + "\"\(Self.formatName)\", but has "
          + (format.map { "\"\($0)\"" } ?? "none"))
    }
    let version = try values.decode(Int.self, forKey: .version)
    guard version == Self.formatVersion else {
      throw DecodingError.dataCorruptedError(
        forKey: .version, in: values,
        debugDescription: "this release reads version \(Self.formatVersion) "
          + "of the model format, but the version is \(version)")
    }
    tables = try values.decode(LifeTables.self, forKey: .tables)
    lengthModels =
      try values.decodeIfPresent(
        [TaskID: LengthModel].self, forKey: .lengthModels) ?? [:]
    // Latency and noise stand beside the other keys.
    times = try ServingTimes(from: decoder)
    let entries =
      try values.decodeIfPresent(
        [ConfigurationEntry].self, forKey: .configurations) ?? []
    for entry in entries { configurations[entry.configuration] = entry.times }
    measured =
      try values.decodeIfPresent(TimeTables.self, forKey: .measuredTimes)
      ?? TimeTables()
    prefill = try values.decodeIfPresent(PrefillModel.self, forKey: .prefill)
    let given =
      try values.decodeIfPresent(
        [ConditionalEntry].self, forKey: .conditionalTimes) ?? []
    for entry in given { conditionalTimes[entry.configuration] = entry.times }
    conditional = try values.decodeIfPresent(
      ConditionalLengthModel.self, forKey: .conditional)
    isLatencyAssumed =
      try values.decodeIfPresent(Bool.self, forKey: .isLatencyAssumed) ?? false
    convention = try values.decode(
      DecodeStepConvention.self, forKey: .convention)
  }

  /// Writes the model with its format and version.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(Self.formatName, forKey: .format)
    try values.encode(Self.formatVersion, forKey: .version)
    try values.encode(tables, forKey: .tables)
    try values.encode(lengthModels, forKey: .lengthModels)
    try times.encode(to: encoder)
    if !configurations.isEmpty {
      try values.encode(
        configurations.sorted { $0.key < $1.key }
          .map { ConfigurationEntry(configuration: $0, times: $1) },
        forKey: .configurations)
    }
    if !measured.isEmpty {
      try values.encode(measured, forKey: .measuredTimes)
    }
    try values.encodeIfPresent(prefill, forKey: .prefill)
    if !conditionalTimes.isEmpty {
      try values.encode(
        conditionalTimes.sorted { $0.key < $1.key }
          .map { ConditionalEntry(configuration: $0, times: $1) },
        forKey: .conditionalTimes)
    }
    try values.encodeIfPresent(conditional, forKey: .conditional)
    try values.encode(isLatencyAssumed, forKey: .isLatencyAssumed)
    try values.encode(convention, forKey: .convention)
  }
}
