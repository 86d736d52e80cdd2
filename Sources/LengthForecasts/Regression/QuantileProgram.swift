import NumericalMethods
import RealModule

/// The linear program behind a quantile regression, by the primal-dual
/// interior point method with Mehrotra's correction.
///
/// In the dual, every answer has a share a in [0, 1] with
/// Xᵀa = (1 − q) Xᵀ1, and Σ n·a is as large as can be; the multipliers of the
/// equations are β. Each iteration is one weighted least squares problem, so
/// the cost is O(rows · columns²).
///
/// Source: S. Portnoy and R. Koenker, "The Gaussian hare and the Laplacian
/// tortoise", Statist. Sci. 12, 279 (1997), doi:10.1214/ss/1030037960.
struct QuantileProgram {
  let design: DesignMatrix
  let lengths: [Double]
  let level: Double

  private static let maximumIterations = 100
  /// How close to the boundary a step may come.
  private static let damping = 0.9995

  /// An interior point: shares and what they lack to 1, with the multipliers
  /// of both limits and of the equations.
  private struct Point {
    var share: [Double]
    var slack: [Double]
    var atZero: [Double]
    var atOne: [Double]
    var beta: [Double]

    /// Σ share·atZero + slack·atOne, which vanishes at the optimum.
    var gap: Double {
      share.indices.reduce(0) {
        $0 + share[$1] * atZero[$1] + slack[$1] * atOne[$1]
      }
    }

    mutating func move(_ step: Point, primal: Double, dual: Double) {
      for i in share.indices {
        share[i] += primal * step.share[i]
        slack[i] += primal * step.slack[i]
        atZero[i] += dual * step.atZero[i]
        atOne[i] += dual * step.atOne[i]
      }
      for j in beta.indices { beta[j] += dual * step.beta[j] }
    }
  }

  func solution() throws(ForecastError) -> [Double] {
    var point = try start()
    let scale = lengths.reduce(0) { $0 + abs($1) }
    for _ in 0..<Self.maximumIterations {
      if point.gap <= 1e-12 * scale { return point.beta }
      try improve(&point)
    }
    // Rounding may keep the gap from the last digits, which tokens never show.
    guard point.gap <= 1e-6 * scale else {
      throw .notConverged(iterations: Self.maximumIterations)
    }
    return point.beta
  }

  /// All shares at 1 − q, and the line of least squares.
  private func start() throws(ForecastError) -> Point {
    let ones = [Double](repeating: 1, count: design.rows)
    let beta = try design.normalEquations(weights: ones)
      .solve(design.transposedTimes(lengths))
    let residuals = zip(lengths, design.times(beta)).map { $0 - $1 }
    let spread = residuals.reduce(0) { $0 + abs($1) } / Double(design.rows)
    let floor = max(1e-3 * spread, 1e-6)
    return Point(
      share: ones.map { $0 * (1 - level) }, slack: ones.map { $0 * level },
      atZero: residuals.map { max(-$0, 0) + floor },
      atOne: residuals.map { max($0, 0) + floor }, beta: beta)
  }

  private func improve(_ point: inout Point) throws(ForecastError) {
    let weights = point.share.indices.map { i in
      1
        / (point.atZero[i] / point.share[i] + point.atOne[i] / point.slack[i])
    }
    let equations = try design.normalEquations(weights: weights)
    let zeros = [Double](repeating: 0, count: design.rows)
    let straight = step(point, weights, equations, target: 0, zeros, zeros)
    var (primal, dual) = Self.lengths(of: straight, from: point)
    guard min(primal, dual) < 1 else {
      point.move(straight, primal: primal, dual: dual)
      return
    }
    var trial = point
    trial.move(straight, primal: primal, dual: dual)
    let ratio = trial.gap / point.gap
    let target = point.gap * ratio * ratio * ratio / Double(2 * design.rows)
    let corrected = step(
      point, weights, equations, target: target,
      zip(straight.share, straight.atZero).map { $0 * $1 },
      zip(straight.slack, straight.atOne).map { $0 * $1 })
    (primal, dual) = Self.lengths(of: corrected, from: point)
    point.move(corrected, primal: primal, dual: dual)
  }

  /// Newton's step towards complementary products of `target`, given the
  /// second-order terms of the step before.
  ///
  /// With z, w the multipliers at 0 and 1 and s = 1 − a, the optimum has
  /// n = Xβ − z + w, so X δβ = δz − δw + (n − Xβ + z − w), where
  /// δz = (target − δa δz)/a − z − (z/a) δa and
  /// δw = (target − δs δw)/s − w + (w/s) δa.
  private func step(
    _ point: Point, _ weights: [Double], _ equations: borrowing Cholesky,
    target: Double, _ shareTerms: [Double], _ slackTerms: [Double]
  ) -> Point {
    let rows = point.share.indices
    let fitted = design.times(point.beta)
    // What X δβ would be at δa = 0.
    let pull = rows.map { i in
      (target - shareTerms[i]) / point.share[i] - point.atZero[i]
        - (target - slackTerms[i]) / point.slack[i] + point.atOne[i]
        + (lengths[i] - fitted[i] + point.atZero[i] - point.atOne[i])
    }
    let equation = design.transposedTimes(
      rows.map { i in
        (1 - level - point.share[i])
      })
    let weighted = design.transposedTimes(rows.map { weights[$0] * pull[$0] })
    let beta = equations.solve(zip(weighted, equation).map { $0 - $1 })
    let shift = design.times(beta)
    let share = rows.map { weights[$0] * (pull[$0] - shift[$0]) }
    return Point(
      share: share, slack: share.map { -$0 },
      atZero: rows.map { i in
        (target - shareTerms[i] - point.atZero[i] * share[i]) / point.share[i]
          - point.atZero[i]
      },
      atOne: rows.map { i in
        (target - slackTerms[i] + point.atOne[i] * share[i]) / point.slack[i]
          - point.atOne[i]
      }, beta: beta)
  }

  /// How far each half of the step may go without leaving the interior.
  private static func lengths(
    of step: Point, from point: Point
  ) -> (primal: Double, dual: Double) {
    func limit(_ values: [Double], _ steps: [Double]) -> Double {
      zip(values, steps).reduce(.infinity) {
        $1.1 < 0 ? min($0, -$1.0 / $1.1) : $0
      }
    }
    return (
      min(
        1,
        damping
          * min(limit(point.share, step.share), limit(point.slack, step.slack))
      ),
      min(
        1,
        damping
          * min(
            limit(point.atZero, step.atZero), limit(point.atOne, step.atOne))
      )
    )
  }
}
