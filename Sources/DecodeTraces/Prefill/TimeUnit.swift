/// What the numbers of a column of times count.
public enum TimeUnit: String, Sendable, Hashable, CaseIterable {
  /// Seconds.
  case seconds = "s"
  /// Milliseconds.
  case milliseconds = "ms"
  /// Microseconds.
  case microseconds = "us"

  /// `value` of them in seconds; a quotient, so that 150 ms are 0.15 s.
  func seconds(_ value: Double) -> Double {
    switch self {
    case .seconds: value
    case .milliseconds: value / 1e3
    case .microseconds: value / 1e6
    }
  }
}
