/// A step latency of one's own among those of this package.
///
/// A model can hold, compare and ask it like any other; it cannot encode it,
/// for code does not go into a file. Tabulate it where the model is to be
/// written:
///
/// ```swift
/// let table = try TabulatedLatency(
///   knots: [1, 256, 4096].map { ($0, mine.latency(at: $0)) })
/// ```
///
/// Two are equal if their names are.
public struct CustomLatency: StepLatency {
  /// What stands for the latency in comparisons and messages.
  public let name: String
  /// The latency itself.
  public let base: any StepLatency

  /// A latency by a name.
  ///
  /// - Parameters:
  ///   - base: Finite and at least 0 everywhere, as `StepLatency` asks.
  ///   - name: A name that says its parameters as well; `nil` takes the
  ///     latency's own description.
  public init(_ base: some StepLatency, named name: String? = nil) {
    self.name = name ?? String(describing: base)
    self.base = base
  }

  /// l(k) in seconds; 0 for k < 1.
  public func latency(at position: Int) -> Double {
    position >= 1 ? checked(base.latency(at: position), position) : 0
  }

  /// L(n) = l(1) + … + l(n) in seconds; 0 for n < 1.
  public func cumulativeLatency(through position: Int) -> Double {
    position >= 1
      ? checked(base.cumulativeLatency(through: position), position) : 0
  }

  private func checked(_ seconds: Double, _ position: Int) -> Double {
    precondition(
      seconds >= 0 && seconds < .infinity,
      "Latency \(name) should be finite and at least 0, but is \(seconds) s "
        + "at \(position)")
    return seconds
  }
}

extension CustomLatency: Equatable {
  /// Whether both have the same name.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.name == rhs.name
  }
}

extension LatencyModel {
  /// The model of any step latency: this package's own keep their form, others
  /// become `custom`.
  ///
  /// - Parameters:
  ///   - latency: The time of each position.
  ///   - name: The name of a latency of one's own; `nil` takes its
  ///     description.
  public init(_ latency: some StepLatency, named name: String? = nil) {
    self =
      switch latency {
      case let model as LatencyModel: model
      case let form as ConstantLatency: .constant(form)
      case let form as AffineLatency: .affine(form)
      case let form as PiecewiseConstantLatency: .piecewiseConstant(form)
      case let form as TabulatedLatency: .tabulated(form)
      case let form as AverageDerivedLatency: .averageTable(form)
      case let form as SaturatingLatency: .saturating(form)
      case let form as SplineLatency: .spline(form)
      case let form as StartUpLatency: .startUp(form)
      case let form as CustomLatency: .custom(form)
      default: .custom(CustomLatency(latency, named: name))
      }
  }
}
