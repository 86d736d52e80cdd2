import DecodeTraces
import Foundation

/// Colours, on a terminal only and not where `NO_COLOR` is set.
enum Style {
  private static let isOn =
    isatty(STDOUT_FILENO) == 1
    && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  private static let green = "\u{1B}[32m"
  private static let red = "\u{1B}[31m"
  private static let plain = "\u{1B}[0m"

  /// What this program itself sends to a terminal.
  static let codes = isOn ? [green, red, plain] : []

  static func good(_ text: String) -> String { colour(green, text) }
  static func bad(_ text: String) -> String { colour(red, text) }

  private static func colour(_ code: String, _ text: String) -> String {
    isOn ? code + printable(text) + plain : text
  }
}
