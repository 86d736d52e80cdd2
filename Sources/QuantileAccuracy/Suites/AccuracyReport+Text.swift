internal import DecodeStatistics

extension AccuracyReport: CustomStringConvertible {
  /// The report as text: coverage with exact 95 % limits, losses, verdict.
  public var description: String {
    var lines = [
      "\(method): \(testCount) answers judged, \(split)",
      "level  within  95 % limits     pinball",
    ]
    for level in levels {
      let limits = level.coverage.limits
      lines.append(
        [
          "P\(percent(level.level).dropLast(2))".padded(5),
          decimal(limits.estimate, 4).padded(6, left: true),
          "\(decimal(limits.lower, 4))…\(decimal(limits.upper, 4))",
          decimal(level.pinball, 3).padded(9, left: true),
        ].joined(separator: "  "))
    }
    let score = crps.map { ", mean CRPS \(decimal($0, 3))" } ?? ""
    lines.append("mean pinball \(decimal(meanPinball, 3))\(score) tokens")
    lines.append("\(verdict)")
    return lines.joined(separator: "\n")
  }

  /// Coverage of every level for all answers, each part in time and each task,
  /// one row each, with a header: `scope,level,trials,covered,coverage,lower,
  /// upper`.
  ///
  /// Limits are those of Clopper and Pearson at 95 %. Quotes in names of tasks
  /// are doubled, as CSV has it.
  public var commaSeparatedValues: String {
    var lines = ["scope,level,trials,covered,coverage,lower,upper"]
    func add(_ scope: String, _ coverages: [QuantileCoverage]) {
      for coverage in coverages {
        let limits = coverage.limits
        lines.append(
          "\(scope),\(coverage.level),\(coverage.trials),\(coverage.covered),"
            + "\(limits.estimate),\(limits.lower),\(limits.upper)")
      }
    }
    add("all", levels.map(\.coverage))
    for (place, block) in blocks.enumerated() {
      add("part \(place + 1) of \(blocks.count)", block)
    }
    for task in tasks {
      let name = task.task.rawValue.split(
        separator: "\"", omittingEmptySubsequences: false
      ).joined(separator: "\"\"")
      add("\"task \(name)\"", task.coverage)
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension QuantileCoverage {
  /// The share covered with the limits of Clopper and Pearson at 95 %.
  var limits: (estimate: Double, lower: Double, upper: Double) {
    guard let share = try? proportion(),
      let interval = try? share.clopperPearson(confidence: 0.95)
    else { return (.nan, 0, 1) }
    return (share.estimate, interval.lower, interval.upper ?? 1)
  }
}

/// A number with so many decimals, at most 9; as it is where it is too large.
func decimal(_ value: Double, _ decimals: Int) -> String {
  let unit = (0..<decimals).reduce(1) { product, _ in product * 10 }
  let scaled = (value * Double(unit)).rounded()
  guard let whole = Int(exactly: scaled), abs(scaled) < 1e15 else {
    return "\(value)"
  }
  let sign = whole < 0 ? "−" : ""
  guard decimals > 0 else { return sign + "\(whole.magnitude)" }
  let digits = String(whole.magnitude % UInt(unit))
  let zeros = String(repeating: "0", count: decimals - digits.count)
  return sign + "\(whole.magnitude / UInt(unit)).\(zeros)\(digits)"
}

extension String {
  /// The text with blanks up to a width.
  func padded(_ width: Int, left: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(width - count, 0))
    return left ? blanks + self : self + blanks
  }
}
