/// Why a life table, a law, a fit, an inference or a score cannot be had.
///
/// It is the one error of this module; its description says what was found and
/// what would be accepted.
public enum LengthLawError: Error, Sendable, Hashable {
  /// A parameter or setting outside its range.
  case parameterOutOfRange(name: String, value: Double, accepted: String)
  /// A level, confidence or other probability outside (0, 1).
  case probabilityOutOfRange(name: String, value: Double)
  /// A number of things outside its range.
  case countOutOfRange(name: String, value: Int, accepted: String)
  /// Something that should be a finite number.
  case notFinite(name: String, value: Double)
  /// Two lists that should be equally long.
  case sizesDiffer(Int, Int)

  /// A length below 1: an answer has at least one token.
  case lengthOutOfRange(Int)
  /// A negative number of answers.
  case negativeCount(Int)
  /// More than 2⁵³ answers in one table: the counts would no longer be exact.
  case tooManyAnswers
  /// A computation position by position over lengths too long for that.
  case lengthTooLong(value: Int, most: Int)

  /// No answer is left to count, fit or infer from.
  case noAnswers
  /// A sample with a length below 1, an empty group, or a weight that is not
  /// positive and finite.
  case invalidSample
  /// Every answer is censored: the likelihood grows without end as lengths
  /// go to infinity.
  case allCensored
  /// Every answer that ended has the same length, which no law of this family
  /// with a spread can reproduce.
  case oneDistinctLength(Int)
  /// The likelihood has no maximum, or none was found.
  case noMaximum(String)

  /// The method does not estimate this quantity.
  case methodNotApplicable(ConfidenceInterval.Method)
  /// The family has no parameter of that name.
  case unknownParameter(String, accepted: [String])
  /// The fit belongs to other data.
  case fitOfOtherData
  /// A root was not found.
  case notConverged(String)
}

extension LengthLawError: CustomStringConvertible {
  /// What is wrong, and what would be accepted.
  public var description: String {
    switch self {
    case .parameterOutOfRange(let name, let value, let accepted):
      "\(name) should be \(accepted), but is \(value)"
    case .probabilityOutOfRange(let name, let value):
      "\(name) should be a number strictly between 0 and 1, but is \(value)"
    case .countOutOfRange(let name, let value, let accepted):
      "\(name) should be \(accepted), but is \(value)"
    case .notFinite(let name, let value):
      "\(name) should be a finite number, but is \(value)"
    case .sizesDiffer(let first, let second):
      "the lists should be equally long, but have \(first) and \(second) "
        + "elements"
    case .lengthOutOfRange(let length):
      "a length should be at least 1 token, but is \(length)"
    case .negativeCount(let count):
      "a number of answers should be at least 0, but is \(count)"
    case .tooManyAnswers:
      "a life table holds at most 2^53 answers, beyond which counts are no "
        + "longer exact"
    case .lengthTooLong(let value, let most):
      "lengths are gone through one by one up to \(most) tokens, but there "
        + "are some of \(value); cap the answers"
    case .noAnswers:
      "there are no answers to fit or infer from; record at least one"
    case .invalidSample:
      "lengths should be at least 1, groups not empty, and weights positive "
        + "and finite"
    case .allCensored:
      "every answer is censored, so no length is observed; raise the cap or "
        + "wait for answers that end by themselves"
    case .oneDistinctLength(let length):
      "every answer that ended has \(length) tokens, so a family with a "
        + "spread has no maximum likelihood; use the Kaplan–Meier estimate"
    case .noMaximum(let why):
      "the likelihood's maximum was not found (\(why)); use the Kaplan–Meier "
        + "estimate or another family"
    case .methodNotApplicable(let method):
      "the method \(method.rawValue) does not serve here"
    case .unknownParameter(let name, let accepted):
      "there is no parameter \(name); the family has "
        + accepted.joined(separator: ", ")
    case .fitOfOtherData:
      "the fit does not belong to these answers; fit them first"
    case .notConverged(let why):
      "the computation did not converge (\(why))"
    }
  }
}
