import DecodeTraces
import Foundation

/// A line on standard error that tells how far some work is, how fast, and how
/// long it will take, for work of over a second and a person who watches.
final class ProgressLine {
  private let title: String
  private let start = ContinuousClock.now
  private var last = ContinuousClock.now
  nonisolated(unsafe) private static var isShown = false

  /// Work that is called so, such as `reading trace.csv`.
  init(_ title: String) { self.title = title }

  /// What clears the line, where one is shown.
  static var clearing: String {
    guard isShown else { return "" }
    isShown = false
    return "\r\u{1B}[K"
  }

  /// Shows that so many of so many bytes are read.
  func update(bytes: Int, of total: Int?) {
    show(done: Double(bytes), of: total.map(Double.init)) { rate in
      String(format: "%.0f MB/s", rate / 1e6)
    }
  }

  /// Shows that so many of so many steps are done.
  func update(steps: Int, of total: Int) {
    show(done: Double(steps), of: Double(total)) { rate in
      String(format: rate < 10 ? "%.1f/s" : "%.0f/s", rate)
    }
  }

  private func show(
    done: Double, of total: Double?, rate describe: (Double) -> String
  ) {
    let now = ContinuousClock.now
    guard !Notes.isQuiet, StandardError.isTerminal,
      now - start > .seconds(1), now - last > .milliseconds(200)
    else { return }
    last = now
    let seconds = (now - start) / .seconds(1)
    let rate = done / seconds
    var text = "\(printable(title, limit: 60)): "
    if let total, total > 0 {
      text += String(format: "%.0f %%", min(100 * done / total, 100))
    } else {
      text += String(format: "%.0f MB", done / 1e6)
    }
    text += ", \(describe(rate))"
    if let total, rate > 0, done < total {
      text += ", \(Self.words((total - done) / rate)) left"
    }
    StandardError.write("\r\u{1B}[K" + text)
    Self.isShown = true
  }

  /// Removes the line.
  func finish() {
    let text = Self.clearing
    if !text.isEmpty { StandardError.write(text) }
  }

  /// A time in two units at most.
  private static func words(_ seconds: Double) -> String {
    let whole = Int(min(seconds.rounded(.up), 1e9))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole / 60 % 60) min"
  }
}

/// The progress of reading files one after the other.
final class ReadingProgress {
  private var lines: [String: ProgressLine] = [:]

  func update(_ path: String, _ bytesRead: Int, _ totalBytes: Int?) {
    let line = lines[path] ?? ProgressLine("reading \(path)")
    lines[path] = line
    line.update(bytes: bytesRead, of: totalBytes)
  }

  func finish() { lines.values.first?.finish() }
}
