import DecodeStatistics
import TestSupport
import Testing

/// Nothing is simulated: probabilities of all outcomes are added.
@Suite("Enumerated coverage of bounds")
struct CoverageEnumerationTests {
  private static let levels = [0.5, 0.8, 0.9]
  private static let confidences = [0.6, 0.9, 0.95]

  /// The least share of tables, over laws and caps, whose bound is no smaller
  /// than the true quantile, less the confidence.
  private func worst(
    caps: [Int] = [.max, 2],
    _ bound: (LifeTable, _ level: Double, _ confidence: Double) throws -> Int
  ) throws -> Double {
    var worst = Double.infinity
    for masses in enumeratedLaws {
      for n in [1, 3, 7] {
        for cap in caps {
          for level in Self.levels {
            let truth = quantile(masses, level)
            for confidence in Self.confidences {
              var missed = 0.0
              try forEachTable(of: n, masses, cap: cap) { table, p in
                if try bound(table, level, confidence) < truth { missed += p }
              }
              worst = min(worst, 1 - confidence - missed)
            }
          }
        }
      }
    }
    return worst
  }

  /// As `worst`, for the answer of a rank that is the same for all tables of
  /// one size.
  private func worst(
    rank: (_ n: Int, _ level: Double, _ confidence: Double) throws -> Int?
  ) throws -> Double {
    var ranks: [[Double]: Int?] = [:]
    return try worst { table, level, confidence in
      let key = [Double(table.count), level, confidence]
      if ranks[key] == nil {
        ranks[key] = .some(try rank(table.count, level, confidence))
      }
      return table.stopped(rank: ranks[key] ?? nil)
    }
  }

  @Test func betaProductsKeepTheirPromise() throws {
    let margin = try worst {
      try $0.betaProductBound(level: $1, confidence: $2).limit.tokens ?? .max
    }
    #expect(margin >= 0)
  }

  @Test func bandBoundsKeepTheirPromise() throws {
    for band in SurvivalBand.Method.allCases {
      let margin = try worst(rank: {
        try RankBound.rank(
          band == .dkw ? .dkwBand : .equalLocalLevelBand, observations: $0,
          level: $1, confidence: $2)
      })
      #expect(margin >= 0, "\(band)")
    }
  }

  @Test func anytimeBoundsKeepTheirPromise() throws {
    let margin = try worst(rank: {
      try RankBound.rank(
        .anytime, observations: $0, level: $1, confidence: $2)
    })
    #expect(margin >= 0)
  }

  @Test func intervalsKeepTheirPromise() throws {
    for masses in enumeratedLaws {
      for (n, cap) in [(1, Int.max), (5, .max), (8, 2), (8, 1)] {
        for level in Self.levels {
          let truth = quantile(masses, level)
          for confidence in Self.confidences {
            var missed = 0.0
            try forEachTable(of: n, masses, cap: cap) { table, p in
              let interval = try table.quantileInterval(
                level: level, confidence: confidence)
              if !interval.contains(truth) { missed += p }
            }
            #expect(missed <= 1 - confidence)
          }
        }
      }
    }
  }

  /// The planted bug: a rank one too small.
  @Test func aRankTooSmallIsNoticed() throws {
    let margin = try worst(rank: {
      try RankBound.rank(
        .orderStatistic, observations: $0, level: $1, confidence: $2
      ).map { max($0 - 1, 1) }
    })
    #expect(margin < 0)
  }

  /// The planted bug: capped answers taken as ended.
  @Test func capsTakenForEndsAreNoticed() throws {
    let margin = try worst(caps: [2]) { table, level, confidence in
      var ended = LifeTable()
      for row in table.rows {
        try ended.record(
          length: row.length, ending: .stopped, count: row.stopped + row.capped)
      }
      return try ended.betaProductBound(level: level, confidence: confidence)
        .limit.tokens ?? .max
    }
    #expect(margin < 0)
  }
}

extension LifeTable {
  fileprivate func stopped(rank: Int?) -> Int {
    guard let rank else { return .max }
    var seen = 0
    for row in rows {
      seen += row.stopped
      if seen >= rank { return row.length }
    }
    return .max
  }
}

@Suite("Enumerated coverage of bands and means")
struct BandEnumerationTests {
  private let latency = ConstantLatencyOfOne.value

  private func missed(
    of n: Int, _ masses: [Double], cap: Int = .max,
    _ holds: (LifeTable) throws -> Bool
  ) throws -> Double {
    var missed = 0.0
    try forEachTable(of: n, masses, cap: cap) { table, p in
      if try !holds(table) { missed += p }
    }
    return missed
  }

  private func survivals(_ masses: [Double]) -> [Double] {
    (0..<masses.count).map { masses[($0 + 1)...].reduce(0, +) }
  }

  @Test func bandsHoldEverywhereAtOnce() throws {
    for method in SurvivalBand.Method.allCases {
      for masses in enumeratedLaws {
        let survival = survivals(masses)
        for n in [1, 5] {
          for confidence in [0.5, 0.8, 0.95] {
            let missed = try missed(of: n, masses) { table in
              let band = try SurvivalBand(
                table, confidence: confidence, method: method)
              return survival.indices.allSatisfy {
                band.upper(after: $0 + 1) >= survival[$0] - 1e-15
              }
            }
            #expect(missed <= 1 - confidence)
          }
        }
      }
    }
  }

  /// The planted bug: limits that hold one at a time are no band.
  @Test func pointwiseLimitsAreNoBand() throws {
    let masses = [Double](repeating: 1.0 / 6, count: 6)
    let survival = survivals(masses)
    let missed = try missed(of: 7, masses) { table in
      try survival.indices.allSatisfy {
        try table.exceedanceBound(tokens: $0 + 1, confidence: 0.8).probability
          >= survival[$0] - 1e-15
      }
    }
    #expect(missed > 0.2)
  }

  @Test func meansAndWorstSharesAreBounded() throws {
    for masses in enumeratedLaws {
      let law = try DiscreteLaw(
        values: (1...masses.count).map(Double.init), weights: masses)
      for (n, cap) in [(2, Int.max), (5, .max), (5, 2)] {
        for confidence in [0.5, 0.9] {
          let last = masses.count
          for method: MeanBound.Method in [
            .band(.dkw), .band(.equalLocalLevels), .empiricalBernstein,
          ] {
            let missed = try missed(of: n, masses, cap: cap) {
              try $0.meanBound(
                latency: latency, cap: last, confidence: confidence,
                method: method
              ).value >= law.mean - 1e-12
            }
            #expect(missed <= 1 - confidence)
          }
          for band in SurvivalBand.Method.allCases {
            let risk = try RiskMeasure.conditionalValueAtRisk(level: 0.8)(law)
            let missed = try missed(of: n, masses, cap: cap) {
              try $0.conditionalValueAtRiskBound(
                level: 0.8, latency: latency, cap: last,
                confidence: confidence, band: band
              ).value >= risk - 1e-12
            }
            #expect(missed <= 1 - confidence)
          }
        }
      }
    }
  }

  /// P(the bound is below the quantile at any of the first 250 sizes), by
  /// carrying the law of the count from size to size.
  private func everMissed(
    level: Double, rank: (Int) throws -> Int?
  ) rethrows -> Double {
    // The worst case: k just below the quantile of a continuous law.
    var masses = [1.0]
    var missed = 0.0
    for n in 1...250 {
      var next = [Double](repeating: 0, count: n + 1)
      for (ended, mass) in masses.enumerated() {
        next[ended] += mass * (1 - level)
        next[ended + 1] += mass * level
      }
      if let rank = try rank(n), rank <= n {
        for ended in rank...n {
          missed += next[ended]
          next[ended] = 0
        }
      }
      masses = next
    }
    return missed
  }

  @Test func anytimeBoundsHoldAtAllSizes() throws {
    for level in [0.5, 0.9, 0.95] {
      for confidence in [0.5, 0.9, 0.95] {
        let missed = try everMissed(level: level) {
          try RankBound.rank(
            .anytime, observations: $0, level: level, confidence: confidence)
        }
        #expect(missed <= 1 - confidence)
        // The planted bug: looking again and again at a bound for one size.
        let looked = try everMissed(level: level) {
          try RankBound.rank(
            .orderStatistic, observations: $0, level: level,
            confidence: confidence)
        }
        #expect(looked > 1 - confidence)
      }
    }
  }
}

/// One second a token, so that times are tokens.
private enum ConstantLatencyOfOne {
  static var value: AffineLatency {
    guard let latency = try? AffineLatency(intercept: 1, slope: 0) else {
      preconditionFailure("A second is a latency")
    }
    return latency
  }
}
