import DecodeEstimators
import DecodeStatistics
import DecodeTraces
import Foundation
import QuantileAccuracy

/// What peers learn from and are judged by: the same answers with the same
/// information, and the same answers left out, as the package has.
struct PeerFiles {
  let folder: URL

  /// Writes one CSV file a trace, for `peers/forecasts.py`.
  ///
  /// `learnt` is 0 of answers that judge. `previous_tokens` is the length of
  /// the answer that the request continues, and the embedding's columns are
  /// `e0` and so on.
  func write(_ traces: [JudgedTrace]) throws {
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true)
    for trace in traces {
      let suite = try trace.suite()
      var judged: Set<Int> = []
      _ = try suite.report(.pooled) { judged.insert($0.row) }
      try text(suite.answers, judged: judged).write(
        to: folder.appending(path: "\(trace.key).csv"), atomically: true,
        encoding: .utf8)
    }
  }

  private func text(_ answers: [RecordedAnswer], judged: Set<Int>) -> String {
    let size = answers.first?.request.embedding?.count ?? 0
    var text =
      "row,learnt,task,prompt_tokens,previous_tokens,output_tokens,cap,text"
    for place in 0..<size { text += ",e\(place)" }
    text += "\n"
    var lengths: [Int: Int] = [:]
    for (place, answer) in answers.enumerated() {
      let request = answer.request
      let previous =
        request.previousTokens ?? answer.continues.flatMap { lengths[$0] }
      lengths[answer.id] = answer.tokens
      let fields = [
        "\(place + 1)", judged.contains(place + 1) ? "0" : "1",
        quoted(request.task?.rawValue ?? ""),
        request.promptTokens.map { "\($0)" } ?? "",
        previous.map { "\($0)" } ?? "", "\(answer.tokens)",
        request.cap.map { "\($0)" } ?? "", quoted(request.prompt ?? ""),
      ]
      text += fields.joined(separator: ",")
      for number in request.embedding ?? [] { text += ",\(number)" }
      text += "\n"
    }
    return text
  }

  private func quoted(_ text: String) -> String {
    "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }

  /// The forecasts that peers left of a trace, by name, in the order of names:
  /// `KEY.NAME.forecasts` with the columns row, level and tokens.
  func forecasts(
    of trace: JudgedTrace
  ) throws -> [(name: String, table: ForecastTable)] {
    let suffix = ".forecasts"
    let files = try FileManager.default.contentsOfDirectory(
      atPath: folder.path(percentEncoded: false)
    )
    .filter { $0.hasPrefix(trace.key + ".") && $0.hasSuffix(suffix) }.sorted()
    return try files.map { file in
      var table = ForecastTable()
      for quantile in try ForecastReader().forecasts(
        at: folder.appending(path: file).path(percentEncoded: false),
        method: file)
      {
        table.add(
          row: quantile.row, level: quantile.level, quantile: quantile.tokens)
      }
      return (
        String(file.dropFirst(trace.key.count + 1).dropLast(suffix.count)),
        table
      )
    }
  }
}
