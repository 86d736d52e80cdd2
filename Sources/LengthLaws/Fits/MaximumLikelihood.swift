import NumericalMethods
import RealModule

/// A log-likelihood with its gradient, in unconstrained coordinates.
typealias LogLikelihood = ([Double]) -> (value: Double, gradient: [Double])

/// The maximum of a log-likelihood.
struct LikelihoodMaximum {
  /// The coordinates of the maximum.
  var point: [Double]
  /// The log-likelihood there.
  var value: Double
  /// The inverse of the observed information, in these coordinates.
  var covariance: [[Double]]
  var iterations: Int
}

/// The search for a maximum: BFGS from a start, a simplex where that leads
/// nowhere, then Newton steps, which settle the last digits and prove the
/// point to be a maximum by its information matrix.
enum MaximumLikelihood {
  /// The local maximum near `start`.
  ///
  /// - Parameters:
  ///   - start: Where the search begins.
  ///   - isSimplexTried: Whether a simplex follows where BFGS fails. It is
  ///     slow, and of no use where a likelihood that rises towards an edge is
  ///     the likely cause.
  ///   - logLikelihood: The function to maximize.
  /// - Returns: The maximum, proved by its information matrix.
  /// - Throws: `FitError.notConverged`.
  static func maximize(
    from start: [Double], isSimplexTried: Bool = true,
    _ logLikelihood: @escaping LogLikelihood
  ) throws(FitError) -> LikelihoodMaximum {
    // The scale of the sum must not decide when the search stops.
    let scale = max(abs(logLikelihood(start).value), 1)
    let cost: DifferentiableFunction = { point in
      let (value, gradient) = logLikelihood(point)
      return (-value / scale, gradient.map { -$0 / scale })
    }
    do throws(NumericalError) {
      return try polish(minimizeBFGS(from: start, cost), logLikelihood)
    } catch {
      // A simplex needs no slope, so it gets past kinks and flat stretches.
      guard isSimplexTried else { throw .notConverged("\(error)") }
    }
    do throws(NumericalError) {
      let minimum = try minimizeNelderMead(from: start) { cost($0).value }
      return try polish(minimum, logLikelihood)
    } catch {
      throw .notConverged("\(error)")
    }
  }

  /// Newton's method from near a maximum, with halved steps.
  private static func polish(
    _ minimum: Minimum, _ logLikelihood: LogLikelihood
  ) throws(NumericalError) -> LikelihoodMaximum {
    var point = minimum.point
    var current = logLikelihood(point)
    for iteration in 1...50 {
      let factor = try Cholesky(information(at: point, logLikelihood))
      let step = factor.solve(current.gradient)
      // Twice what the quadratic model promises to gain.
      let decrement = zip(step, current.gradient).reduce(0) { $0 + $1.0 * $1.1 }
      let length = step.reduce(0) { max($0, abs($1)) }
      let isSettled = length < 1e-11 || decrement < 1e-22 * abs(current.value)
      var share = 1.0
      var next = zip(point, step).map { $0 + $1 }
      var proposal = logLikelihood(next)
      let slack = 1e-14 * abs(current.value)
      while !(proposal.value >= current.value - slack), share > 1e-6 {
        share /= 2
        next = zip(point, step).map { $0 + share * $1 }
        proposal = logLikelihood(next)
      }
      if proposal.value >= current.value - slack {
        (point, current) = (next, proposal)
      } else if !isSettled {
        throw .status("no ascent from a point with a slope")
      }
      if isSettled {
        return LikelihoodMaximum(
          point: point, value: current.value, covariance: factor.inverse(),
          iterations: minimum.iterations + iteration)
      }
    }
    throw .tooManyIterations(50)
  }

  /// The observed information, −∂²log L, by central differences of the
  /// analytic gradient.
  static func information(
    at point: [Double], _ logLikelihood: LogLikelihood
  ) -> [[Double]] {
    let n = point.count
    var matrix = [[Double]](
      repeating: [Double](repeating: 0, count: n), count: n)
    for i in 0..<n {
      // Error of order h⁴ against rounding of order ε/h.
      let h = 1e-3 * max(abs(point[i]), 1)
      func slope(_ steps: Double) -> [Double] {
        var moved = point
        moved[i] += steps * h
        return logLikelihood(moved).gradient
      }
      let (near, far) = ((slope(1), slope(-1)), (slope(2), slope(-2)))
      for j in 0..<n {
        let derivative =
          (8 * (near.0[j] - near.1[j]) - (far.0[j] - far.1[j])) / (12 * h)
        matrix[i][j] -= derivative / 2
        matrix[j][i] -= derivative / 2
      }
    }
    return matrix
  }
}
