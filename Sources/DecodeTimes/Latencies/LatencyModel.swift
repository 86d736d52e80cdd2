/// Any step latency, as one type that a model holds and a file can hold.
///
/// Encoded with the form's own keys beside a key `form`, for example
/// `{"form": "affine", "intercept": 0.024, "slope": 1e-05}`. Times are in
/// seconds. A latency of one's own is `custom`, which no file can hold.
public enum LatencyModel: Sendable, Equatable {
  /// The same time at every position.
  case constant(ConstantLatency)
  /// A time that grows linearly with position.
  case affine(AffineLatency)
  /// A constant time over each of several ranges of positions.
  case piecewiseConstant(PiecewiseConstantLatency)
  /// A time interpolated between positions.
  case tabulated(TabulatedLatency)
  /// The steps implied by a table of averages by answer length.
  case averageTable(AverageDerivedLatency)
  /// A time that grows up to a plateau.
  case saturating(SaturatingLatency)
  /// A cubic spline of position.
  case spline(SplineLatency)
  /// A fixed cost before the steps of another form.
  indirect case startUp(StartUpLatency)
  /// A latency of one's own.
  case custom(CustomLatency)

  /// The steps of `AverageLatencyTable.publishedVLM`.
  public static let publishedVLM = LatencyModel.averageTable(.publishedVLM)
}

extension LatencyModel: StepLatency {
  /// l(k) in seconds; 0 for k < 1.
  public func latency(at position: Int) -> Double {
    switch self {
    case .constant(let form): form.latency(at: position)
    case .affine(let form): form.latency(at: position)
    case .piecewiseConstant(let form): form.latency(at: position)
    case .tabulated(let form): form.latency(at: position)
    case .averageTable(let form): form.latency(at: position)
    case .saturating(let form): form.latency(at: position)
    case .spline(let form): form.latency(at: position)
    case .startUp(let form): form.latency(at: position)
    case .custom(let form): form.latency(at: position)
    }
  }

  /// L(n) = l(1) + … + l(n) in seconds; 0 for n < 1.
  public func cumulativeLatency(through position: Int) -> Double {
    switch self {
    case .constant(let form): form.cumulativeLatency(through: position)
    case .affine(let form): form.cumulativeLatency(through: position)
    case .piecewiseConstant(let form): form.cumulativeLatency(through: position)
    case .tabulated(let form): form.cumulativeLatency(through: position)
    case .averageTable(let form): form.cumulativeLatency(through: position)
    case .saturating(let form): form.cumulativeLatency(through: position)
    case .spline(let form): form.cumulativeLatency(through: position)
    case .startUp(let form): form.cumulativeLatency(through: position)
    case .custom(let form): form.cumulativeLatency(through: position)
    }
  }
}

extension LatencyModel: Codable {
  private enum CodingKeys: String, CodingKey {
    case form
  }

  private enum Form: String, CaseIterable {
    case constant
    case affine
    case piecewiseConstant
    case tabulated
    case averageTable
    case saturating
    case spline
    case startUp
  }

  /// Reads the form named by the key `form`.
  ///
  /// - Throws: `DecodingError` for an unknown form, and for what the form's
  ///   own initialiser refuses.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let name = try values.decode(String.self, forKey: .form)
    self =
      switch Form(rawValue: name) {
      case .constant: try .constant(ConstantLatency(from: decoder))
      case .affine: try .affine(AffineLatency(from: decoder))
      case .piecewiseConstant:
        try .piecewiseConstant(PiecewiseConstantLatency(from: decoder))
      case .tabulated: try .tabulated(TabulatedLatency(from: decoder))
      case .averageTable:
        try .averageTable(AverageDerivedLatency(from: decoder))
      case .saturating: try .saturating(SaturatingLatency(from: decoder))
      case .spline: try .spline(SplineLatency(from: decoder))
      case .startUp: try .startUp(StartUpLatency(from: decoder))
      case nil:
        throw DecodingError.dataCorruptedError(
          forKey: .form, in: values,
          debugDescription: "the form of a latency should be one of "
            + Form.allCases.map(\.rawValue).joined(separator: ", ")
            + ", but is \"\(name)\"")
      }
  }

  /// Writes the form's name and its own keys, side by side.
  ///
  /// - Throws: What the encoder throws; `EncodingError` for a latency of one's
  ///   own.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .constant(let latency):
      try encode(.constant, latency, to: encoder)
    case .affine(let latency):
      try encode(.affine, latency, to: encoder)
    case .piecewiseConstant(let latency):
      try encode(.piecewiseConstant, latency, to: encoder)
    case .tabulated(let latency):
      try encode(.tabulated, latency, to: encoder)
    case .averageTable(let latency):
      try encode(.averageTable, latency, to: encoder)
    case .saturating(let latency):
      try encode(.saturating, latency, to: encoder)
    case .spline(let latency):
      try encode(.spline, latency, to: encoder)
    case .startUp(let latency):
      try encode(.startUp, latency, to: encoder)
    case .custom(let latency):
      throw EncodingError.invalidValue(
        latency,
        EncodingError.Context(
          codingPath: encoder.codingPath,
          debugDescription: "a latency to be written should be of one of the "
            + "package's forms, but \(latency.name) is code; tabulate it: "
            + "TabulatedLatency(knots: positions.map { ($0, latency.latency("
            + "at: $0)) })"))
    }
  }

  private func encode(
    _ form: Form, _ latency: some Encodable, to encoder: any Encoder
  ) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(form.rawValue, forKey: .form)
    try latency.encode(to: encoder)
  }
}
