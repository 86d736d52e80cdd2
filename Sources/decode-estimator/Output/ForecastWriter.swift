import DecodeStatistics
import QuantileAccuracy

/// Writes forecasts as CSV: what `--write-forecasts` leaves.
struct ForecastWriter {
  /// The file so far.
  private(set) var contents = Array(
    "row,task,method,level,tokens,actual,ending,cap\n".utf8)

  /// Adds one quantile.
  mutating func add(_ forecast: JudgedForecast) {
    func text(_ number: Int?) -> String { number.map { "\($0)" } ?? "" }
    contents += Array(
      ("\(forecast.row),\(Self.quoted(forecast.task.rawValue)),"
        + "\(forecast.method),\(forecast.level),\(text(forecast.tokens)),"
        + "\(forecast.actual),\(forecast.ending.rawValue),"
        + "\(text(forecast.cap))\n").utf8)
  }

  /// A field, in quotes where CSV needs them.
  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { ",\"\r\n".contains($0) }) else { return text }
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + parts.joined(separator: "\"\"") + "\""
  }
}
