import DecodeStatistics
import Foundation

/// A law with a known shape and, if asked for, one fault.
struct PlantedLaw: LengthDistribution {
  enum Shape: CaseIterable {
    /// S(k) = 0.8^(k − 1)
    case geometric
    /// On {2, 3, 5}, with a gap at 4.
    case finite
    /// As censoring leaves it: 0.3 stays at infinity.
    case defective
    /// S(k) = k^−1.5: a mean, but no variance.
    case heavy
    /// S(k) = 1 / k: no mean.
    case veryHeavy
    /// Always 1.
    case certain
  }

  enum Fault: CaseIterable {
    case massWrongAtOneLength
    case massTooSmallInTheTail
    case survivalIncreases
    case survivalBelowOneAtTheStart
    case massAtZero
    case survivalApartFromItsLogarithm
    case curveDiffersAtOnePlace
    case curveTooShort
    case quantileTooLarge
    case quantileTooSmall
    case quantileDecreases
    case quantileInfinite
    case meanTooLarge
    case meanTooSmall
    case meanInfinite
    case varianceWrong
    case varianceInfinite
    case samplerBiased
    case samplerImpossible
  }

  var shape: Shape = .geometric
  var fault: Fault?

  func logSurvival(at length: Int) -> Double {
    if fault == .survivalBelowOneAtTheStart, length == 1 { return -1e-6 }
    if fault == .survivalIncreases, length == 9 {
      return trueLogSurvival(at: 8) + 1e-9
    }
    return trueLogSurvival(at: length)
  }

  func survival(at length: Int) -> Double {
    let exact = exp(logSurvival(at: length))
    return fault == .survivalApartFromItsLogarithm && length == 12
      ? exact * (1 + 1e-8) : exact
  }

  func logMass(at length: Int) -> Double {
    if fault == .massAtZero, length == 0 { return -30 }
    guard length >= 1 else { return -.infinity }
    let here = trueLogSurvival(at: length)
    guard here > -.infinity else { return -.infinity }
    let exact = here + log(-expm1(trueLogSurvival(at: length + 1) - here))
    if fault == .massWrongAtOneLength, length == 7 { return exact + 1e-7 }
    // Of 10⁻¹³, which only shows relative to the tail.
    if fault == .massTooSmallInTheTail, length == 130 { return exact - 1e-6 }
    return exact
  }

  func survivalCurve(through length: Int) -> [Double] {
    var curve = (1...max(1, length)).map { survival(at: $0) }
    if length < 1 { return [] }
    if fault == .curveDiffersAtOnePlace, length > 40 {
      curve[37] = curve[37].nextUp
    }
    if fault == .curveTooShort { curve.removeLast() }
    return curve
  }

  func quantile(_ level: Double) -> Int {
    let exact = QuantileSearch.smallestLength(reaching: level) {
      survival(at: $0)
    }
    switch fault {
    case .quantileTooLarge where level > 0.6: return exact + 1
    case .quantileTooSmall where level > 0.6: return max(1, exact - 1)
    case .quantileDecreases where level > 0.97: return 1
    case .quantileInfinite where level > 0.97: return .max
    default: return exact
    }
  }

  var mean: Double {
    switch fault {
    case .meanTooLarge: trueMean * (1 + 1e-6)
    case .meanTooSmall: trueMean * (1 - 1e-6)
    case .meanInfinite: .infinity
    default: trueMean
    }
  }

  var variance: Double {
    switch fault {
    case .varianceWrong: trueVariance * (1 + 1e-6)
    case .varianceInfinite: .infinity
    default: trueVariance
    }
  }

  func sample(using generator: inout some RandomNumberGenerator) -> Int {
    let level = (Double(generator.next() >> 11) + 0.5) * 0x1p-53
    switch fault {
    case .samplerBiased: return quantile(level * level.squareRoot())
    case .samplerImpossible where level < 0.01: return 0
    default: return quantile(level)
    }
  }
}

extension PlantedLaw {
  private func trueLogSurvival(at length: Int) -> Double {
    guard length > 1 else { return 0 }
    let k = Double(length)
    return switch shape {
    case .geometric: (k - 1) * log(0.8)
    case .finite:
      log(length <= 2 ? 1 : length == 3 ? 0.5 : length <= 5 ? 0.2 : 0)
    case .defective: log(0.3 + 0.7 * exp((k - 1) * log(0.8)))
    case .heavy: -1.5 * log(k)
    case .veryHeavy: -log(k)
    case .certain: -.infinity
    }
  }

  private var trueMean: Double {
    switch shape {
    case .geometric: 5
    case .finite: 2.9
    case .defective, .veryHeavy: .infinity
    case .heavy: 2.612375348685488
    case .certain: 1
    }
  }

  private var trueVariance: Double {
    switch shape {
    case .geometric: 20
    case .finite: 0.5 * 0.81 + 0.3 * 0.01 + 0.2 * 4.41
    case .defective, .veryHeavy: .nan
    case .heavy: .infinity
    case .certain: 0
    }
  }
}
