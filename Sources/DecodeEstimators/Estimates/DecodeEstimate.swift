public import DecodeStatistics

/// How long the decode phase of a request will take, and what kind of number
/// that is.
///
/// All is about min(N, c) with c = `cap`, and about what remains after
/// `time.generated` tokens.
public struct DecodeEstimate: Sendable {
  private var boxed: Boxed<Values>

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
    boxed = Boxed(
      Values(
        scheme: scheme, task: task, observations: observations, cap: cap,
        plannedTokens: plannedTokens, plannedTime: plannedTime, kind: kind,
        bound: bound, time: time, times: times,
        unidentifiedMass: unidentifiedMass, prefillLaw: prefillLaw,
        caveats: caveats))
  }
}

// MARK: - What it says

extension DecodeEstimate {
  /// What an estimate says.
  private struct Values: Sendable {
    var scheme: EstimationScheme
    var task: TaskID?
    var observations: Int
    var cap: Int?
    var plannedTokens: Double?
    var plannedTime: Duration?
    var kind: Bound.Kind
    var bound: Bound?
    var time: TotalDecodeTime
    var times: ServingTimes
    var unidentifiedMass: Double
    var prefillLaw: PrefillLaw?
    var caveats: [Caveat]
  }

  private var values: Values {
    _read { yield boxed.value }
    _modify { yield &boxed.value }
  }

  /// The scheme that made the estimate.
  public var scheme: EstimationScheme {
    get { values.scheme }
    set { values.scheme = newValue }
  }

  /// The task whose answers it rests on; `nil` for all tasks pooled.
  public var task: TaskID? {
    get { values.task }
    set { values.task = newValue }
  }

  /// The answers that it rests on.
  public var observations: Int {
    get { values.observations }
    set { values.observations = newValue }
  }

  /// The cap in force; `nil` if answers end by themselves alone.
  public var cap: Int? {
    get { values.cap }
    set { values.cap = newValue }
  }

  /// Tokens to plan with, counted from the start of the answer; fractional
  /// for a predicted mean, `nil` if nothing finite can be promised.
  public var plannedTokens: Double? {
    get { values.plannedTokens }
    set { values.plannedTokens = newValue }
  }

  /// The decode time to plan with; `nil` if nothing finite can be promised.
  public var plannedTime: Duration? {
    get { values.plannedTime }
    set { values.plannedTime = newValue }
  }

  /// What `plannedTime` promises.
  public var kind: Bound.Kind {
    get { values.kind }
    set { values.kind = newValue }
  }

  /// The bound planned with; `nil` for plug-in plans.
  public var bound: Bound? {
    get { values.bound }
    set { values.bound = newValue }
  }

  /// The law of the decode time, noise included.
  public var time: TotalDecodeTime {
    _read { yield values.time }
    _modify { yield &values.time }
  }

  /// The time of each position, also beyond the law, and the noise around it.
  public var times: ServingTimes {
    _read { yield values.times }
    _modify { yield &values.times }
  }

  /// P(N > `time.cap`) where no cap is in force and censoring hides how long
  /// those answers are; otherwise 0.
  public var unidentifiedMass: Double {
    get { values.unidentifiedMass }
    set { values.unidentifiedMass = newValue }
  }

  /// The law of the prefill that was predicted for a request that does not say
  /// it.
  public var prefillLaw: PrefillLaw? {
    get { values.prefillLaw }
    set { values.prefillLaw = newValue }
  }

  /// What to know before trusting the numbers.
  public var caveats: [Caveat] {
    _read { yield values.caveats }
    _modify { yield &values.caveats }
  }
}

// MARK: - What follows from it

extension DecodeEstimate {
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
