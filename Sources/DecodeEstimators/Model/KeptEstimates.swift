import DecodeStatistics
import Synchronization

/// What an estimate depends on, of a request that says no more than this.
struct EstimateKey: Hashable, Sendable {
  let cap: Int?
  /// Whether a prompt's length is told, which a caveat answers.
  let tellsPrompt: Bool
  let scheme: EstimationScheme
  let rule: PlanningRule
  let task: TaskID?
  let configuration: ServingConfiguration?

  /// Hashes what differs from request to request.
  func hash(into hasher: inout Hasher) {
    hasher.combine((cap ?? 0) &* 8 &+ (scheme.number ?? 0))
    if let configuration { hasher.combine(configuration) }
    if let task { hasher.combine(task) }
  }
}

/// Estimates that were asked for lately.
///
/// All are forgotten when they are too many, and when a task that one of them
/// may rest on was dropped, so that none keeps what the model gave up. What is
/// asked for often soon comes back.
final class KeptEstimates: Sendable {
  private struct State {
    var estimates: [EstimateKey: DecodeEstimate] = [:]
    var cost = 0
    /// How many tasks had been dropped when the first was kept.
    var drops = 0
  }

  private let state = Mutex(State())

  /// The estimate of a key, if it is kept.
  func known(_ key: EstimateKey) -> DecodeEstimate? {
    state.withLock { $0.estimates[key] }
  }

  /// Keeps an estimate.
  ///
  /// - Parameters:
  ///   - estimate: The estimate.
  ///   - key: What it depends on.
  ///   - drops: How many tasks the model has dropped.
  func keep(_ estimate: DecodeEstimate, for key: EstimateKey, drops: Int) {
    // A view with noise has atoms of its own once it is asked.
    let cost = estimate.times.noise == nil ? 1 : 64
    let old = state.withLock { state in
      var old: [EstimateKey: DecodeEstimate] = [:]
      if state.cost + cost > 1 << 14 || state.drops != drops {
        swap(&old, &state.estimates)
        state.cost = 0
        state.drops = drops
      }
      if state.estimates.updateValue(estimate, forKey: key) == nil {
        state.cost += cost
      }
      return old
    }
    // Released here, outside the lock.
    _ = old
  }
}

extension CompiledModel {
  /// The estimate of a request, looked up where it depends on the task, the
  /// configuration and the cap alone and was made before.
  ///
  /// A scheduler asks for the same few over and over: a look-up costs less than
  /// half of what making one does, and allocates nothing.
  func estimate(
    _ request: DecodeRequest, scheme: EstimationScheme, rule: PlanningRule,
    make: () throws(EstimationError) -> DecodeEstimate
  ) throws(EstimationError) -> DecodeEstimate {
    guard dependsOnTasksAlone, request.isPlain,
      request.promptTokens == nil || !predictsPrefill
    else { return try make() }
    let key = EstimateKey(
      cap: request.cap, tellsPrompt: request.promptTokens != nil,
      scheme: scheme, rule: rule, task: request.task,
      configuration: request.configuration)
    if let known = estimates.known(key) { return known }
    let made = try make()
    estimates.keep(made, for: key, drops: droppedTasks)
    return made
  }
}
