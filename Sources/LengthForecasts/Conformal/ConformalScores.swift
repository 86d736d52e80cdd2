public import LengthBounds
import LengthLaws
import NumericalMethods

/// Conformal upper bounds on top of forecasts: what share of answers a
/// forecast law really covers is learnt from the answers themselves.
///
/// The score of an answer is u = P(N < n) + θ·P(N = n) under the law that was
/// served for it, n its length and θ drawn uniformly from the number of the
/// answer; one that was cut has a score above all others. With
/// u₍ᵣ₎ the r-th smallest of the last scores and r = ⌈(n + 1)q⌉, the bound for
/// the next request is the u₍ᵣ₎-quantile of *its* law.
///
/// **Promise**: if the scores and the next one are exchangeable, the next
/// answer is at most its bound with probability of at least q, averaged over
/// requests and data, however wrong the laws are; it is no promise for each
/// prompt. Where traffic drifts the last 1000 scores follow it, and the promise
/// holds as far as these are like the next.
///
/// Scores are of each task, and of all together for a task with too few.
///
/// Source: V. Chernozhukov, K. Wüthrich and Y. Zhu, *Distributional conformal
/// prediction*, PNAS 118 (2021), doi:10.1073/pnas.2107794118.
public struct ConformalScores: Sendable, Equatable {
  /// How many of the last scores count.
  public static let window = 1000
  /// More tasks than that have no scores of their own.
  private static let mostTasks = 4096

  /// Answers whose scores were learnt.
  public private(set) var count = 0
  private var all = Window()
  private var tasks: [TaskID: Window] = [:]

  /// No scores yet.
  public init() {}

  /// The last scores, in order of time and of size.
  private struct Window: Sendable, Equatable {
    var scores: [Float] = []
    var oldest = 0
    var sorted: [Float] = []

    mutating func add(_ score: Float) {
      if scores.count < ConformalScores.window {
        scores.append(score)
      } else {
        sorted.remove(at: place(of: scores[oldest]))
        scores[oldest] = score
        oldest = (oldest + 1) % ConformalScores.window
      }
      sorted.insert(score, at: place(of: score))
    }

    /// How many scores are below one.
    func place(of score: Float) -> Int {
      var (low, high) = (0, sorted.count)
      while low < high {
        let middle = (low + high) / 2
        if sorted[middle] < score { low = middle + 1 } else { high = middle }
      }
      return low
    }

    var inOrder: [Float] { Array(scores[oldest...] + scores[..<oldest]) }

    static func == (lhs: Self, rhs: Self) -> Bool {
      lhs.inOrder == rhs.inOrder
    }
  }

  /// Learns the score of an answer.
  ///
  /// - Parameters:
  ///   - outcome: The answer.
  ///   - forecast: What was served for it.
  public mutating func record(_ outcome: Outcome, of forecast: LengthForecast) {
    let score = outcome.ending.isCensored ? 2 : share(outcome.length, forecast)
    count += 1
    all.add(score)
    let task = forecast.request.task
    if tasks[task] != nil || tasks.count < Self.mostTasks {
      tasks[task, default: Window()].add(score)
    }
  }

  private func share(_ length: Int, _ forecast: LengthForecast) -> Float {
    func survival(at length: Int) -> Double {
      (forecast.law as? any PointwiseLaw)?.pointSurvival(at: length)
        ?? forecast.law.survival(at: length)
    }
    let below = 1 - survival(at: length)
    let within = length < .max ? 1 - survival(at: length + 1) : 1
    let theta = mixedUniform(seed: 0, index: count)
    return Float(min(max(below + theta * (within - below), 0), 1))
  }

  private func window(
    _ task: TaskID, least: Int
  ) -> Window {
    if let own = tasks[task], own.scores.count >= least { return own }
    return all
  }

  /// The conformal upper bound of the next answer.
  ///
  /// - Parameters:
  ///   - forecast: What is forecast of it.
  ///   - level: q in (0, 1).
  /// - Returns: The bound; unbounded where the scores are too few, or as many
  ///   answers were cut as the level leaves.
  /// - Throws: `BoundError.probabilityOutOfRange`.
  public func bound(
    _ forecast: LengthForecast, level: Double
  ) throws(BoundError) -> Bound {
    let required = try ConformalRank.requiredObservations(level: level)
    let window = window(forecast.request.task, least: 5 * required)
    let count = window.sorted.count
    let rank = ConformalRank.rank(observations: count, level: level)
    var limit = Bound.Limit.unbounded
    if let rank {
      let score = Double(window.sorted[rank - 1])
      if score <= 1 {
        let tokens = forecast.law.quantile(score)
        if tokens < .max { limit = .tokens(tokens) }
      }
    }
    return Bound(
      level: level, confidence: level, kind: .conformalBound,
      method: .conformal, limit: limit, rank: rank, observations: count,
      requiredObservations: required)
  }

  /// The level to which the next answer is promised to be longer than n:
  /// (x + 1)/(m + 1), with x of m scores above P(N ≤ n) of its law.
  ///
  /// - Parameters:
  ///   - tokens: n.
  ///   - forecast: What is forecast of it.
  /// - Returns: The bound with its promise.
  /// - Throws: `BoundError.noAnswers` without scores.
  public func exceedance(
    tokens: Int, of forecast: LengthForecast
  ) throws(BoundError) -> Bound {
    let window = window(forecast.request.task, least: 99)
    let count = window.sorted.count
    guard count > 0 else { throw .noAnswers }
    // A longer answer has a score of at least P(N ≤ n).
    let within =
      tokens < 1
      ? 0
      : window.place(
        of: Float(
          1 - forecast.law.survival(at: tokens < .max ? tokens + 1 : tokens)))
    let share = (Double(count - within) + 1) / (Double(count) + 1)
    return Bound(
      .exceedanceOfTokens(tokens), confidence: 1 - share,
      kind: .conformalBound, method: .conformal, limit: .probability(share),
      observations: count, requiredObservations: 1)
  }
}

// MARK: - Codable

extension ConformalScores: Codable {
  private enum CodingKeys: String, CodingKey {
    case count
    case all
    case tasks
    case scores
  }

  /// Writes the last scores, the oldest first, tasks by name.
  ///
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    let sorted = tasks.sorted { $0.key < $1.key }
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(count, forKey: .count)
    try values.encode(PackedNumbers(all.inOrder), forKey: .all)
    try values.encode(sorted.map(\.key), forKey: .tasks)
    try values.encode(
      sorted.map { PackedNumbers($0.value.inOrder) }, forKey: .scores)
  }

  /// Reads scores.
  ///
  /// - Throws: `DecodingError` for what are no scores.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let names = try values.decode([TaskID].self, forKey: .tasks)
    let scores = try values.decode([PackedNumbers].self, forKey: .scores)
      .map(\.floats)
    let pooled = try values.decode(PackedNumbers.self, forKey: .all).floats
    guard names.count == scores.count, Set(names).count == names.count,
      ([pooled] + scores).allSatisfy({ window in
        window.count <= Self.window
          && window.allSatisfy { $0 >= 0 && $0 <= 2 }
      })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .scores, in: values,
        debugDescription: "each task should have at most \(Self.window) "
          + "scores in 0...2")
    }
    count = try values.decode(Int.self, forKey: .count)
    guard 0...LifeTable.maximumCount ~= count else {
      throw DecodingError.dataCorruptedError(
        forKey: .count, in: values,
        debugDescription: "a count should be in 0...2^53, but is \(count)")
    }
    for score in pooled { all.add(score) }
    for (name, scores) in zip(names, scores) {
      var window = Window()
      for score in scores { window.add(score) }
      tasks[name] = window
    }
  }
}
