import DecodeEstimators
import DecodeStatistics
import Foundation
import QuantileAccuracy
import TestSupport
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite("Accuracy report")
struct ReportTests {
  @Test func wrongSettingsAreRefused() {
    let answers = Traffic.answers(10, seed: 1)
    for levels in [[], [0], [1], [0.5, 0.5], [0.9, 0.5], [Double.nan]] {
      #expect(throws: AccuracyError.self) {
        try AccuracySuite(answers, levels: levels)
      }
    }
    for share in [0, 1, -1, Double.nan, 0.01, .infinity] {
      #expect(throws: AccuracyError.self) {
        try AccuracySuite(answers, split: .temporal(share))
      }
    }
    #expect(throws: AccuracyError.oneTaskOnly) {
      try AccuracySuite(answers, split: .leaveOneTaskOut)
    }
    #expect(throws: AccuracyError.self) { try AccuracySuite([]) }
    for probability in [0, 1, Double.nan] {
      #expect(throws: AccuracyError.self) {
        try AccuracySuite(answers, falseAlarm: probability)
      }
    }
    for tolerance in [-0.1, 1, Double.nan] {
      #expect(throws: AccuracyError.self) {
        try AccuracySuite(answers, tolerance: tolerance)
      }
    }
    var bad = answers
    bad[3].count = 2
    #expect(throws: AccuracyError.counted(answer: 3, count: 2)) {
      try AccuracySuite(bad).report(quantiles: "any") { _ in [1, 2, 3, 4] }
    }
    bad[3].count = 1
    bad[3].tokens = 0
    #expect(throws: AccuracyError.lengthOutOfRange(answer: 3, tokens: 0)) {
      try AccuracySuite(bad)
    }
  }

  @Test func forecastsThatAreNoNumbersAreRefused() throws {
    let suite = try AccuracySuite(Traffic.answers(10, seed: 1))
    for quantiles in [[], [1, 2, 3], [1, 2, 3, Double.nan]] {
      #expect(throws: AccuracyError.self) {
        try suite.report(quantiles: "bad") { _ in quantiles }
      }
    }
  }

  @Test func anUnboundedForecastCoversAllAndCostsInfinitely() throws {
    let suite = try AccuracySuite(Traffic.answers(100, seed: 1))
    let report = try suite.report(quantiles: "unbounded") { _ in
      [.infinity, .infinity, .infinity, .infinity]
    }
    #expect(report.meanPinball == .infinity)
    #expect(report.levels.allSatisfy { $0.coverage.covered == 50 })
    #expect(throws: AccuracyError.self) { try report.compared(with: report) }
  }

  @Test func textAndTableSayWhatTheNumbersSay() throws {
    let suite = try AccuracySuite(
      Traffic.answers(
        400, seed: 3, task: { $0.isMultiple(of: 2) ? "a \"b\"" : "c" }))
    let report = try suite.report(quantiles: "mine") { _ in [1, 2, 3, 4] }
    #expect("\(report)".contains("mine: 200 answers judged"))
    #expect("\(report)".contains("not calibrated"))
    #expect("\(report)".contains("P50 is too low"))
    let lines = report.commaSeparatedValues.split(separator: "\n")
    // A header, and four levels for all, four parts and two tasks.
    #expect(lines.count == 1 + 4 * 7)
    #expect(lines.contains { $0.hasPrefix("\"task a \"\"b\"\"\",0.5,100,") })
  }

  @Test func thePlotIsAPictureOfEveryLevelAndPart() throws {
    let suite = try AccuracySuite(
      Traffic.answers(400, seed: 3), levels: [0.5, 0.999])
    let report = try suite.report(quantiles: "a < b & c") { _ in [140, 1400] }
    let plot = report.reliabilityPlot()
    let parser = XMLParser(data: Data(plot.utf8))
    let counter = Counter()
    parser.delegate = counter
    #expect(parser.parse())
    // All and four parts, at two levels.
    #expect(counter.names["circle"] == 10)
    #expect(plot.contains("P99.9") && plot.contains("a &lt; b &amp; c"))
  }

  private final class Counter: NSObject, XMLParserDelegate {
    var names: [String: Int] = [:]

    func parser(
      _ parser: XMLParser, didStartElement name: String,
      namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      names[name, default: 0] += 1
    }
  }
}
