/// Names that columns go by in other people's files.
///
/// They are compared without regard to case and to what separates words, so
/// that `Response tokens`, `response_tokens` and `ResponseTokens` are one.
enum HeaderNames {
  /// For each column its names in that form, the likeliest first.
  static let known: [(column: TraceColumn, names: [String])] = [
    (.task, ["task", "tasktype", "taskname", "category"]),
    (
      .outputTokens,
      [
        "outputtokens", "completiontokens", "generatedtokens",
        "responsetokens", "newtokens", "outputlength", "outputlen",
        "outputtokencount", "outputsequencelength", "numoutputtokens",
        "numgeneratedtokens", "numtokensgenerated", "numberoutputtokens",
        "generationtokens", "decodetokens", "completionlength",
        "genaiusageoutputtokens", "genaiusagecompletiontokens", "tokens",
      ]
    ),
    (
      .ending,
      [
        "ending", "finishreason", "finishreasons", "stopreason",
        "finishedreason",
      ]
    ),
    (
      .cap,
      [
        "cap", "maxtokens", "maxoutputtokens", "maxnewtokens",
        "maxcompletiontokens", "genairequestmaxtokens",
      ]
    ),
    (
      .promptTokens,
      [
        "prompttokens", "inputtokens", "contexttokens", "requesttokens",
        "inputlength", "inputlen", "inputtokenlength", "inputsequencelength",
        "promptlength", "promptlen", "promptsize", "numinputtokens",
        "numprompttokens", "numberinputtokens", "genaiusageinputtokens",
        "genaiusageprompttokens",
      ]
    ),
    (
      .prefill,
      [
        "prefill", "prefilltime", "ttft", "timetofirsttoken",
        "firsttokentime", "firsttokenlatency", "timetofirstchunk",
        "prompttime", "actualttft",
      ]
    ),
    (.decode, ["decode", "decodetime", "decodelatency", "generationtime"]),
    (
      .total,
      [
        "e2e", "e2elatency", "e2etime", "endtoend", "endtoendlatency",
        "requestlatency", "totaltime", "totallatency", "elapsedtime",
        "elapsed", "walltime", "latency", "duration",
      ]
    ),
    (
      .timePerToken,
      ["tpot", "timeperoutputtoken", "timepertoken", "actualtpot"]
    ),
    (
      .interTokenTimes,
      ["itl", "itls", "intertokentimes", "intertokenlatencies"]
    ),
    (
      .queue,
      ["queue", "queuetime", "queuedelay", "queueingtime", "timeinqueue"]
    ),
    (
      .timestamp,
      [
        "timestamp", "arrivaltime", "arrivaltimestamp", "arrivedat",
        "queuedts", "starttime", "requeststarttime",
      ]
    ),
    (.convention, ["convention"]),
    (
      .conversation,
      [
        "conversation", "conversationid", "sessionid", "session", "chatid",
        "genaiconversationid",
      ]
    ),
    (.turn, ["turn", "turnindex", "roundindex"]),
    (.promptID, ["promptid", "questionid"]),
    (.text, ["text", "prompt", "prompttext", "question"]),
    (
      .prediction,
      [
        "prediction", "predictedtokens", "predictedlength",
        "predictedoutputtokens",
      ]
    ),
    (.count, ["count"]),
    (.feature("images"), ["numimages"]),
  ]

  /// The form in which names are compared.
  static func folded(_ name: String) -> String {
    String(
      String.UnicodeScalarView(
        name.lowercased().unicodeScalars.filter {
          $0.properties.isAlphabetic || $0.properties.numericType != nil
        }))
  }

  /// The folded name of a header that may end in a unit, and that unit.
  static func stem(
    _ header: String
  ) -> (name: String, unit: TimeUnit?) {
    guard let (stem, unit) = TimeUnit.ending(header) else {
      return (folded(header), nil)
    }
    return (folded(stem), unit)
  }

  /// The name in `candidates` that `name` is likeliest a misspelling of.
  static func nearMiss(_ name: String, among candidates: [String]) -> String? {
    let folded = folded(name)
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let other = Self.folded(candidate)
      let limit = min(folded.count, other.count) >= 8 ? 2 : 1
      guard abs(folded.count - other.count) <= limit,
        min(folded.count, other.count) > 3
      else { continue }
      let distance = EditDistance.distance(folded, other)
      if distance <= limit, distance < best?.distance ?? .max {
        best = (candidate, distance)
      }
    }
    return best?.name
  }
}
