extension Duration {
  /// The duration in seconds.
  package var inSeconds: Double {
    let (seconds, attoseconds) = components
    // A quotient is rounded once: 150 ms is 0.15 and not a bit more.
    return Double(seconds) + Double(attoseconds) / 1e18
  }

  /// A duration of so many seconds, at most about 30 million years: what
  /// `Duration` would trap on is beyond any use; an unknown time, which is no
  /// number, is as long.
  package static func clamped(seconds: Double) -> Duration {
    .seconds(seconds.isNaN ? 1e15 : min(max(seconds, -1e15), 1e15))
  }

  /// The duration for people: `350 ms`, `12.4 s`.
  package var shortText: String {
    let seconds = inSeconds
    return abs(seconds) < 1
      ? "\(Self.short(seconds * 1000)) ms" : "\(Self.short(seconds)) s"
  }

  /// Four significant digits, without trailing zeros.
  private static func short(_ value: Double) -> String {
    var scale = 1.0
    while abs(value) * scale < 1000, scale < 1e6 { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() && abs(rounded) < 1e15
      ? "\(Int(rounded))" : "\(rounded)"
  }
}
