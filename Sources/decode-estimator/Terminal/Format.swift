import DecodeStatistics
import DecodeTraces
import Foundation

/// Numbers for people; programs take `--json`.
enum Format {
  /// A number with so many decimals; `—` for none.
  static func number(_ value: Double?, _ decimals: Int = 2) -> String {
    guard let value, value.isFinite else { return "—" }
    return fixed(value, decimals) ?? String(format: "%.\(decimals)f", value)
  }

  /// The same as `%.nf` gives, where it is clear which way to round: `String`
  /// takes ten times as long, and a model may have many tasks.
  private static func fixed(_ value: Double, _ decimals: Int) -> String? {
    guard (1...4).contains(decimals), value.sign == .plus, value < 1e6 else {
      return nil
    }
    let scale = [1, 10, 100, 1000, 10_000][decimals]
    let scaled = value * Double(scale)
    let whole = Int(scaled)
    let rest = scaled - Double(whole)
    // The product is off by a rounding; a half is left to those who know.
    guard abs(rest - 0.5) > 1e-3 else { return nil }
    let rounded = rest > 0.5 ? whole + 1 : whole
    let digits = String(rounded % scale)
    return "\(rounded / scale)."
      + String(repeating: "0", count: decimals - digits.utf8.count) + digits
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

  /// A name from a file or a sentence with one, on a line and safe to print.
  static func name(_ text: String) -> String {
    printable(text, limit: 10_000, quotes: false)
  }

  /// A time with its unit: `500 ms`, `8 s`.
  static func time(_ seconds: Double) -> String {
    seconds < 1
      ? String(format: "%.4g ms", seconds * 1000)
      : String(format: "%.4g s", seconds)
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
