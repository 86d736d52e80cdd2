/// What the numbers of a column of times count.
public enum TimeUnit: String, Sendable, Hashable, CaseIterable {
  /// Seconds.
  case seconds = "s"
  /// Milliseconds.
  case milliseconds = "ms"
  /// Microseconds.
  case microseconds = "us"
  /// Nanoseconds.
  case nanoseconds = "ns"

  /// `value` of them in seconds; a quotient, so that 150 ms are 0.15 s.
  func seconds(_ value: Double) -> Double {
    switch self {
    case .seconds: value
    case .milliseconds: value / 1e3
    case .microseconds: value / 1e6
    case .nanoseconds: value / 1e9
    }
  }

  /// The unit in words.
  var plural: String {
    switch self {
    case .seconds: "seconds"
    case .milliseconds: "milliseconds"
    case .microseconds: "microseconds"
    case .nanoseconds: "nanoseconds"
    }
  }

  /// The unit that a column's or a metric's own words state: `ms`, `sec`,
  /// `milliseconds`.
  init?(word: String) {
    switch word.lowercased() {
    case "s", "sec", "secs", "second", "seconds": self = .seconds
    case "ms", "msec", "millis", "millisecond", "milliseconds":
      self = .milliseconds
    case "us", "µs", "usec", "micros", "microsecond", "microseconds":
      self = .microseconds
    case "ns", "nsec", "nanos", "nanosecond", "nanoseconds":
      self = .nanoseconds
    default: return nil
    }
  }

  /// The unit that ends a name, as in `decode_ms`, and the name without it.
  static func ending(_ name: String) -> (stem: String, unit: TimeUnit)? {
    guard
      let cut = name.lastIndex(where: { $0 == "_" || $0 == "." || $0 == " " }),
      let unit = TimeUnit(word: String(name[name.index(after: cut)...]))
    else { return nil }
    return (String(name[..<cut]), unit)
  }
}
