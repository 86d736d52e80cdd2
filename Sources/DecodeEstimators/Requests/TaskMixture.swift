public import DecodeStatistics

/// What an unsure classifier says: each task with a probability.
///
/// The law of the length is then the mixture S(k) = Σ w_t S_t(k) of the tasks'
/// laws, and all that an estimator tells is of that law. A bound of each task
/// at level q bounds the mixture too: where all of them hold, P(N > max b_t) ≤
/// Σ w_t P_t(N > b_t) ≤ 1 − q, whatever the weights; so each takes its share
/// of what the confidence leaves.
public struct TaskMixture: Sendable, Hashable, Codable {
  /// The probabilities, above 0, of sum 1.
  public let weights: [TaskID: Double]

  /// A mixture of tasks.
  ///
  /// - Parameter weights: Numbers of at least 0 with a finite sum above 0, to
  ///   which they are scaled; tasks of weight 0 are left out.
  /// - Throws: `EstimationError.requestOutOfRange` for other weights.
  public init(_ weights: [TaskID: Double]) throws(EstimationError) {
    // In order, so that the sum does not depend on hashing.
    let sorted = weights.sorted { $0.key < $1.key }
    let total = sorted.reduce(0) { $0 + $1.value }
    guard sorted.allSatisfy({ $0.value >= 0 }), total > 0, total < .infinity
    else {
      throw .requestOutOfRange(
        "task weights", found: "\(sorted.map(\.value))",
        accepted: "at least 0, with a finite sum above 0")
    }
    self.weights = weights.filter { $0.value > 0 }.mapValues { $0 / total }
  }

  /// The tasks, in order of their names.
  public var tasks: [TaskID] { weights.keys.sorted() }

  /// Reads `{"weights": {TASK: WEIGHT, …}}`.
  ///
  /// - Throws: `DecodingError` for weights that `init(_:)` refuses.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let weights = try values.decode([TaskID: Double].self, forKey: .weights)
    do throws(EstimationError) {
      try self.init(weights)
    } catch {
      throw DecodingError.dataCorruptedError(
        forKey: .weights, in: values, debugDescription: error.description)
    }
  }
}
