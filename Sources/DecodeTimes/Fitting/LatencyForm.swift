/// The forms of step latency that can be fitted.
///
/// All are at least 0. All but `piecewise` are non-decreasing in position.
public enum LatencyForm: Sendable, Hashable, Codable {
  /// l(k) = a.
  case constant
  /// l(k) = a + b·(k − 1).
  case affine
  /// l(k) = a + b·min(k − 1, K), K searched for.
  case saturating
  /// A rate for each range of positions; the ranges after the first start at
  /// the given positions.
  case piecewise(starts: [Int])
  /// Non-decreasing steps, nonparametric: at most so many levels, between
  /// observed lengths; from intervals any number by isotonic regression.
  case isotonic(levels: Int)
  /// A non-decreasing cubic spline over so many equal intervals of position,
  /// its roughness penalised as generalised cross-validation asks.
  case spline(intervals: Int)
  /// l(k) = a + b·(p + k − 1) [+ c·(m − 1)]: affine in the tokens in the
  /// key-value cache, p those of the prompt, and in the batch m if wanted.
  case context(batch: Bool)

  /// The forms of position alone that need no setting.
  public static let standard: [LatencyForm] = [
    .constant, .affine, .saturating, .isotonic(levels: 8),
    .spline(intervals: 6),
  ]
}

extension LatencyForm: CustomStringConvertible {
  /// The form in a word.
  public var description: String {
    switch self {
    case .constant: "constant"
    case .affine: "affine"
    case .saturating: "saturating"
    case .piecewise: "piecewise"
    case .isotonic: "isotonic"
    case .spline: "spline"
    case .context(let batch): batch ? "context and batch" : "context"
    }
  }
}
