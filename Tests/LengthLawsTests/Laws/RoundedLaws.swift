import LengthLaws
import TestSupport

/// Random laws of the families that round a continuous length up.
enum RoundedLaws {
  static let families: [Family] = [
    .discreteGamma, .discreteLogLogistic, .discreteLogT,
    .discreteGeneralizedPareto,
  ]

  /// Parameters over the plausible range.
  static func parameters(
    of family: Family, _ choices: inout Choices
  ) -> [Double] {
    switch family {
    case .discreteGamma:
      let shape = choices.logUniform(in: 0.02...500)
      return [shape, shape / choices.logUniform(in: 0.1...5000)]
    case .discreteLogLogistic:
      return [
        choices.logUniform(in: 0.05...5000), choices.logUniform(in: 0.3...40),
      ]
    case .discreteLogT:
      return [
        choices.double(in: -2...8), choices.logUniform(in: 0.05...3),
        choices.logUniform(in: 0.3...25),
      ]
    default:
      return [
        choices.double(in: -1.5...2), choices.logUniform(in: 0.3...3000),
        Double(choices.element(of: [0, 1, 7, 150])),
      ]
    }
  }

  /// The edges of that range and what lies beyond.
  static let corners: [(Family, [Double])] = [
    (.discreteGamma, [1e-3, 1e-6]), (.discreteGamma, [1e6, 1e6]),
    (.discreteGamma, [1e6, 1e3]), (.discreteGamma, [1e4, 1]),
    (.discreteGamma, [1, 1e-6]), (.discreteGamma, [0.5, 50]),
    (.discreteLogLogistic, [1e-3, 0.1]), (.discreteLogLogistic, [80, 1.0001]),
    (.discreteLogLogistic, [80, 2.5]), (.discreteLogLogistic, [80.5, 1e4]),
    (.discreteLogLogistic, [1e9, 3]),
    (.discreteLogT, [4, 1, 0.05]), (.discreteLogT, [4, 1e-3, 3.5]),
    (.discreteLogT, [4, 1, .infinity]), (.discreteLogT, [0, 5, 1]),
    (.discreteGeneralizedPareto, [0, 1e-3, 0]),
    (.discreteGeneralizedPareto, [0, 100, 3]),
    (.discreteGeneralizedPareto, [1e-12, 100, 3]),
    (.discreteGeneralizedPareto, [-1, 60, 0]),
    (.discreteGeneralizedPareto, [-4, 1, 5]),
    (.discreteGeneralizedPareto, [-1e-6, 1e5, 0]),
    (.discreteGeneralizedPareto, [0.4999, 10, 0]),
    (.discreteGeneralizedPareto, [0.999, 10, 0]),
    (.discreteGeneralizedPareto, [30, 10, 0]),
  ]
}
