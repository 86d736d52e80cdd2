import RealModule

/// What a scheduler asks about a request that has generated k tokens, ready
/// for look-up at every k.
///
/// With S(k) = P(N ≥ k), c the cap, and l the step latency in seconds:
///
///     hazard          h(k) = P(min(N, c) = k + 1 | N > k)
///     mean residual   m(k) = Σ_{j=k+1..c} l(j)·S(j)/S(k + 1)
///     Gittins index   G(k) = max_n P(min(N, c) ≤ n | N > k)
///                            / E[time of tokens k + 1 … min(N, n) | N > k]
///
/// Serving the request of the largest Gittins index first, token by token,
/// minimises the expected sum of completion times of waiting requests;
/// serving the smallest m(k) first is the SERPT rule, which is as good where
/// the hazard per second, h(k)/l(k + 1), never falls.
///
/// All indices are found together: G(k) is the steepest slope from point k to
/// a later point of the curve (Σ_{j≤n} l(j)·S(j), P(min(N, c) ≤ n)), so the
/// next vertex of the concave hull, and one sweep from the end gives the hull
/// from every point, in O(c).
///
/// Source: J. C. Gittins, J. R. Statist. Soc. B 41, 148 (1979),
/// doi:10.1111/j.2517-6161.1979.tb01068.x.
public struct SchedulingTable: Sendable {
  /// The law of the time that the table was made from.
  public let time: TotalDecodeTime

  /// G(k) in 1/s, and the n that attains it, for k = 0 … c − 1.
  private let indices: [(gittins: Double, quantum: Int)]

  /// Compiles the table.
  ///
  /// - Parameter time: The law of T under a cap; where it is a view after
  ///   some tokens, ages before it are not asked for.
  public init(_ time: TotalDecodeTime) {
    self.time = time
    let cap = time.cap
    // Both coordinates are sums from the far end, which keep their digits in
    // the tail: what is left of the mass, and of the expected time.
    let points = (0...cap).map { age -> SIMD2<Double> in
      let left = age < cap ? time.survival(at: age + 1) : 0
      guard left > 0 else { return .zero }
      return SIMD2(time.remaining(after: age).mean * left, left)
    }
    func slope(_ from: Int, _ to: Int) -> Double {
      let difference = points[from] - points[to]
      guard difference.y > 0 else { return 0 }
      return difference.x > 0 ? difference.y / difference.x : .infinity
    }
    var indices = [(gittins: Double, quantum: Int)](
      repeating: (0, cap), count: cap)
    var hull = [cap]
    for age in stride(from: cap - 1, through: 0, by: -1) {
      while hull.count > 1,
        slope(age, hull[hull.count - 1])
          <= slope(hull[hull.count - 1], hull[hull.count - 2])
      {
        hull.removeLast()
      }
      let next = hull[hull.count - 1]
      indices[age] = (slope(age, next), next)
      hull.append(age)
    }
    self.indices = indices
  }

  /// Whether no token can follow after `generated` ones.
  private func isOver(_ generated: Int) -> Bool {
    time.remaining(after: max(generated, 0)).isOver
  }

  /// h(k): the probability that the next token is the last.
  ///
  /// - Parameter generated: k, tokens generated so far.
  /// - Returns: A probability; 1 where no token can follow.
  public func hazard(after generated: Int) -> Double {
    guard !isOver(generated), generated + 1 < time.cap else { return 1 }
    let age = max(generated, 0)
    return 1 - time.survival(at: age + 2) / time.survival(at: age + 1)
  }

  /// m(k) in seconds: the priority of the SERPT rule, smallest first.
  ///
  /// - Parameter generated: k, tokens generated so far.
  /// - Returns: Seconds; 0 where no token can follow.
  public func meanResidualTime(after generated: Int) -> Double {
    isOver(generated) ? 0 : time.remaining(after: max(generated, 0)).mean
  }

  /// E[min(N, c) − k | N > k].
  ///
  /// - Parameter generated: k, tokens generated so far.
  /// - Returns: Tokens; 0 where no token can follow.
  public func meanResidualTokens(after generated: Int) -> Double {
    isOver(generated)
      ? 0 : time.remaining(after: max(generated, 0)).meanTokens
  }

  /// G(k) in 1/s: the priority of Gittins' rule, largest first.
  ///
  /// - Parameter generated: k, tokens generated so far.
  /// - Returns: 1/s; infinite where no token can follow, or where an answer
  ///   may end before any time passes.
  public func gittinsIndex(after generated: Int) -> Double {
    isOver(generated) ? .infinity : indices[max(generated, 0)].gittins
  }

  /// The age up to which the request keeps at least its present Gittins
  /// index, so that there is no need to look before: the n of G(k).
  ///
  /// - Parameter generated: k, tokens generated so far.
  /// - Returns: Tokens, counted from the start of the answer.
  public func gittinsQuantum(after generated: Int) -> Int {
    isOver(generated)
      ? max(generated, 0) : indices[max(generated, 0)].quantum
  }
}
