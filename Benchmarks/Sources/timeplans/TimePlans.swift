import DecodeStatistics
import Foundation

/// Prints how plans for T at 95/95 keep their promise, for
/// `Docs/Validation.md`.
///
/// `timeplans [TABLES]`: how many tables of answers are simulated a row.
@main
struct TimePlans {
  static let level = 0.95
  static let confidence = 0.95

  static func main() throws {
    let tables =
      CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? 200
    print(
      """
      | lengths | noise | cut | n | plan | P(T > plan) ≤ 5 % | mean P(T > \
      plan) | none | plan / true P95 |
      | --- | --- | --- | --- | --- | --- | --- | --- | --- |
      """)
    for lengths in Lengths.allCases {
      for noise in [0, 0.1, 0.35, 0.5] {
        for cut in [0, 0.1, 0.3] where cut == 0 || noise == 0.35 {
          for count in [59, 150, 1000] {
            let simulation = Simulation(
              lengths: lengths, noise: noise, cut: cut, count: count)
            try simulation.print(tables: tables)
            // Rows as they come, also into a file.
            fflush(nil)
          }
        }
      }
    }
  }
}

/// The laws of lengths.
enum Lengths: String, CaseIterable {
  case wide
  case narrow
  case fixed

  func draw(_ random: inout Random) -> Int {
    switch self {
    case .wide: Int(exp(5 + 0.8 * random.normal()).rounded(.up))
    case .narrow: 205 + Int(52 * random.unit())
    case .fixed: 256
    }
  }

  /// P(N > n) for the truth.
  var masses: [(length: Int, mass: Double)] {
    switch self {
    case .wide:
      (1...20_000).map { n in
        func beyond(_ x: Int) -> Double {
          x == 0 ? 1 : 0.5 * erfc((log(Double(x)) - 5) / 0.8 / 2.squareRoot())
        }
        return (n, beyond(n - 1) - beyond(n))
      }.filter { $0.1 > 1e-12 }
    case .narrow: (205...256).map { ($0, 1.0 / 52) }
    case .fixed: [(256, 1)]
    }
  }
}

/// One row's tables.
struct Simulation {
  let lengths: Lengths
  let noise: Double
  let cut: Double
  let count: Int
  /// Seconds per token.
  private static let rate = 0.02

  /// What a kind of plan did.
  struct Tally {
    var (kept, missing, tables) = (0, 0, 0)
    var (exceedance, ratio) = (0.0, 0.0)

    mutating func add(_ plan: Double?, _ simulation: Simulation, p95: Double) {
      tables += 1
      guard let plan else {
        missing += 1
        kept += 1
        return
      }
      let late = simulation.late(beyond: plan)
      if late <= 0.05 + 1e-9 { kept += 1 }
      exceedance += late
      ratio += plan / p95
    }

    func row() -> String {
      let finite = Double(max(tables - missing, 1))
      return String(
        format: "%.1f %% | %.2f %% | %d | %.2f",
        100 * Double(kept) / Double(tables), 100 * exceedance / finite,
        missing, ratio / finite)
    }
  }

  func print(tables: Int) throws {
    let p95 = truth(0.95)
    var tallies = [Tally](repeating: Tally(), count: 4)
    let names = ["measured", "noisy beta product", "band", "split (before)"]
    for table in 0..<tables {
      // Seeds a draw apart would give tables that share all but one answer.
      var random = Random(
        seed: UInt64(table) << 32 | UInt64(count) << 8
          | UInt64(noise * 100))
      // A band is a search of its own; some tables tell what it costs.
      let plans = try self.plans(&random, withBand: hasBand && table < 40)
      for place in plans.indices {
        guard place != 2 || hasBand && table < 40 else { continue }
        tallies[place].add(plans[place], self, p95: p95)
      }
    }
    for (name, tally) in zip(names, tallies) where tally.tables > 0 {
      Swift.print(
        "| \(lengths.rawValue) | \(Int((noise * 100).rounded())) % "
          + "| \(Int((cut * 100).rounded())) % | \(count) | \(name) "
          + "| \(tally.row()) |")
    }
  }

  /// Whether the band is compared: where answers scatter and none is cut.
  private var hasBand: Bool { lengths == .wide && noise == 0.35 && cut == 0 }

  private func plans(
    _ random: inout Random, withBand: Bool
  ) throws -> [Double?] {
    var times = TimeTable()
    var table = LifeTable()
    var rows: [LatencyObservation] = []
    for _ in 0..<count {
      let tokens = lengths.draw(&random)
      let seconds =
        Self.rate * Double(tokens) * exp(noise * random.normal())
      // A user who leaves at a time that does not depend on the answer.
      let isCut = random.unit() < cut
      let share = random.unit()
      if isCut {
        let left = max(1, Int(Double(tokens) * share))
        let elapsed = seconds * Double(left) / Double(tokens)
        try times.record(
          seconds: elapsed, ending: .cancelled, tokens: left)
        try table.record(length: left, ending: .cancelled)
        rows.append(LatencyObservation(tokens: left, decodeSeconds: elapsed))
      } else {
        try times.record(seconds: seconds)
        try table.record(length: tokens, ending: .stopped)
        rows.append(LatencyObservation(tokens: tokens, decodeSeconds: seconds))
      }
    }
    let (level, confidence) = (TimePlans.level, TimePlans.confidence)
    let fit = try ServingTimesFit(decode: rows)
    guard let serving = fit.pooled else { return [nil, nil, nil, nil] }
    return [
      try times.upperBound(level: level, confidence: confidence).limit.seconds,
      try table.timeBound(
        level: level, confidence: confidence, times: serving,
        fittedTo: rows.count
      ).limit.seconds,
      withBand ? try band(table, serving) : nil, try split(table, serving),
    ]
  }

  /// The quantile of the mixture of noise over a band for the lengths.
  private func band(
    _ table: LifeTable, _ serving: ServingTimes
  ) throws -> Double? {
    let band = try SurvivalBand(
      table, confidence: TimePlans.confidence, method: .equalLocalLevels)
    let rows = table.rows
    var (masses, before) = ([Double](), 1.0)
    for row in rows {
      let after = band.upper(after: row.length)
      masses.append(before - after)
      before = after
    }
    guard before < 1 - TimePlans.level else { return nil }
    let (mean, scale) = noiseParameters(serving)
    func late(_ limit: Double) -> Double {
      zip(rows, masses).reduce(before) { sum, part in
        let time = serving.latency.cumulativeLatency(through: part.0.length)
        return sum + part.1 * beyond(log(limit / time) - mean, scale)
      }
    }
    return bisect { late($0) <= 1 - TimePlans.level }
  }

  /// What was planned before: half of the risk for the length, half for noise.
  private func split(
    _ table: LifeTable, _ serving: ServingTimes
  ) throws -> Double? {
    guard let noise = serving.noise else {
      return try table.upperBound(
        level: TimePlans.level, confidence: TimePlans.confidence
      ).limit.tokens.map { serving.latency.cumulativeLatency(through: $0) }
    }
    let level = (1 + TimePlans.level) / 2
    return try table.upperBound(
      level: level, confidence: TimePlans.confidence
    ).limit.tokens.map {
      serving.latency.cumulativeLatency(through: $0)
        * noise.quantile(level, tokens: $0)
    }
  }

  private func noiseParameters(_ serving: ServingTimes) -> (Double, Double) {
    if case .logNormal(let noise)? = serving.noise {
      return (noise.mean, noise.scale)
    }
    return (0, 0)
  }

  private func beyond(_ distance: Double, _ scale: Double) -> Double {
    scale > 0
      ? 0.5 * erfc(distance / scale / 2.squareRoot())
      : distance < 0 ? 1 : 0
  }

  // MARK: Truth

  private func late(beyond limit: Double) -> Double {
    lengths.masses.reduce(0) { sum, part in
      sum + part.mass
        * beyond(
          log(limit * (1 + 1e-12) / (Self.rate * Double(part.length))), noise)
    }
  }

  private func truth(_ level: Double) -> Double {
    bisect { late(beyond: $0) <= 1 - level }
  }

  private func bisect(_ isEnough: (Double) -> Bool) -> Double {
    var (low, high) = (1e-6, 1e6)
    for _ in 0..<60 {
      let middle = (low * high).squareRoot()
      if isEnough(middle) { high = middle } else { low = middle }
    }
    return high
  }
}

/// Numbers at random, the same on every machine.
struct Random {
  private var state: UInt64

  /// Numbers that those of other seeds have nothing in common with.
  init(seed: UInt64) {
    var z = (seed ^ (seed >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    z = (z ^ (z >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    state = z ^ (z >> 33)
  }

  /// In [0, 1).
  mutating func unit() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }

  /// Standard normal.
  mutating func normal() -> Double {
    (-2 * log(1 - unit())).squareRoot() * cos(2 * Double.pi * unit())
  }
}
