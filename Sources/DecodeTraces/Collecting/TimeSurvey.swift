internal import DecodeStatistics

/// What the decode times of a file look like, without keeping them.
struct TimeSurvey {
  private var sources: [RowTimes.Source: Int] = [:]
  private var stepped = 0
  private var tooFast = 0
  private var tooSlow = 0
  private var oneToken = 0
  private var oneTokenAtOnce = 0

  /// The times of one step that a server can have, in seconds.
  static let plausible = 1e-5...10

  mutating func add(_ seconds: Double, tokens: Int, _ source: RowTimes.Source) {
    sources[source, default: 0] += 1
    if tokens == 1, source == .measured {
      oneToken += 1
      if seconds == 0 { oneTokenAtOnce += 1 }
    }
    guard seconds > 0, tokens > 0 else { return }
    stepped += 1
    let step = seconds / Double(tokens)
    if step < Self.plausible.lowerBound { tooFast += 1 }
    if step > Self.plausible.upperBound { tooSlow += 1 }
  }

  /// Which tokens the times cover: what their source implies, else what the
  /// format declares, else that the first token is in the prefill if answers
  /// of one token take no time.
  func convention(declared: DecodeStepConvention?) -> DecodeStepConvention {
    let source = sources.max { $0.value < $1.value }?.key
    if let implied = source?.convention { return implied }
    if let declared { return declared }
    return oneToken > 0 && oneTokenAtOnce == oneToken
      ? .firstTokenInPrefill : .everyTokenIsAStep
  }

  /// Refuses times of which most are too short or too long for a token.
  ///
  /// - Throws: `TraceError` of code `implausibleTimes`.
  func checkUnit(of path: String) throws(TraceError) {
    let (what, count, hint) =
      tooFast >= tooSlow
      ? ("below 10 µs", tooFast, "seconds, :s")
      : ("above 10 s", tooSlow, "microseconds, :us, or nanoseconds, :ns")
    guard stepped > 0, 2 * count > stepped else { return }
    throw TraceError(
      .implausibleTimes, file: path,
      detail: "taken as milliseconds, the decode time per token is \(what) in "
        + "\(count) of \(stepped) rows; if the column counts \(hint), say so "
        + "as with --columns decode=HEADER:s")
  }
}
