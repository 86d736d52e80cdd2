/// The time that a request may take from its start to its last token.
public struct LatencyBudget: Sendable, Hashable, Codable {
  /// Prefill and decode together.
  public var total: Duration

  /// A budget.
  ///
  /// - Parameter total: Prefill and decode together, above 0.
  public init(total: Duration) { self.total = total }

  func validate() throws(EstimationError) {
    guard total > .zero else {
      throw .requestOutOfRange(
        "budget", found: total.shortText, accepted: "above 0")
    }
  }
}
