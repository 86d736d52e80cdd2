import CVega
import DecodeEstimators
import DecodeTraces
import Foundation

/// A report as one page that needs nothing beside it: no network, no file.
struct ReportPage {
  let report: Report

  func html() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // A text in a script must not end it.
    let specs = String(
      decoding: try encoder.encode(
        Dictionary(
          uniqueKeysWithValues: report.charts.enumerated().map {
            ("chart\($0)", $1.spec)
          })), as: UTF8.self
    ).replacingOccurrences(of: "<", with: "\\u003c")
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="\(Self.escaped(report.software))">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; \
      img-src data:">
      <title>\(Self.escaped(report.title))</title>
      <style>\(Self.style)</style>
      </head>
      <body>
      \(try body())
      <script>/*! \(String(cString: cvega_versions())), of the University of \
      Washington Interactive Data Lab and others: BSD-3-Clause; with D3 (ISC), \
      Esprima (BSD-2-Clause), fast-json-patch (MIT) and others, whose licences \
      are in the package swift-decode-estimator, Sources/CVega/LICENSES.md. */
      \(try Self.vega())</script>
      <script id="specs" type="application/json">\(specs)</script>
      <script>\(Self.script)</script>
      </body>
      </html>

      """
  }

  /// The script that draws.
  private static func vega() throws -> String {
    let bytes = UnsafeRawBufferPointer(
      start: cvega_bundle(), count: Int(cvega_bundle_size()))
    guard let script = Gunzip.decompressed(bytes) else {
      throw Failure.badData("there is not enough memory for the report")
    }
    return String(decoding: script, as: UTF8.self)
  }

  // MARK: - Contents

  private func body() throws -> String {
    var parts = [
      "<header><h1>\(Self.escaped(report.title))</h1>",
      "<ul class=\"summary\">",
    ]
    parts += report.summary.map { "<li>\(Self.escaped($0))</li>" }
    parts.append("</ul></header><main>")
    var section: String?? = .none
    for (place, chart) in report.charts.enumerated() {
      if section != .some(chart.task) {
        if section != .none { parts.append("</div></section>") }
        section = .some(chart.task)
        let title =
          chart.task.map { "Task \($0)" }
          ?? (place == 0 ? "All tasks" : "Over time, and judged")
        parts.append(
          "<section><h2>\(Self.escaped(title))</h2><div class=\"charts\">")
      }
      parts.append(
        """
        <figure id="\(Self.escaped(chart.id))">
        <h3>\(Self.escaped(chart.title))</h3>
        <div class="chart" id="chart\(place)" role="img" \
        aria-label="\(Self.escaped(chart.title))"></div>
        <figcaption>\(Self.escaped(chart.caption))</figcaption>
        </figure>
        """)
    }
    if section != .none { parts.append("</div></section>") }
    parts.append("<section><h2>Numbers</h2>")
    parts += report.tables.map(Self.table)
    parts.append("</section><section><h2>Assumed</h2><ul>")
    parts += report.assumptions.map { "<li>\(Self.escaped($0))</li>" }
    parts.append("</ul></section>")
    if !report.sources.isEmpty { parts.append(sources) }
    parts.append(
      "</main><footer>\(Self.escaped(report.software)), "
        + "\(Self.escaped(report.created))</footer>")
    return parts.joined(separator: "\n")
  }

  private var sources: String {
    let table = Report.Table(
      title: "Files",
      header: ["file", "format", "answers", "bytes", "checksum", "read"],
      rows: report.sources.map {
        [
          $0.name, $0.format, "\($0.answers)", Format.count($0.bytes),
          $0.digest ?? "—", $0.read ?? "—",
        ]
      })
    return "<section><h2>Where it comes from</h2>\(Self.table(table))</section>"
  }

  private static func table(_ table: Report.Table) -> String {
    let header = table.header.map { "<th scope=\"col\">\(escaped($0))</th>" }
      .joined()
    let rows = table.rows.map { row in
      "<tr>"
        + row.enumerated().map { place, cell in
          place == 0
            ? "<th scope=\"row\">\(escaped(cell))</th>"
            : "<td>\(escaped(cell))</td>"
        }.joined() + "</tr>"
    }.joined(separator: "\n")
    return """
      <div class="numbers"><h3>\(escaped(table.title))</h3>
      <button type="button" class="copy">Copy</button>
      <div class="scroll"><table><thead><tr>\(header)</tr></thead><tbody>
      \(rows)
      </tbody></table></div></div>
      """
  }

  /// Text within HTML, safe whatever a file said.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in printable(text, limit: 2000, quotes: false) {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.append(character)
      }
    }
    return result
  }
}
