/// Reads a scrape of Prometheus' text format, or two, of which the second is
/// taken less the first.
enum MetricsTrace {
  private static let lengths = [
    "vllm:request_generation_tokens", "sglang:generation_tokens_histogram",
  ]
  /// Times in seconds, and which part of a request they cover.
  private static let times: [String: TimeHistogram.Part] = [
    "vllm:request_decode_time_seconds": .decode,
    "vllm:request_prefill_time_seconds": .prefill,
    "vllm:e2e_request_latency_seconds": .total,
    "sglang:e2e_request_latency_seconds": .total,
  ]
  private static let endings = "vllm:request_success_total"

  /// The histogram that a sample is of, and which of its parts: `_bucket`,
  /// `_sum` or `_count`.
  private static func histogram(
    of sample: String
  ) -> (metric: String, part: Substring)? {
    guard let end = sample.lastIndex(of: "_") else { return nil }
    let metric = String(sample[..<end])
    guard lengths.contains(metric) || times[metric] != nil else { return nil }
    return (metric, sample[end...])
  }

  /// What one scrape has of one model.
  private struct Scrape {
    var buckets: [Double: Double] = [:]
    var sum: Double?
    var count: Double?
    var endings: [String: Double] = [:]
    /// The samples that were seen, by which a second scrape is told.
    var seen: Set<String> = []
  }

  /// Reads the histograms of output lengths and of times.
  ///
  /// - Throws: `TraceError` if there is none, or if one makes no sense.
  static func read(
    _ bytes: [UInt8], _ path: String, into collector: TraceCollector
  ) throws(TraceError) {
    var scrapes: [Int: [String: Scrape]] = [:]
    var names: [String: (metric: String, model: String)] = [:]
    var metrics: Set<String> = []
    let text = String(decoding: bytes, as: UTF8.self)
    for line in text.split(whereSeparator: \.isNewline) {
      guard let sample = MetricsLine(line) else { continue }
      collector.countRow()
      metrics.insert(sample.name)
      let model = sample.labels["model_name"] ?? ""
      var own = sample.labels
      own["le"] = sample.labels["le"]
      let identity = own.sorted { $0.key < $1.key }
        .map { "\($0.key)=\($0.value)" }.joined(separator: ",")
      func add(
        _ metric: String, _ part: String,
        _ change: (inout Scrape) -> Void
      ) {
        let key = metric + "\u{0}" + model
        names[key] = (metric, model)
        var number = 0
        let seen = part + "{" + identity
        while scrapes[number]?[key]?.seen.contains(seen) ?? false {
          number += 1
        }
        var scrape = scrapes[number]?[key] ?? Scrape()
        scrape.seen.insert(seen)
        change(&scrape)
        scrapes[number, default: [:]][key] = scrape
      }
      if let (metric, part) = histogram(of: sample.name) {
        switch part {
        case "_bucket":
          let text = sample.labels["le"] ?? ""
          guard let bound = text == "+Inf" ? .infinity : Double(text) else {
            throw TraceError(
              .invalidValue, file: path, column: "le", value: text,
              expected: "a number or +Inf")
          }
          // The label le is part of the identity; engines are summed.
          add(metric, "bucket") {
            $0.buckets[bound, default: 0] += sample.value
          }
        case "_sum":
          add(metric, "sum") { $0.sum = ($0.sum ?? 0) + sample.value }
        case "_count":
          add(metric, "count") { $0.count = ($0.count ?? 0) + sample.value }
        default: break
        }
      }
      if sample.name == endings, let reason = sample.labels["finished_reason"] {
        add(lengths[0], "ending") {
          $0.endings[reason, default: 0] += sample.value
        }
      }
    }
    guard scrapes.count <= 2 else {
      throw invalid(
        path, "has more than two scrapes; give one, or two to subtract")
    }
    for key in names.keys.sorted() {
      guard let name = names[key], let first = scrapes[0]?[key],
        !first.buckets.isEmpty
      else { continue }
      let difference = try subtract(first, from: scrapes[1]?[key], path)
      if let part = times[name.metric] {
        // A server that has not answered yet says nothing of times.
        guard difference.buckets.values.contains(where: { $0 > 0 }) else {
          continue
        }
        collector.add(
          try timeHistogram(difference, name.metric, part, name.model, path))
      } else {
        collector.add(
          try histogram(difference, name.metric, name.model, path))
      }
    }
    guard
      !collector.contents.histograms.isEmpty
        || !collector.contents.timeHistograms.isEmpty
    else {
      throw invalid(
        path,
        "has no histogram of output lengths ("
          + lengths.joined(separator: ", ") + ") or times ("
          + times.keys.sorted().joined(separator: ", ")
          + "); its metrics are " + quotedList(metrics.sorted(), limit: 8))
    }
    collector.tally.note(
      .bucketsOnly,
      "lengths and times are known in buckets: quantiles are given as the "
        + "bounds between which they lie; which answers were cut is not known, "
        + "only how many")
  }

  /// The second scrape less the first, or the only one as it is.
  private static func subtract(
    _ first: Scrape, from second: Scrape?, _ path: String
  ) throws(TraceError) -> Scrape {
    guard let second, !second.buckets.isEmpty else { return first }
    var result = second
    for (bound, value) in first.buckets {
      let rest = (second.buckets[bound] ?? 0) - value
      guard rest >= 0 else {
        throw invalid(
          path,
          "counts fall from the first scrape to the second: the server "
            + "was started anew between them")
      }
      result.buckets[bound] = rest
    }
    for (reason, value) in first.endings {
      result.endings[reason, default: 0] -= value
    }
    if let sum = first.sum { result.sum = (second.sum ?? 0) - sum }
    if let count = first.count { result.count = (second.count ?? 0) - count }
    return result
  }

  private static func histogram(
    _ scrape: Scrape, _ metric: String, _ model: String, _ path: String
  ) throws(TraceError) -> LengthHistogram {
    let counts = try counts(scrape, metric, path)
    var buckets: [LengthHistogram.Bucket] = []
    var above = 0
    for (bound, count) in counts {
      let through: Int?
      if bound == .infinity {
        through = nil
      } else if bound >= 0, bound <= Double(TraceReader.maximumTokens) {
        through = Int(bound.rounded(.down))
      } else {
        throw invalid(path, "\(metric): \(bound) is no bound of a length")
      }
      buckets.append(.init(above: above, through: through, count: count))
      above = through ?? above
    }
    let below = counts.reduce(0) { $0 + $1.count }
    func ended(_ reasons: String...) -> Int? {
      guard !scrape.endings.isEmpty else { return nil }
      let total = reasons.reduce(0) { $0 + (scrape.endings[$1] ?? 0) }
      return Int(exactly: total.rounded()).map { min(max($0, 0), below) }
    }
    return LengthHistogram(
      metric: metric, labels: model.isEmpty ? [:] : ["model_name": model],
      buckets: buckets, sum: scrape.sum.flatMap { $0.isFinite ? $0 : nil },
      capped: ended("length"), cancelled: ended("abort", "repetition"))
  }

  private static func timeHistogram(
    _ scrape: Scrape, _ metric: String, _ part: TimeHistogram.Part,
    _ model: String, _ path: String
  ) throws(TraceError) -> TimeHistogram {
    var buckets: [TimeHistogram.Bucket] = []
    var above = 0.0
    for (bound, count) in try counts(scrape, metric, path) {
      guard bound >= 0 else {
        throw invalid(path, "\(metric): \(bound) is no bound of a time")
      }
      buckets.append(
        .init(
          above: above, through: bound.isFinite ? bound : nil, count: count))
      above = bound
    }
    return TimeHistogram(
      metric: metric, part: part,
      labels: model.isEmpty ? [:] : ["model_name": model], buckets: buckets,
      sum: scrape.sum.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil })
  }

  /// How many values each bucket has, from counts that add up to it.
  ///
  /// - Throws: `TraceError` for counts that fall, are not whole, differ from
  ///   `_count`, lack the bucket +Inf, or are all 0.
  private static func counts(
    _ scrape: Scrape, _ metric: String, _ path: String
  ) throws(TraceError) -> [(bound: Double, count: Int)] {
    var counts: [(bound: Double, count: Int)] = []
    var below = 0
    for (bound, value) in scrape.buckets.sorted(by: { $0.key < $1.key }) {
      guard !bound.isNaN else {
        throw invalid(path, "\(metric): a bound should be a number or +Inf")
      }
      guard let total = Int(exactly: value), total >= below,
        total <= TraceCollector.greatestCount
      else {
        throw invalid(
          path,
          "\(metric): the count \(value) up to \(bound) should be a "
            + "whole number of at least \(below)")
      }
      counts.append((bound, total - below))
      below = total
    }
    guard counts.last?.bound == .infinity else {
      throw invalid(path, "\(metric): the bucket +Inf is missing")
    }
    if let count = scrape.count, count != Double(below) {
      throw invalid(
        path, "\(metric): _count is \(count), but the bucket +Inf has \(below)")
    }
    guard below > 0 else {
      throw TraceError(.noAnswers, file: path, detail: "\(metric) is empty")
    }
    return counts
  }

  private static func invalid(_ path: String, _ detail: String) -> TraceError {
    TraceError(.malformedMetrics, file: path, detail: detail)
  }
}

extension TraceCollector {
  /// The most answers of a histogram: 2⁵³.
  static let greatestCount = 1 << 53
}
