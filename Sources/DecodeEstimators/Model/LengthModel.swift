public import DecodeStatistics

/// Which law of lengths stands for a task.
public enum LengthModel: Sendable, Hashable {
  /// The Kaplan–Meier estimate of the task's own answers, the default: pooled
  /// over a task, real lengths follow no simple family.
  case kaplanMeier
  /// A smooth hazard fitted to the task's own answers when it is asked for:
  /// closer to the truth than Kaplan–Meier where answers are few.
  case hazardSpline
  /// A family with its parameters in the order of `Family.parameterNames`.
  case parametric(Family, parameters: [Double])

  /// Refuses what makes no law, without making it.
  func validate(for table: LifeTable) throws(LengthLawError) {
    guard case .parametric = self else { return }
    _ = try distribution(for: table)
  }

  /// A family fitted to a task's answers.
  ///
  /// - Throws: `LengthLawError` where there is no maximum.
  static func fitted(
    _ family: Family, to table: LifeTable
  ) throws(LengthLawError) -> LengthModel {
    .parametric(
      family,
      parameters: try family.fit(table).requireMaximum().parameters
        .map(\.value))
  }

  /// The law, given the task's answers.
  ///
  /// - Throws: `LengthLawError` if there are no answers or a parameter is out of
  ///   range.
  public func distribution(
    for table: LifeTable
  ) throws(LengthLawError) -> any LengthDistribution {
    switch self {
    case .kaplanMeier:
      return try KaplanMeier(table)
    case .hazardSpline:
      return try HazardSpline.fit(table).distribution
    case .parametric(let family, let parameters):
      return try family.distribution(parameters)
    }
  }
}

extension LengthModel: Codable {
  private enum CodingKeys: String, CodingKey {
    case family
    case parameters
  }

  private static let kaplanMeierName = "kaplanMeier"
  private static let hazardSplineName = "hazardSpline"

  /// Reads `{"family": NAME, "parameters": {NAME: VALUE, …}}`.
  ///
  /// A parameter that is `null` is infinite: JSON has no other way.
  ///
  /// - Throws: `DecodingError` for an unknown family or a missing parameter.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let name = try values.decode(String.self, forKey: .family)
    guard name != Self.kaplanMeierName else {
      self = .kaplanMeier
      return
    }
    guard name != Self.hazardSplineName else {
      self = .hazardSpline
      return
    }
    guard let family = Family(rawValue: name) else {
      throw DecodingError.dataCorruptedError(
        forKey: .family, in: values,
        debugDescription: "a family should be one of "
          + ([Self.kaplanMeierName, Self.hazardSplineName]
          + Family.allCases.map(\.rawValue))
          .joined(separator: ", ") + ", but is \"\(name)\"")
    }
    let parameters = try values.decode(
      [String: Double?].self, forKey: .parameters)
    self = .parametric(
      family,
      parameters: try family.parameterNames.map { name in
        guard let value = parameters[name] else {
          throw DecodingError.dataCorruptedError(
            forKey: .parameters, in: values,
            debugDescription: "the family \(family.rawValue) needs the "
              + "parameter \(name)")
        }
        return value ?? .infinity
      })
  }

  /// Writes the family's name and parameters.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .kaplanMeier:
      try values.encode(Self.kaplanMeierName, forKey: .family)
    case .hazardSpline:
      try values.encode(Self.hazardSplineName, forKey: .family)
    case .parametric(let family, let parameters):
      try values.encode(family.rawValue, forKey: .family)
      let pairs = zip(family.parameterNames, parameters).map { name, value in
        (name, value.isFinite ? value : Double?.none)
      }
      try values.encode(
        Dictionary(uniqueKeysWithValues: pairs), forKey: .parameters)
    }
  }
}
