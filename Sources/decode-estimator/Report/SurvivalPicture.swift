import DecodeEstimators
import DecodeStatistics
import Foundation

/// Survival curves of tasks with their bands, as one SVG that any program
/// shows: drawn here, without a script.
struct SurvivalPicture {
  private let source: ReportSource
  private static let (width, panel) = (720.0, 220.0)
  private static let (left, right, top, bottom) = (64.0, 24.0, 34.0, 40.0)

  init(_ source: ReportSource) { self.source = source }

  /// The picture, with another one's elements below if they are given.
  func svg(below: (elements: String, height: Double)? = nil) throws -> String {
    var parts: [String] = []
    var y = 0.0
    for id in source.tasks {
      guard let table = source.model.model.tables[id] else { continue }
      parts.append(
        "<g transform=\"translate(0 \(Self.number(y)))\">"
          + (try panel(id, table)) + "</g>")
      y += Self.panel
    }
    if let below {
      parts.append(
        "<g transform=\"translate(0 \(Self.number(y)))\">\(below.elements)</g>")
      y += below.height
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" \
      viewBox="0 0 \(Self.number(Self.width)) \(Self.number(y))" \
      font-family="Helvetica, Arial, sans-serif" font-size="12">
      <title>\(ReportPage.escaped("How long answers are: " + source.name))</title>
      <rect width="100%" height="100%" fill="#fff"/>
      \(parts.joined(separator: "\n"))
      </svg>

      """
  }

  private static func number(_ value: Double) -> String {
    String(format: "%.1f", value)
  }

  private func panel(_ id: TaskID, _ table: LifeTable) throws -> String {
    let inference = try KaplanMeierInference(table)
    let curve = inference.estimate
    let longest = Double(max(table.maximum ?? 1, 1))
    let (plotWidth, plotHeight) = (
      Self.width - Self.left - Self.right, Self.panel - Self.top - Self.bottom
    )
    func x(_ tokens: Double) -> String {
      Self.number(Self.left + plotWidth * tokens / longest)
    }
    func y(_ share: Double) -> String {
      Self.number(Self.top + plotHeight * (1 - share))
    }
    let lengths = ReportSource.thinned(curve.lengths.count, to: 400)
      .map { curve.lengths[$0] }
    var (upper, lower, line) = ([(0.0, 1.0)], [(0.0, 1.0)], [(0.0, 1.0)])
    for length in lengths {
      let interval = try inference.survivalInterval(
        at: length + 1, level: source.confidence, method: .betaProduct)
      let tokens = Double(length)
      upper.append((tokens, interval.upper ?? 1))
      lower.append((tokens, interval.lower))
      line.append((tokens, curve.survival(at: length + 1)))
    }
    /// A path in steps: at each point level first, then down.
    func steps(_ points: [(Double, Double)]) -> String {
      var path = "M\(x(points[0].0)) \(y(points[0].1))"
      for point in points.dropFirst() { path += "H\(x(point.0))V\(y(point.1))" }
      return path
    }
    /// The same backwards, to close an area.
    func back(_ points: [(Double, Double)]) -> String {
      var path = ""
      for (point, next) in zip(points, points.dropFirst()).reversed() {
        path += "L\(x(next.0)) \(y(next.1))V\(y(point.1))H\(x(point.0))"
      }
      return path + "Z"
    }
    var parts = [
      "<text x=\"\(Self.number(Self.left))\" y=\"20\" font-size=\"14\" "
        + "font-weight=\"bold\">\(ReportPage.escaped(id.rawValue)): "
        + "\(table.count) answers</text>"
    ]
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
      parts.append(
        "<line x1=\"\(x(0))\" y1=\"\(y(share))\" x2=\"\(x(longest))\" "
          + "y2=\"\(y(share))\" stroke=\"#ddd\"/><text x=\"\(Self.number(Self.left - 8))\" "
          + "y=\"\(y(share - 0.03))\" text-anchor=\"end\">\(Int(share * 100)) %"
          + "</text>")
    }
    for tick in Self.ticks(longest) {
      parts.append(
        "<text x=\"\(x(tick))\" y=\"\(Self.number(Self.panel - Self.bottom + 18))\" "
          + "text-anchor=\"middle\">\(Int(tick))</text>")
    }
    parts.append(
      "<path d=\"\(steps(upper))\(back(lower))\" fill=\"#2566b8\" "
        + "fill-opacity=\"0.2\"/>")
    parts.append(
      "<path d=\"\(steps(line))\" fill=\"none\" stroke=\"#2566b8\" "
        + "stroke-width=\"2\"/>")
    let bound = try? table.upperBound(
      level: source.level, confidence: source.confidence)
    let level = Format.level(source.level)
    for (tokens, name, colour) in [
      (Self.finite(curve.quantile(source.level)), level, "#2b8250"),
      (bound?.limit.tokens, "\(level) bound", "#c2521b"),
      (table.largestCap, "cap", "#5b6169"),
    ] {
      guard let tokens, Double(tokens) <= longest else { continue }
      let place = Double(tokens)
      parts.append(
        "<line x1=\"\(x(place))\" y1=\"\(y(1))\" x2=\"\(x(place))\" "
          + "y2=\"\(y(0))\" stroke=\"\(colour)\" stroke-dasharray=\"5 3\">"
          + "<title>\(name): \(tokens) tokens</title></line>")
    }
    return parts.joined(separator: "\n")
  }

  private static func finite(_ tokens: Int) -> Int? {
    tokens == .max ? nil : tokens
  }

  /// Four to eight round numbers from 0.
  private static func ticks(_ longest: Double) -> [Double] {
    let rough = longest / 5
    let power = Foundation.pow(10, Foundation.floor(Foundation.log10(rough)))
    let step = max(
      [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? rough, 1)
    return Array(stride(from: 0, through: longest, by: step))
  }
}
