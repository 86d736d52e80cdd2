import DecodeStatistics
import Foundation

/// Numbers for people; programs take `--json`.
enum Format {
  /// A number with so many decimals; `—` for none.
  static func number(_ value: Double?, _ decimals: Int = 2) -> String {
    guard let value, value.isFinite else { return "—" }
    return String(format: "%.\(decimals)f", value)
  }

  /// Four decimals, or four significant digits from a thousand on.
  static func ratio(_ value: Double?) -> String {
    guard let value, value.magnitude >= 1000 else { return number(value, 4) }
    return String(format: "%.4g", value)
  }

  /// Six significant digits.
  static func parameter(_ value: Double?) -> String {
    guard let value else { return "—" }
    return value.isFinite ? String(format: "%.6g", value) : "∞"
  }

  /// A p-value; what is too small to tell apart is not printed as 0.
  static func pValue(_ p: Double) -> String {
    p < 1e-4
      ? (p < 1e-300 ? "< 1e-300" : String(format: "%.1e", p))
      : String(format: "%.4f", p)
  }

  /// A whole number; `—` for none.
  static func count(_ value: Int?) -> String { value.map(String.init) ?? "—" }

  /// A time in milliseconds; `—` for none.
  static func milliseconds(_ seconds: Double?) -> String {
    guard let seconds else { return "—" }
    return number(seconds * 1000, 1)
  }

  /// A level as `P95`, `P99.9`.
  static func level(_ level: Double) -> String {
    "P" + percent(level)
  }

  /// A probability in percent, without trailing zeros.
  static func percent(_ probability: Double) -> String {
    String(format: "%.4g", probability * 100)
  }
}
