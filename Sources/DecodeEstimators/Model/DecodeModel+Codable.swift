internal import DecodeStatistics

// Docs/ModelFile.md says what each key holds, Docs/schemas/model.schema.json
// the same for programs. A key that is added is added in three places: the
// coding keys here (or of the part that has it), the schema, and the minor
// version, once a release has written the present one.

extension DecodeModel: Codable {
  /// The version of the encoded form that this package writes; it reads
  /// version 1 too, which has neither provenance nor extensions.
  public static let formatVersion = 2

  /// What the version's readers may leave unread: a key that an older release
  /// does not know raises it.
  public static let minorFormatVersion = 0

  /// The value of the key `format`.
  public static let formatName = "decode-model"

  private enum CodingKeys: String, CodingKey {
    case format
    case version
    case minorVersion
    case tables
    case lengthModels
    case conditional
    case configurations
    case measuredTimes
    case prefill
    case conditionalTimes
    case isLatencyAssumed
    case convention
    case provenance
    case extensions
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
    guard (1...Self.formatVersion).contains(version) else {
      throw DecodingError.dataCorruptedError(
        forKey: .version, in: values,
        debugDescription: "this release reads version 1 to "
          + "\(Self.formatVersion) of the model format, but the version is "
          + "\(version)")
    }
    tables = try Self.tables(values)
    lengthModels =
      try values.decodeIfPresent(
        [TaskID: LengthModel].self, forKey: .lengthModels) ?? [:]
    // Latency and noise stand beside the other keys.
    times = try ServingTimes(from: decoder)
    for entry in try values.decodeIfPresent(
      [ConfigurationEntry].self, forKey: .configurations) ?? []
    {
      guard
        configurations.updateValue(entry.times, forKey: entry.configuration)
          == nil
      else {
        throw DecodingError.dataCorruptedError(
          forKey: .configurations, in: values,
          debugDescription: "the configuration \(entry.configuration) is "
            + "there twice")
      }
    }
    measured =
      try values.decodeIfPresent(TimeTables.self, forKey: .measuredTimes)
      ?? TimeTables()
    prefill = try values.decodeIfPresent(PrefillModel.self, forKey: .prefill)
    for entry in try values.decodeIfPresent(
      [ConditionalEntry].self, forKey: .conditionalTimes) ?? []
    {
      guard
        conditionalTimes.updateValue(entry.times, forKey: entry.configuration)
          == nil
      else {
        throw DecodingError.dataCorruptedError(
          forKey: .conditionalTimes, in: values,
          debugDescription: "the configuration \(entry.configuration) is "
            + "there twice")
      }
    }
    conditional = try values.decodeIfPresent(
      ConditionalLengthModel.self, forKey: .conditional)
    isLatencyAssumed =
      try values.decodeIfPresent(Bool.self, forKey: .isLatencyAssumed) ?? false
    convention = try values.decode(
      DecodeStepConvention.self, forKey: .convention)
    guard version >= 2 else { return }
    _ = try values.decode(Int.self, forKey: .minorVersion)
    provenance =
      try values.decodeIfPresent(ModelProvenance.self, forKey: .provenance)
      ?? ModelProvenance()
    extensions =
      try values.decodeIfPresent(
        [String: ExtensionValue].self, forKey: .extensions) ?? [:]
  }

  private static func tables(
    _ values: KeyedDecodingContainer<CodingKeys>
  ) throws -> LifeTables {
    let tables = try values.decode(LifeTables.self, forKey: .tables)
    guard
      tables.tasks.allSatisfy({ !$0.rawValue.allSatisfy(\.isWhitespace) })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .tables, in: values,
        debugDescription: "a task should have a name that is not blank")
    }
    return tables
  }

  /// Writes the model with its format and version.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(Self.formatName, forKey: .format)
    try values.encode(Self.formatVersion, forKey: .version)
    try values.encode(Self.minorFormatVersion, forKey: .minorVersion)
    try values.encode(tables, forKey: .tables)
    if !lengthModels.isEmpty {
      try values.encode(lengthModels, forKey: .lengthModels)
    }
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
    if !provenance.isEmpty {
      try values.encode(provenance, forKey: .provenance)
    }
    if !extensions.isEmpty {
      try values.encode(extensions, forKey: .extensions)
    }
  }
}
