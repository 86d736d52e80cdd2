import Foundation
import LengthLaws
import TestSupport

/// Laws of the Poisson, beta-geometric, Weibull and power-law families, over
/// the range of parameters that lengths can ask for.
enum CountFamilyLaws {
  static let families: [Family] = [
    .poisson, .zeroTruncatedPoisson, .betaGeometric, .discreteWeibull,
    .betaDiscreteWeibull, .zeta, .yuleSimon,
  ]

  /// q of a discrete Weibull law with P(N > scale) = 1/e.
  static func weibullQ(scale: Double, shape: Double) -> Double {
    exp(-pow(scale, -shape))
  }

  /// Random parameters.
  static func parameters(
    of family: Family, _ choices: inout Choices
  ) -> [Double] {
    switch family {
    case .poisson, .zeroTruncatedPoisson:
      return [choices.logUniform(in: 1e-3...2000)]
    case .betaGeometric:
      return [
        choices.logUniform(in: 1e-2...1e4), choices.logUniform(in: 1e-2...1e5),
      ]
    case .discreteWeibull:
      let scale = choices.logUniform(in: 0.3...2000)
      let shape = choices.logUniform(in: 0.2...5)
      return [weibullQ(scale: scale, shape: shape), shape]
    case .betaDiscreteWeibull:
      return [
        choices.logUniform(in: 1e-1...1e3), choices.logUniform(in: 1e-1...1e4),
        choices.logUniform(in: 0.3...4),
      ]
    case .zeta:
      return [1 + choices.logUniform(in: 1e-2...30)]
    default:
      return [choices.logUniform(in: 1e-2...100)]
    }
  }

  /// Corners of the ranges.
  static let corners: [(Family, [Double])] = [
    (.poisson, [0]), (.poisson, [1e-9]), (.poisson, [1e4]),
    (.zeroTruncatedPoisson, [0]), (.zeroTruncatedPoisson, [1e-9]),
    (.zeroTruncatedPoisson, [0.099]), (.zeroTruncatedPoisson, [1e4]),
    (.betaGeometric, [1e-3, 1e-3]), (.betaGeometric, [1e-3, 1e9]),
    (.betaGeometric, [1e9, 1e-3]), (.betaGeometric, [1e9, 1e9]),
    (.betaGeometric, [1e28, 1e30]), (.betaGeometric, [1, 1]),
    (.betaGeometric, [2.5, 700]),
    (.discreteWeibull, [1e-9, 0.05]), (.discreteWeibull, [1e-9, 5]),
    (.discreteWeibull, [0.999, 0.3]), (.discreteWeibull, [1 - 1e-12, 5]),
    (.discreteWeibull, [0.99, 1]), (.discreteWeibull, [0.5, 0.2]),
    (.betaDiscreteWeibull, [1e-3, 1e-3, 0.1]),
    (.betaDiscreteWeibull, [1e-3, 1e-3, 4]),
    (.betaDiscreteWeibull, [1e28, 1e30, 1.2]),
    (.betaDiscreteWeibull, [2, 300, 0.8]),
    (.betaDiscreteWeibull, [3, 1e9, 4]),
    (.zeta, [1.001]), (.zeta, [2]), (.zeta, [2.2]), (.zeta, [19.9]),
    (.zeta, [20.1]), (.zeta, [300]), (.zeta, [.infinity]),
    (.yuleSimon, [1e-3]), (.yuleSimon, [1]), (.yuleSimon, [2]),
    (.yuleSimon, [1e6]), (.yuleSimon, [.infinity]),
  ]
}
