// The README's picture, as SVG on standard output:
//
//     swift run --package-path Fixtures/outside-package picture > Docs/survival.svg

import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Foundation

let (tables, _) = try TraceReader().lifeTables(in: "Fixtures/vlm-tasks.csv")
guard let table = tables[.docQA] else { fatalError("No answers of doc_qa") }
let lengths = try KaplanMeier(table)
let latency = AverageDerivedLatency.publishedVLM
let time = TotalDecodeTime(lengths, latency: latency, cap: 30)
let left = 0.35  // of 500 ms, after a prefill of 150 ms

let fitting = time.longest(within: left)
let over = time.probability(exceeding: left)
let late = lengths.quantile(0.95)
let bound = try table.upperBound(level: 0.95, confidence: 0.95)
guard let promised = bound.limit.tokens else { fatalError("No bound") }

/// The place of a length and of a share on the page.
func x(_ tokens: Int) -> Double { 64 + Double(tokens) * 28 }
func y(_ share: Double) -> Double { 300 - share * 220 }

func text(
  _ x: Double, _ y: Double, _ text: String, _ attributes: String = ""
) -> String {
  "<text x=\"\(format(x))\" y=\"\(format(y))\" \(attributes)>\(text)</text>"
}
func line(
  _ from: (Double, Double), _ to: (Double, Double), _ attributes: String
) -> String {
  "<line x1=\"\(format(from.0))\" y1=\"\(format(from.1))\" "
    + "x2=\"\(format(to.0))\" y2=\"\(format(to.1))\" \(attributes)/>"
}
func format(_ value: Double) -> String {
  value == value.rounded() ? "\(Int(value))" : "\((value * 10).rounded() / 10)"
}
func percent(_ share: Double) -> String {
  "\((share * 1000).rounded() / 10) %"
}
func milliseconds(_ tokens: Int) -> String {
  "\(Int((latency.cumulativeLatency(through: tokens) * 1000).rounded()))"
}

let last = 20
var lines: [String] = []

// The share that the budget cuts off.
var beyond = "M\(format(x(fitting))) \(format(y(0)))"
var curve = "M\(format(x(0))) \(format(y(1)))"
for tokens in 1...last {
  // Between two lengths the share of longer answers is constant.
  let before = lengths.survival(at: tokens)
  let after = lengths.survival(at: tokens + 1)
  curve += "H\(format(x(tokens)))V\(format(y(after)))"
  if tokens > fitting {
    beyond += "V\(format(y(before)))H\(format(x(tokens)))"
  }
}
beyond += "V\(format(y(0)))Z"
lines.append("<path d=\"\(beyond)\" fill=\"#c0502d\" fill-opacity=\"0.25\"/>")

// Axes: tokens below, time above.
let axis = "stroke=\"#444\" stroke-width=\"1\""
lines.append(line((x(0), y(0)), (x(last), y(0)), axis))
lines.append(line((x(0), y(0)), (x(0), y(1)), axis))
for share in [0, 0.25, 0.5, 0.75, 1] {
  lines.append(
    text(
      x(0) - 8, y(share) + 4, "\(Int(share * 100)) %", "text-anchor=\"end\""))
}
for tokens in stride(from: 0, through: last, by: 4) {
  lines.append(line((x(tokens), y(0)), (x(tokens), y(0) + 5), axis))
  lines.append(
    text(x(tokens), y(0) + 20, "\(tokens)", "text-anchor=\"middle\""))
  lines.append(
    text(
      x(tokens), y(0) + 38, milliseconds(tokens),
      "text-anchor=\"middle\" fill=\"#777\""))
}
lines.append(text(x(last) + 24, y(0) + 20, "tokens"))
lines.append(text(x(last) + 24, y(0) + 38, "ms", "fill=\"#777\""))

lines.append(
  "<path d=\"\(curve)\" fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"2.5\"/>"
)
lines.append(
  text(16, 58, "share of answers that are longer", "fill=\"#1f5fa8\""))

/// A vertical line with two lines of text at its top.
func mark(
  _ tokens: Int, top: Double, _ color: String, _ dash: String,
  _ title: String, _ detail: String
) -> [String] {
  [
    line(
      (x(tokens), y(0)), (x(tokens), top),
      "stroke=\"\(color)\" stroke-width=\"1.5\" \(dash)"),
    text(
      x(tokens) + 6, top + 12, title,
      "fill=\"\(color)\" font-weight=\"bold\""),
    text(x(tokens) + 6, top + 28, detail, "fill=\"\(color)\""),
  ]
}
lines += mark(
  fitting, top: y(1) - 24, "#c0502d", "",
  "budget: \(fitting) tokens fit into 350 ms",
  "\(percent(over)) of answers are longer, an estimate")
lines += mark(
  late, top: y(0.78), "#777", "stroke-dasharray=\"4 3\"",
  "P95: \(late) tokens", "an estimate, promises nothing")
lines += mark(
  promised, top: y(0.52), "#2f7d4f", "",
  "95/95 bound: \(promised) tokens",
  "with 95 % confidence, at most 5 % are longer")

let title = "How long are answers of doc_qa, and which fit into the budget?"
print(
  """
  <svg xmlns="http://www.w3.org/2000/svg" width="720" height="360" \
  viewBox="0 0 720 360" font-family="Helvetica, Arial, sans-serif" \
  font-size="13">
  <title>Answers of the task doc_qa in Fixtures/vlm-tasks.csv</title>
  <rect width="720" height="360" fill="#fff"/>
  \(text(16, 28, title, "font-size=\"16\" font-weight=\"bold\""))
  \(lines.joined(separator: "\n"))
  </svg>
  """)
