/// How an estimate turned a law of lengths into a time: one of the package's
/// four schemes, or an estimator of one's own by its name.
public struct EstimationScheme: Sendable, Hashable {
  // A number is compared and copied faster than a name.
  private enum Kind: Hashable {
    case numbered(Int)
    case own(String)
  }

  private let kind: Kind

  private static let names = [
    "point", "distributional", "conservative", "layered",
  ]

  /// The scheme's name.
  public var name: String {
    switch kind {
    case .numbered(let number): Self.names[number - 1]
    case .own(let name): name
    }
  }

  /// The scheme of an estimator of one's own, or one of the four by its name.
  ///
  /// - Parameter name: What reports call it.
  public init(_ name: String) {
    kind =
      Self.names.firstIndex(of: name).map { .numbered($0 + 1) } ?? .own(name)
  }

  /// The scheme of a number in 1...4; `nil` for others.
  public init?(number: Int) {
    guard (1...Self.names.count).contains(number) else { return nil }
    self.init(number)
  }

  private init(_ number: Int) { kind = .numbered(number) }

  /// 1 to 4; `nil` for an estimator of one's own.
  public var number: Int? {
    if case .numbered(let number) = kind { number } else { nil }
  }

  /// Scheme 1, one predicted length: `PointEstimator`.
  public static var point: EstimationScheme { EstimationScheme(1) }
  /// Scheme 2, a quantile of the fitted law: `DistributionalEstimator`.
  public static var distributional: EstimationScheme { EstimationScheme(2) }
  /// Scheme 3, an upper confidence bound: `ConservativeEstimator`.
  public static var conservative: EstimationScheme { EstimationScheme(3) }
  /// Scheme 4, a prefill screen, then scheme 3: `LayeredEstimator`.
  public static var layered: EstimationScheme { EstimationScheme(4) }

  /// The four schemes in the order of their numbers.
  public static let numbered: [EstimationScheme] = [
    .point, .distributional, .conservative, .layered,
  ]
}

extension EstimationScheme: Codable {
  private enum CodingKeys: CodingKey {
    case name
  }

  /// Reads `{"name": "…"}`.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(try values.decode(String.self, forKey: .name))
  }

  /// Writes `{"name": "…"}`.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .name)
  }
}
