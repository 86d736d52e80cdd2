/// The load of a server over time, reconstructed from what it logged of every
/// request.
///
/// A log of all requests says at any moment which of them were waiting, in
/// prefill or decoding. Tokens are taken to be generated evenly over a decode
/// phase. What ran beside the logged requests is not seen.
public struct LoadTimeline: Sendable {
  /// One request's moments, in seconds since any one moment, and its tokens.
  public struct Request: Sendable, Hashable {
    /// When it came.
    public var arrival: Double
    /// When its prefill began: at arrival, or after the queue.
    public var start: Double
    /// When its first token came.
    public var firstToken: Double
    /// When its last one did.
    public var end: Double
    /// Tokens of its prompt.
    public var promptTokens: Int
    /// Tokens generated.
    public var tokens: Int

    /// A request; a moment before the one that precedes it counts as that one.
    public init(
      arrival: Double, start: Double, firstToken: Double, end: Double,
      promptTokens: Int, tokens: Int
    ) {
      self.arrival = arrival
      self.start = max(start, arrival)
      self.firstToken = max(firstToken, self.start)
      self.end = max(end, self.firstToken)
      self.promptTokens = promptTokens
      self.tokens = tokens
    }
  }

  /// For each request, what else there was as its prefill began.
  public let atStart: [ServerLoad]
  /// For each request, what else there was as its first token came.
  public let atFirstToken: [ServerLoad]

  /// Follows the requests of one server.
  ///
  /// Work is O(n log n). At one moment, what begins and ends then has done so.
  ///
  /// - Parameter requests: All of them, in any order, with finite moments.
  public init(_ requests: [Request]) {
    // From the first one on: sums keep their digits.
    let origin = requests.map(\.arrival).min() ?? 0
    let spans = requests.map { Span($0, from: origin) }
    atStart = Self.loads(spans, at: \.start)
    atFirstToken = Self.loads(spans, at: \.firstToken)
  }

  /// A request from the first arrival on.
  private struct Span {
    var (arrival, start, firstToken, end) = (0.0, 0.0, 0.0, 0.0)
    var (prompt, tokens) = (0.0, 0.0)

    init(_ request: Request, from origin: Double) {
      arrival = request.arrival - origin
      start = request.start - origin
      firstToken = request.firstToken - origin
      end = request.end - origin
      prompt = Double(request.promptTokens)
      tokens = Double(request.tokens)
    }

    /// Tokens generated in a second; 0 of a phase that takes no time.
    var rate: Double { end > firstToken ? tokens / (end - firstToken) : 0 }
  }

  /// Sums over requests; tokens in the cache are level + rate·t.
  private struct State {
    var (running, waiting, prefill) = (0.0, 0.0, 0.0)
    var (level, rate) = (0.0, 0.0)

    mutating func wait(_ sign: Double) { waiting += sign }

    mutating func fill(_ span: Span, _ sign: Double) {
      prefill += sign * span.prompt
    }

    mutating func run(_ span: Span, _ sign: Double) {
      running += sign
      level += sign * (span.prompt - span.rate * span.firstToken)
      rate += sign * span.rate
    }
  }

  private static func loads(
    _ spans: [Span], at moment: KeyPath<Span, Double>
  ) -> [ServerLoad] {
    typealias Event = (time: Double, change: (inout State) -> Void)
    var events: [Event] = []
    events.reserveCapacity(4 * spans.count)
    for span in spans {
      events.append((span.arrival, { $0.wait(1) }))
      events.append(
        (
          span.start,
          {
            $0.wait(-1)
            $0.fill(span, 1)
          }
        ))
      events.append(
        (
          span.firstToken,
          {
            $0.fill(span, -1)
            $0.run(span, 1)
          }
        ))
      events.append((span.end, { $0.run(span, -1) }))
    }
    events.sort { $0.time < $1.time }
    let order = spans.indices.sorted {
      spans[$0][keyPath: moment] < spans[$1][keyPath: moment]
    }
    var loads = [ServerLoad](repeating: ServerLoad(), count: spans.count)
    var state = State()
    var next = 0
    for place in order {
      let span = spans[place]
      let now = span[keyPath: moment]
      while next < events.count, events[next].time <= now {
        events[next].change(&state)
        next += 1
      }
      // All but the request itself.
      var others = state
      if span.start > now {
        others.wait(-1)
      } else if span.firstToken > now {
        others.fill(span, -1)
      } else if span.end > now {
        others.run(span, -1)
      }
      loads[place] = ServerLoad(
        running: max(others.running.rounded(), 0),
        waiting: max(others.waiting.rounded(), 0),
        prefillTokens: max(others.prefill.rounded(), 0),
        cachedTokens: max(others.level + others.rate * now, 0))
    }
    return loads
  }
}
