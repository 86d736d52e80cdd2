import LengthLaws

/// The key–value cache that a running batch will need at its peak.
///
/// Every running request adds one token a step, and gives its cache back once
/// it is done: at step s = 1, 2, … the batch holds Σ (promptᵢ + generatedᵢ + s)
/// over the requests that are still running, whose numbers of tokens to come
/// are independent. No request joins.
public struct PeakCache: Sendable {
  private let requests: [RunningRequest]

  /// A batch.
  ///
  /// - Parameter requests: The requests that run now.
  public init(_ requests: [RunningRequest]) {
    self.requests = requests
  }

  /// The steps until the last request has ended by its cap.
  private var steps: Int { requests.map(\.longest).max() ?? 0 }

  /// P(peak of the summed cache > capacity).
  ///
  /// Up to twelve requests are followed exactly: which of them still run is a
  /// Markov chain, of at most 4096 states. For larger batches the answer is a
  /// bracket: below, the largest over steps of P(total > capacity); above, the
  /// sum over steps of P(total > capacity and a request ends), for the total
  /// only grows until one does. The totals' laws are convolutions on a grid of
  /// 1024 cells, requests being rounded down for the lower limit and up for
  /// the upper; where many requests make that coarse, Chernoff's bound of
  /// P(total > capacity) takes over.
  ///
  /// - Parameter capacity: Tokens, at least 0.
  /// - Returns: The probability, or limits of it.
  public func probability(exceeding capacity: Int) -> ProbabilityBracket {
    guard capacity >= 0 else {
      return ProbabilityBracket(
        lower: requests.isEmpty ? 0 : 1, upper: requests.isEmpty ? 0 : 1)
    }
    if requests.count <= Self.exactRequests {
      let value = exactProbability(exceeding: capacity)
      return ProbabilityBracket(lower: value, upper: value)
    }
    let whole = requests.reduce(0) { $0 + $1.cachedTokens(at: $1.longest) }
    return capacity >= whole
      ? ProbabilityBracket(lower: 0, upper: 0)
      : boundedProbability(exceeding: capacity)
  }

  private static let exactRequests = 12
}

// MARK: - Small batches

extension PeakCache {
  /// The mass that reaches a state above the capacity, state by state: bit i
  /// of a state says that request i runs.
  private func exactProbability(exceeding capacity: Int) -> Double {
    var masses = [Double](repeating: 0, count: 1 << requests.count)
    masses[masses.count - 1] = 1
    var exceeded = 0.0
    for step in 1...max(steps, 1) {
      for state in masses.indices where masses[state] > 0 {
        if total(state, step) > capacity {
          exceeded += masses[state]
          masses[state] = 0
        }
      }
      for (index, request) in requests.enumerated() {
        let ends = request.endProbability(at: step)
        guard ends > 0 else { continue }
        let bit = 1 << index
        for state in masses.indices where state & bit != 0 {
          masses[state ^ bit] += ends * masses[state]
          masses[state] *= 1 - ends
        }
      }
    }
    return exceeded
  }

  private func total(_ state: Int, _ step: Int) -> Int {
    requests.indices.reduce(0) {
      $0 + (state >> $1 & 1) * requests[$1].cachedTokens(at: step)
    }
  }
}

extension RunningRequest {
  /// P(the request ends at a step | it runs until then).
  fileprivate func endProbability(at step: Int) -> Double {
    guard step < longest else { return 1 }
    let hazard = residual.hazard(at: step)
    return hazard.isNaN ? 1 : min(hazard, 1)
  }
}

// MARK: - Large batches

extension PeakCache {
  private static let cells = 1024

  private func boundedProbability(exceeding capacity: Int) -> ProbabilityBracket
  {
    let curves = requests.map {
      $0.residual.survivalCurve(through: $0.longest) + [0]
    }
    func survival(_ request: Int, _ step: Int) -> Double {
      let curve = curves[request]
      return step <= curve.count ? curve[step - 1] : 0
    }
    // A whole number of tokens a cell, and cells for the capacity.
    let width = capacity / Self.cells + 1
    var (lower, upper) = (0.0, 0.0)
    for step in 1...steps {
      let tokens = requests.map { $0.cachedTokens(at: step) }
      let alive = requests.indices.map { survival($0, step) }
      guard alive.contains(where: { $0 > 0 }) else { break }
      let least = exceedance(
        tokens.map { $0 / width }, capacity / width,
        absent: alive.map { 1 - $0 },
        present: alive)
      lower = max(lower, least)
      // Rounded up, a total above the capacity is above its cell's floor.
      let raised = tokens.map { ($0 + width - 1) / width }
      let most = exceedance(
        raised, capacity / width, absent: alive.map { 1 - $0 }, present: alive)
      // Those that exceed, all of whose requests go on.
      let next = requests.indices.map { survival($0, step + 1) }
      let going = exceedance(
        tokens.map { $0 / width }, capacity / width,
        absent: alive.map { 1 - $0 }, present: next)
      upper += min(
        max(most - going, 0),
        chernoffBound(tokens, alive, reaching: capacity + 1))
      if upper >= 1, lower >= 1 { break }
    }
    return ProbabilityBracket(lower: lower, upper: upper)
  }

  /// The mass of totals above a limit, in cells, where each request is absent
  /// or present with a weight; what lies above the limit is held in one cell.
  private func exceedance(
    _ cells: [Int], _ limit: Int, absent: [Double], present: [Double]
  ) -> Double {
    var masses = [Double](repeating: 0, count: limit + 1)
    masses[0] = 1
    var above = 0.0
    for index in cells.indices {
      let (size, leaves, stays) = (cells[index], absent[index], present[index])
      above *= leaves + stays
      for total in stride(from: limit, through: 0, by: -1) {
        let mass = masses[total]
        guard mass > 0 else { continue }
        masses[total] = leaves * mass
        if size > limit - total {
          above += stays * mass
        } else {
          masses[total + size] += stays * mass
        }
      }
    }
    return above
  }
}
