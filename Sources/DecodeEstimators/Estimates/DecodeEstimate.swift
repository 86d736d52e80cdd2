public import DecodeStatistics

/// How long the decode phase of a request will take, and what kind of number
/// that is.
///
/// All is about min(N, c) with c = `cap`, and about what remains after
/// `time.generated` tokens.
public struct DecodeEstimate: Sendable {
  /// The scheme that made the estimate.
  public var scheme: EstimationScheme
  /// The task whose answers it rests on; `nil` for all tasks pooled.
  public var task: TaskID?
  /// The answers that it rests on.
  public var observations: Int
  /// The cap in force; `nil` if answers end by themselves alone.
  public var cap: Int?
  /// Tokens to plan with, counted from the start of the answer; fractional
  /// for a predicted mean, `nil` if nothing finite can be promised.
  public var plannedTokens: Double?
  /// The decode time to plan with; `nil` if nothing finite can be promised.
  public var plannedTime: Duration?
  /// What `plannedTime` promises.
  public var kind: Bound.Kind
  /// The bound planned with; `nil` for plug-in plans.
  public var bound: Bound?
  /// The law of the decode time, noise included.
  public var time: TotalDecodeTime
  /// The time of each position, also beyond the law, and the noise around it.
  public var times: ServingTimes
  /// P(N > `time.cap`) where no cap is in force and censoring hides how long
  /// those answers are; otherwise 0.
  public var unidentifiedMass: Double
  /// The law of the prefill that was predicted for a request that does not say
  /// it.
  public var prefillLaw: PrefillLaw?
  /// What to know before trusting the numbers.
  public var caveats: [Caveat]

  /// An estimate, as an estimator of one's own makes it.
  ///
  /// - Parameters:
  ///   - scheme: The scheme, such as `EstimationScheme("mine")`.
  ///   - task: The task whose answers it rests on.
  ///   - observations: The answers that it rests on.
  ///   - cap: The cap in force.
  ///   - plannedTokens: Tokens to plan with, from the start of the answer.
  ///   - plannedTime: The decode time to plan with.
  ///   - kind: What `plannedTime` promises.
  ///   - bound: The bound planned with, if it is one.
  ///   - time: The law of L(min(N, c)).
  ///   - times: The time of each position and the noise around it.
  ///   - unidentifiedMass: P(N > `time.cap`) where censoring hides it.
  ///   - prefillLaw: The law of a prefill that was predicted.
  ///   - caveats: What to know before trusting the numbers.
  public init(
    scheme: EstimationScheme, task: TaskID?, observations: Int, cap: Int?,
    plannedTokens: Double?, plannedTime: Duration?, kind: Bound.Kind,
    bound: Bound? = nil,
    time: TotalDecodeTime, times: ServingTimes, unidentifiedMass: Double = 0,
    prefillLaw: PrefillLaw? = nil, caveats: [Caveat] = []
  ) {
    self.scheme = scheme
    self.task = task
    self.observations = observations
    self.cap = cap
    self.plannedTokens = plannedTokens
    self.plannedTime = plannedTime
    self.kind = kind
    self.bound = bound
    self.time = time
    self.times = times
    self.unidentifiedMass = unidentifiedMass
    self.prefillLaw = prefillLaw
    self.caveats = caveats
  }

  /// The time of the tokens after those generated, through the n-th, in
  /// seconds; also for n beyond every length that the law gives weight to.
  func seconds(through tokens: Int) -> Double {
    func decodeTime(_ tokens: Int) -> Double {
      time.convention.decodeTime(times.latency, tokens: tokens)
    }
    return max(decodeTime(tokens) - decodeTime(time.generated), 0)
  }

  /// Whether more tokens are out than any answer had, below the cap: what
  /// remains is unknown then, but that a cap ends it.
  public var isBeyondTheData: Bool { time.isBeyondTheData(underCap: cap) }

  /// E[T], the expected decode time, noise included; `nil` beyond the data.
  public var expectedTime: Duration? {
    isBeyondTheData ? nil : .clamped(seconds: time.mean)
  }

  /// P(T > t), noise included; 1 beyond the data, where nothing is known.
  public func probability(exceeding limit: Duration) -> Double {
    isBeyondTheData ? 1 : time.probability(exceeding: limit.inSeconds)
  }

  /// E[min(N, c)], tokens of the whole answer; NaN beyond the data.
  public var expectedTokens: Double {
    isBeyondTheData
      ? .nan : time.meanTokens + Double(min(time.generated, time.cap))
  }

  /// A quantile of min(N, c) and one of T, of the same level: with noise, the
  /// time is that of no length in particular.
  ///
  /// - Parameter level: In 0...1.
  /// - Returns: Tokens of the whole answer and the time still to come; `nil`
  ///   where without a cap the answers do not identify the quantile.
  public func quantile(_ level: Double) -> (tokens: Int, time: Duration)? {
    guard
      !isBeyondTheData,
      unidentifiedMass == 0
        || QuantileSearch.reaches(level, survivalBeyond: unidentifiedMass)
    else { return nil }
    let tokens = time.quantileTokens(level)
    return (tokens, .clamped(seconds: time.quantile(level)))
  }

  /// The prefill time that was predicted for a request that does not say it.
  public var predictedPrefill: Duration? {
    prefillLaw.map { .clamped(seconds: $0.seconds) }
  }

  /// Quantiles of the predicted prefill + T, taken as independent: estimates.
  ///
  /// - Parameter levels: In 0...1.
  /// - Returns: One for each level; `nil` without a predicted prefill, and
  ///   where without a cap the answers do not identify one.
  public func totalQuantiles(_ levels: [Double]) -> [Duration?] {
    guard let prefillLaw, !isBeyondTheData else {
      return levels.map { _ in nil }
    }
    let seconds = time.quantiles(levels, after: prefillLaw)
    return zip(levels, seconds).map { level, seconds in
      unidentifiedMass == 0
        || QuantileSearch.reaches(level, survivalBeyond: unidentifiedMass)
        ? .clamped(seconds: seconds) : nil
    }
  }
}
