/// How an estimate turned a law of lengths into a time: one of the package's
/// four schemes, or an estimator of one's own by its name.
public struct EstimationScheme: Sendable, Hashable, Codable {
  /// The scheme's name.
  public let name: String

  /// The scheme of an estimator of one's own.
  ///
  /// - Parameter name: What reports call it.
  public init(_ name: String) { self.name = name }

  /// Scheme 1, one predicted length: `PointEstimator`.
  public static let point = EstimationScheme("point")
  /// Scheme 2, a quantile of the fitted law: `DistributionalEstimator`.
  public static let distributional = EstimationScheme("distributional")
  /// Scheme 3, an upper confidence bound: `ConservativeEstimator`.
  public static let conservative = EstimationScheme("conservative")
  /// Scheme 4, a prefill screen, then scheme 3: `LayeredEstimator`.
  public static let layered = EstimationScheme("layered")

  /// The four schemes in the order of their numbers.
  public static let numbered: [EstimationScheme] = [
    .point, .distributional, .conservative, .layered,
  ]

  /// The scheme of a number in 1...4; `nil` for others.
  public init?(number: Int) {
    guard Self.numbered.indices.contains(number - 1) else { return nil }
    self = Self.numbered[number - 1]
  }

  /// 1 to 4; `nil` for an estimator of one's own.
  public var number: Int? {
    Self.numbered.firstIndex(of: self).map { $0 + 1 }
  }
}
