public import DecodeStatistics

/// Something to know before trusting an estimate.
public enum Caveat: Sendable, Hashable {
  /// The task is unknown or unnamed; all tasks were pooled.
  case pooledTasks
  /// Too few answers for a bound: how many there are, how many it takes.
  case fewObservations(Int, required: Int)
  /// The planned length is the cap itself: longer answers are cut there.
  case atTheCap(Int)
  /// The cap, or its absence, lets answers go on beyond the longest one seen,
  /// where the law is not identified. Under a cap it was held flat, which
  /// errs towards longer answers; without one the rest is left out.
  case beyondTheData(longest: Int)
  /// Without a cap the mean would be infinite; it is that of min(N, c).
  case infiniteMean
  /// No latency was measured; published figures were assumed.
  case assumedLatency
  /// The model has one law a task, so the prompt's length changes nothing.
  case promptLengthUnused
  /// The configuration has no times of its own; those for any were taken.
  case unknownConfiguration(ServingConfiguration)
  /// The task is uncertain; the laws of several were mixed.
  case taskMixture
  /// The prefill time was predicted from the prompt's length.
  case predictedPrefill
  /// The promise holds for the length; that of the noise is the fitted law's.
  case noiseIsEstimated
  /// The bound was promised at the start of the answer.
  case promiseAtTheStart
  /// The bound is one of so many measured times.
  case measuredTimes(Int)
  /// Times depend on numbers that the request does not tell, such as the load;
  /// it counts as one of those measured, whatever theirs were.
  case averageAssumed([String])
  /// The request tells its load, and the bound is one of times under all loads
  /// that were measured.
  case boundOverAllLoads
  /// The measured times do not look like draws of one law: they drift.
  case timesDrift
  /// The tighter of a bound of measured times and one of the length, which
  /// share what may go wrong.
  case tighterOfTwo
  /// Answers were cut, and the bound holds if cuts do not depend on length.
  case cutsAreIndependent
  /// P(over) by the model's law lies above what the answers themselves allow
  /// with confidence: law or latency do not match them.
  case contradictedByAnswers(estimate: Double, bound: Double)
}

extension Caveat: CustomStringConvertible {
  /// The caveat in a sentence.
  public var description: String {
    switch self {
    case .pooledTasks:
      "the task is unknown, so the answers of all tasks were pooled"
    case .fewObservations(let count, let required):
      "\(count) answers are too few for this bound; \(required) are needed"
    case .atTheCap(let cap):
      "the planned length is the cap of \(cap) tokens itself"
    case .beyondTheData(let longest):
      "no answer was seen beyond \(longest) tokens, so what lies there is not "
        + "identified"
    case .infiniteMean:
      "without a cap the expected length would be infinite"
    case .assumedLatency:
      "no latency was given, so the published figures of a vision-language "
        + "model were assumed"
    case .promptLengthUnused:
      "the model does not depend on the prompt's length"
    case .unknownConfiguration(let configuration):
      "no times are known for \(configuration), so those for any "
        + "configuration were taken"
    case .taskMixture:
      "the task is uncertain, so the laws of several were mixed"
    case .predictedPrefill:
      "the prefill time was predicted from the prompt's length, and promises "
        + "nothing"
    case .promiseAtTheStart:
      "the bound was promised at the start of the answer, not after the tokens "
        + "generated so far"
    case .measuredTimes(let count):
      "the bound is one of \(count) measured times, taken as independent "
        + "draws of one law"
    case .averageAssumed(let names):
      "times depend on \(names.joined(separator: ", ")), which the request "
        + "does not tell: it counts as an average one of those measured"
    case .boundOverAllLoads:
      "the bound is of answers under all loads that were measured, not under "
        + "the one that the request tells"
    case .timesDrift:
      "the measured times change in the order in which they were recorded, so "
        + "a bound that takes them as draws of one law promises less than it "
        + "says; fit recent answers"
    case .tighterOfTwo:
      "it is the tighter of a bound of measured times and one of the length "
        + "under the cap, each with half of what may go wrong"
    case .cutsAreIndependent:
      "some answers were cut, and the bound holds if that did not depend on "
        + "how long they would have become"
    case .contradictedByAnswers(let estimate, let bound):
      "P(over) of \(estimate.shortPercent) by the model's law is above "
        + "\(bound.shortPercent), which the answers themselves rule out to "
        + "exceed with the confidence asked for: the law or the latency does "
        + "not match them"
    case .noiseIsEstimated:
      "the bound promises the length; how times scatter around it is "
        + "estimated"
    }
  }
}
