public import DecodeStatistics

/// Why forecasts cannot be judged on a trace.
public enum AccuracyError: Error, Sendable, Hashable {
  /// A share that leaves nothing to learn from or to be judged by.
  case splitLeavesNothing(share: Double, answers: Int)
  /// Leaving a task out leaves nothing.
  case oneTaskOnly
  /// An answer that stands for several: in what order they came is lost.
  case counted(answer: Int, count: Int)
  /// Plans are made from one part, not from several.
  case manyParts(AccuracySplit)
  /// A length below 1.
  case lengthOutOfRange(answer: Int, tokens: Int)
  /// Levels that are not increasing within (0, 1).
  case levels([Double])
  /// A forecaster that gave another number of quantiles than asked for, or
  /// one that is not a number.
  case forecast(answer: Int, quantiles: [Double])
  /// A judged answer of which forecasts made elsewhere say nothing.
  case noForecast(answer: Int, level: Double)
  /// Reports that were not made from the same answers.
  case notPaired(String, String)
  /// A setting or score out of range.
  case law(LengthLawError)
}

extension AccuracyError: CustomStringConvertible {
  /// What is wrong, and what would be accepted.
  public var description: String {
    switch self {
    case .splitLeavesNothing(let share, let answers):
      "the split should be a share in (0, 1) that leaves answers on both "
        + "sides, but is \(share) of \(answers) answers"
    case .oneTaskOnly:
      "leaving each task out needs at least two tasks, but there is one"
    case .counted(let answer, let count):
      "forecasts are judged answer by answer in their order, but answer "
        + "\(answer + 1) stands for \(count)"
    case .manyParts(let split):
      "plans are judged by one part of a trace, made from another, but the "
        + "split is: \(split)"
    case .lengthOutOfRange(let answer, let tokens):
      "lengths should be at least 1, but answer \(answer + 1) has \(tokens)"
    case .levels(let levels):
      "levels should be increasing and strictly between 0 and 1, but are "
        + "\(levels)"
    case .forecast(let answer, let quantiles):
      "a forecaster should give one number for each level, but gave "
        + "\(quantiles) for answer \(answer + 1)"
    case .noForecast(let answer, let level):
      "each judged answer should have a forecast of every level, but answer "
        + "\(answer + 1) has none of \(level)"
    case .notPaired(let first, let second):
      "\(first) and \(second) should have been judged by the same answers"
    case .law(let error): error.description
    }
  }
}

/// A share in percent, with at most two decimals.
func percent(_ share: Double) -> String {
  let hundredths = (share * 10_000).rounded()
  guard hundredths.magnitude < 1e15 else { return "\(share * 100) %" }
  return hundredths.truncatingRemainder(dividingBy: 100) == 0
    ? "\(Int(hundredths) / 100) %" : "\(hundredths / 100) %"
}
