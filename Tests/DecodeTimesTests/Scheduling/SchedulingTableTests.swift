import DecodeTimes
import LengthLaws
import RealModule
import TestSupport
import Testing

/// A compiled law with few lengths, and its parts.
private struct Job {
  var survival: [Double]
  var steps: [Double]
  var table: SchedulingTable
  var cap: Int { steps.count }

  init(_ choices: inout Choices, longest: Int) throws {
    var lengths = LifeTable()
    for answer in choices.answers(
      1...8, longest: longest, endings: [.stopped])
    {
      try lengths.record(
        length: answer.length, ending: .stopped, count: answer.count + 1)
    }
    let law = try KaplanMeier(lengths)
    let cap = choices.int(1...longest)
    let latency = try AffineLatency(
      intercept: choices.double(in: 0.01...0.1),
      slope: choices.double(in: 0...0.02))
    survival = law.survivalCurve(through: cap) + [0]
    steps = (1...cap).map { latency.latency(at: $0) }
    table = SchedulingTable(
      TotalDecodeTime(law, latency: latency, cap: cap))
  }

  func isOver(_ age: Int) -> Bool { age >= cap || survival[age] <= 0 }

  /// The largest ratio over all stopping ages, each summed anew.
  func gittins(_ age: Int) -> Double {
    (age + 1...cap).map { last in
      let done = survival[age] - survival[last]
      let spent = (age..<last).reduce(0) { $0 + steps[$1] * survival[$1] }
      return done / spent
    }.max() ?? 0
  }
}

@Suite("Scheduling table")
struct SchedulingTableTests {
  @Test func gittinsIndexIsTheBestRatio() {
    property("the index is the best ratio of all stopping ages") { choices in
      let job = try Job(&choices, longest: 15)
      for age in 0..<job.cap where !job.isOver(age) {
        try requireClose(
          job.table.gittinsIndex(after: age), job.gittins(age),
          relative: 1e-10, absolute: 0, "G(\(age))")
        let quantum = job.table.gittinsQuantum(after: age)
        try require(age < quantum && quantum <= job.cap, "the quantum")
        try requireClose(
          job.table.hazard(after: age),
          1 - job.survival[age + 1] / job.survival[age], relative: 1e-12,
          absolute: 1e-15, "h(\(age))")
      }
    }
  }

  @Test func serptIsTheMeanOfWhatRemains() {
    property("mean residuals are sums over what remains") { choices in
      let job = try Job(&choices, longest: 15)
      for age in 0..<job.cap where !job.isOver(age) {
        let tokens =
          job.survival[age..<job.cap].reduce(0, +) / job.survival[age]
        let seconds = (age..<job.cap).reduce(0) {
          $0 + job.steps[$1] * job.survival[$1] / job.survival[age]
        }
        try requireClose(
          job.table.meanResidualTokens(after: age), tokens, relative: 1e-10,
          absolute: 0, "tokens after \(age)")
        try requireClose(
          job.table.meanResidualTime(after: age), seconds, relative: 1e-10,
          absolute: 0, "time after \(age)")
      }
    }
  }

  /// Under a cap, G(k) = p/(l (1 − (1 − p)^(c − k))); far from it, p/l.
  @Test func geometricIsMemoryless() throws {
    let (p, cap, latency) = (0.05, 1000, 0.02)
    let table = SchedulingTable(
      TotalDecodeTime(
        try Geometric(p: p),
        latency: try ConstantLatency(secondsPerToken: latency), cap: cap))
    for age in [0, 1, 10, 400] {
      #expect(abs(table.hazard(after: age) - p) < 1e-12)
      #expect(abs(table.gittinsIndex(after: age) / (p / latency) - 1) < 1e-10)
      #expect(abs(table.meanResidualTokens(after: age) - 1 / p) < 1e-9)
    }
    let left = -Double.expMinusOne(30 * Double.log(onePlus: -p))
    #expect(
      abs(table.gittinsIndex(after: cap - 30) * latency * left / p - 1) < 1e-9)
  }

  /// A falling hazard is best served one token at a time, a rising one to the
  /// end.
  @Test func quantaFollowTheHazard() throws {
    let latency = try ConstantLatency(secondsPerToken: 0.03)
    let falling = SchedulingTable(
      TotalDecodeTime(
        try BetaGeometric(alpha: 2, beta: 20), latency: latency, cap: 4000))
    let rising = SchedulingTable(
      TotalDecodeTime(
        try DiscreteWeibull(q: 0.999, beta: 2), latency: latency, cap: 400))
    for age in [0, 5, 50] {
      #expect(falling.gittinsQuantum(after: age) == age + 1)
      #expect(
        abs(
          falling.gittinsIndex(after: age) * 0.03 / falling.hazard(after: age)
            - 1) < 1e-9)
      #expect(rising.gittinsQuantum(after: age) == 400)
      #expect(
        abs(
          rising.gittinsIndex(after: age) * rising.meanResidualTime(after: age)
            - 1) < 1e-9)
    }
  }

  @Test func nothingFollowsTheEnd() throws {
    var lengths = LifeTable()
    try lengths.record(length: 3, ending: .stopped)
    let table = SchedulingTable(
      TotalDecodeTime(
        try KaplanMeier(lengths),
        latency: try ConstantLatency(secondsPerToken: 1), cap: 5))
    #expect(table.gittinsIndex(after: 3) == .infinity)
    #expect(table.hazard(after: 9) == 1)
    #expect(table.meanResidualTime(after: 3) == 0)
    #expect(table.gittinsQuantum(after: Int.max) == Int.max)
    #expect(abs(table.gittinsIndex(after: -1) - 1.0 / 3) < 1e-15)
  }
}

/// Two requests that wait for one server, which may change after each token.
@Suite("Gittins' rule")
struct GittinsRuleTests {
  /// The expected sum of completion times under a rule for which to serve;
  /// `nil` takes the better.
  private func cost(
    _ first: Job, _ second: Job, rule: ((Int, Int) -> Bool)?
  ) -> Double {
    /// The time of one request alone.
    func alone(_ job: Job, _ age: Int) -> Double {
      job.isOver(age) ? 0 : job.table.meanResidualTime(after: age)
    }
    var known: [[Double?]] = Array(
      repeating: Array(repeating: nil, count: second.cap + 1),
      count: first.cap + 1)
    func both(_ i: Int, _ j: Int) -> Double {
      if first.isOver(i) { return alone(second, j) }
      if second.isOver(j) { return alone(first, i) }
      if let value = known[i][j] { return value }
      func serve(_ job: Job, _ age: Int, _ other: Double, _ next: () -> Double)
        -> Double
      {
        let ends = job.table.hazard(after: age)
        return 2 * job.steps[age] + ends * other
          + (ends < 1 ? (1 - ends) * next() : 0)
      }
      let costs = (
        serve(first, i, alone(second, j)) { both(i + 1, j) },
        serve(second, j, alone(first, i)) { both(i, j + 1) }
      )
      let value =
        rule.map { $0(i, j) ? costs.0 : costs.1 } ?? min(costs.0, costs.1)
      known[i][j] = value
      return value
    }
    return both(0, 0)
  }

  @Test func itMinimisesTheSumOfCompletionTimes() {
    property("no policy beats Gittins' rule", cases: 60) { choices in
      let first = try Job(&choices, longest: 10)
      let second = try Job(&choices, longest: 10)
      let least = cost(first, second, rule: nil)
      let ruled = cost(first, second) { i, j in
        first.table.gittinsIndex(after: i)
          >= second.table.gittinsIndex(after: j)
      }
      try requireClose(
        ruled, least, relative: 1e-10, absolute: 1e-12, "the cost")
    }
  }

  /// The planted bug: the hazard of the next token alone is no index.
  @Test func servingTheLargerHazardIsWorseSomewhere() {
    let found = counterexample(to: "the hazard serves as well", cases: 200) {
      choices in
      let first = try Job(&choices, longest: 10)
      let second = try Job(&choices, longest: 10)
      let ruled = cost(first, second) { i, j in
        first.table.hazard(after: i) / first.steps[i]
          >= second.table.hazard(after: j) / second.steps[j]
      }
      try requireClose(
        ruled, cost(first, second, rule: nil), relative: 1e-10,
        absolute: 1e-12, "the cost")
    }
    #expect(found != nil)
  }
}
