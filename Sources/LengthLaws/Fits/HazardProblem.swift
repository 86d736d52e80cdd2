import NumericalMethods
import RealModule

/// The penalised binomial regression behind a hazard spline.
struct HazardProblem {
  let basis: LogPositionBasis
  /// d(k) and n(k) at positions 1, 2, ….
  private let ended: [Double]
  private let atRisk: [Double]
  /// DᵀD of the second differences.
  private let penalty: [[Double]]

  init(_ table: LifeTable, basisSize: Int) throws(LengthLawError) {
    guard let longest = table.maximum, longest <= 1 << 20 else {
      throw .noMaximum("answers of over 2^20 tokens are too long")
    }
    var (ended, atRisk) = ([Double](), [Double]())
    var left = table.count
    for row in table.rows {
      // Nobody ends between the lengths that occur.
      while atRisk.count < row.length {
        atRisk.append(Double(left))
        ended.append(0)
      }
      ended[row.length - 1] = Double(row.stopped)
      left -= row.total
    }
    self.ended = ended
    self.atRisk = atRisk
    basis = LogPositionBasis(size: basisSize, positions: longest)
    var penalty = [[Double]](
      repeating: [Double](repeating: 0, count: basisSize), count: basisSize)
    for i in 0..<(basisSize - 2) {
      for (a, u) in [(i, 1.0), (i + 1, -2), (i + 2, 1)] {
        for (b, v) in [(i, 1.0), (i + 1, -2), (i + 2, 1)] {
          penalty[a][b] += u * v
        }
      }
    }
    self.penalty = penalty
  }

  /// The coefficients under a smoothing, by Newton's method with halved steps;
  /// `nil` if it does not settle.
  func solve(smoothing: Double) -> HazardSolution? {
    let size = basis.size
    let total = ended.reduce(0, +)
    let exposure = atRisk.reduce(0, +)
    // A constant hazard: d/E, a little inside (0, 1).
    let share = min(max(total / exposure, 1e-9), 1 - 1e-9)
    var beta = [Double](
      repeating: Double.log(share) - Double.log(onePlus: -share), count: size)
    var current = evaluate(beta, smoothing)
    for _ in 0..<100 {
      guard let factor = try? Cholesky(current.hessian) else { return nil }
      let step = factor.solve(current.gradient)
      let gain = zip(step, current.gradient).reduce(0) { $0 + $1.0 * $1.1 }
      if gain < 1e-9 * max(1, abs(current.value) * 1e-6) {
        return solution(beta, current, factor, smoothing)
      }
      var share = 1.0
      var next = current
      var proposal = beta
      repeat {
        proposal = zip(beta, step).map { $0 + share * $1 }
        next = evaluate(proposal, smoothing)
        share /= 2
      } while !(next.value > current.value) && share > 1e-8
      guard next.value > current.value else {
        return solution(beta, current, factor, smoothing)
      }
      (beta, current) = (proposal, next)
    }
    return nil
  }

  private struct Evaluation {
    /// The penalised log-likelihood, and the plain one.
    var value = 0.0
    var logLikelihood = 0.0
    var gradient: [Double]
    /// BᵀWB + λDᵀD, and BᵀWB.
    var hessian: [[Double]]
    var information: [[Double]]
  }

  private func evaluate(_ beta: [Double], _ smoothing: Double) -> Evaluation {
    let size = basis.size
    let zeros = [[Double]](
      repeating: [Double](repeating: 0, count: size), count: size)
    var result = Evaluation(
      gradient: [Double](repeating: 0, count: size), hessian: zeros,
      information: zeros)
    for (index, place) in basis.places.enumerated() {
      var eta = 0.0
      for i in 0..<4 { eta += place.weights[i] * beta[place.first + i] }
      let (d, n) = (ended[index], atRisk[index])
      let hazard = 1 / (1 + Double.exp(-eta))
      result.logLikelihood += d * eta - n * logOnePlusExp(eta)
      let residual = d - n * hazard
      let weight = n * hazard * (1 - hazard)
      for i in 0..<4 {
        result.gradient[place.first + i] += residual * place.weights[i]
        for j in 0..<4 {
          result.information[place.first + i][place.first + j] +=
            weight * place.weights[i] * place.weights[j]
        }
      }
    }
    result.hessian = result.information
    var roughness = 0.0
    for i in 0..<size {
      for j in 0..<size where penalty[i][j] != 0 {
        result.hessian[i][j] += smoothing * penalty[i][j]
        result.gradient[i] -= smoothing * penalty[i][j] * beta[j]
        roughness += penalty[i][j] * beta[i] * beta[j]
      }
      // Functions that no position sees would leave the matrix singular.
      result.hessian[i][i] += 1e-8
    }
    result.value = result.logLikelihood - smoothing / 2 * roughness
    return result
  }

  private func solution(
    _ beta: [Double], _ at: Evaluation, _ factor: borrowing Cholesky,
    _ smoothing: Double
  ) -> HazardSolution {
    let inverse = factor.inverse()
    var effective = 0.0
    for i in 0..<basis.size {
      for j in 0..<basis.size {
        effective += inverse[i][j] * at.information[j][i]
      }
    }
    // Two directions, constant and slope, are not penalised.
    let rank = Double(basis.size - 2)
    return HazardSolution(
      coefficients: beta, logLikelihood: at.logLikelihood,
      smoothing: smoothing, effectiveParameters: effective,
      marginal: at.value + rank / 2 * Double.log(smoothing)
        - factor.logDeterminant / 2)
  }
}

/// The maximum for one smoothing.
struct HazardSolution {
  var coefficients: [Double]
  var logLikelihood: Double
  var smoothing: Double
  var effectiveParameters: Double
  /// The log marginal likelihood of the smoothing, but for a constant.
  var marginal: Double
}
