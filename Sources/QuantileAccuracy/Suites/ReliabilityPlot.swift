internal import DecodeStatistics

extension AccuracyReport {
  /// A picture of the report as SVG: for each level, by how many percentage
  /// points coverage differs from it, for all answers and for each part in
  /// time, with exact 95 % limits; the band is the tolerance of the verdict.
  ///
  /// Right quantiles are at zero, but for levels at which many answers have
  /// the same length: those may be above.
  public func reliabilityPlot() -> String {
    ReliabilityPlot(self).svg
  }
}

/// Draws whiskers around zero, one group for each level.
private struct ReliabilityPlot {
  private static let (left, top, height, bottom) = (64.0, 56.0, 260.0, 44.0)
  private static let (step, gap) = (22.0, 30.0)

  /// One whisker, in percentage points off its level.
  private struct Whisker {
    var x: Double
    var estimate: Double
    var lower: Double
    var upper: Double
    var isOverall: Bool
  }

  private let report: AccuracyReport
  private var whiskers: [Whisker] = []
  private var labels: [(x: Double, text: String)] = []
  private var reach = 2.0
  private var width = 0.0

  init(_ report: AccuracyReport) {
    self.report = report
    var x = Self.left + Self.gap
    for (index, level) in report.levels.enumerated() {
      let start = x
      let parts = report.blocks.map { $0[index] }
      for (place, coverage) in ([level.coverage] + parts).enumerated() {
        let limits = coverage.limits
        func points(_ share: Double) -> Double { (share - level.level) * 100 }
        whiskers.append(
          Whisker(
            x: x, estimate: points(limits.estimate),
            lower: points(limits.lower), upper: points(limits.upper),
            isOverall: place == 0))
        x += Self.step
      }
      labels.append(
        ((start + x - Self.step) / 2, "P\(percent(level.level).dropLast(2))"))
      x += Self.gap
    }
    width = x
    let farthest = whiskers.reduce(reach) {
      max($0, abs($1.lower), abs($1.upper))
    }
    reach = farthest.rounded(.up)
  }

  private func y(_ points: Double) -> String {
    decimal(Self.top + Self.height / 2 * (1 - points / reach), 1)
  }

  private func line(
    _ x1: Double, _ y1: String, _ x2: Double, _ y2: String, _ style: String
  ) -> String {
    "<line x1=\"\(decimal(x1, 1))\" y1=\"\(y1)\" x2=\"\(decimal(x2, 1))\" "
      + "y2=\"\(y2)\" \(style)/>"
  }

  private func text(
    _ x: Double, _ y: String, _ anchor: String, _ text: String
  ) -> String {
    let escaped = text.map { letter -> String in
      switch letter {
      case "<": "&lt;"
      case "&": "&amp;"
      default: String(letter)
      }
    }.joined()
    return "<text x=\"\(decimal(x, 1))\" y=\"\(y)\" "
      + "text-anchor=\"\(anchor)\">\(escaped)</text>"
  }

  private var axis: [String] {
    let step = (reach / 4).rounded(.up)
    return stride(from: -step * 4, through: step * 4, by: step)
      .filter { abs($0) <= reach }
      .flatMap { value in
        let shade = value == 0 ? "#333" : "#ddd"
        let sign = value > 0 ? "+" : ""
        return [
          line(
            Self.left, y(value), width - Self.gap / 2, y(value),
            "stroke=\"\(shade)\""),
          text(
            Self.left - 8, y(value - 0.03 * reach), "end",
            sign + decimal(value, 0)),
        ]
      }
  }

  var svg: String {
    let total = Self.top + Self.height + Self.bottom
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" "
        + "viewBox=\"0 0 \(decimal(max(width, 420), 0)) \(decimal(total, 0))\" "
        + "font-family=\"sans-serif\" font-size=\"12\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
      text(
        12, "22", "start",
        "\(report.method): coverage less level, percentage points"),
      text(
        12, "40", "start",
        "dark: all \(report.testCount) answers; light: consecutive parts"
          + (report.verdict.tolerance > 0
            ? "; green: tolerance of "
              + "\(decimal(report.verdict.tolerance * 100, 1)) points" : "")),
    ]
    lines += axis
    let tolerance = report.verdict.tolerance * 100
    if tolerance > 0 {
      let height = Self.height * min(tolerance / reach, 1)
      lines.append(
        "<rect x=\"\(decimal(Self.left, 1))\" y=\"\(y(min(tolerance, reach)))\" "
          + "width=\"\(decimal(width - Self.gap / 2 - Self.left, 1))\" "
          + "height=\"\(decimal(height, 1))\" fill=\"#2b8250\" "
          + "fill-opacity=\"0.15\"><title>tolerance: "
          + "\(decimal(tolerance, 1)) points</title></rect>")
    }
    for whisker in whiskers {
      let colour = whisker.isOverall ? "#0b4f9c" : "#8fb8e8"
      let thickness = whisker.isOverall ? 3 : 2
      lines.append(
        line(
          whisker.x, y(whisker.lower), whisker.x, y(whisker.upper),
          "stroke=\"\(colour)\" stroke-width=\"\(thickness)\""))
      lines.append(
        "<circle cx=\"\(decimal(whisker.x, 1))\" cy=\"\(y(whisker.estimate))\" "
          + "r=\"\(thickness + 2)\" fill=\"\(colour)\"/>")
    }
    let base = decimal(Self.top + Self.height + 22, 1)
    lines += labels.map { text($0.x, base, "middle", $0.text) }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }
}
