import Foundation

/// A line on standard error that tells how far a file is read, for those
/// that take over a second and a person who watches.
final class ProgressLine {
  private let path: String
  private let start = ContinuousClock.now
  private var last = ContinuousClock.now
  private var isShown = false

  init(_ path: String) { self.path = path }

  func update(_ bytesRead: Int, _ totalBytes: Int?) {
    let now = ContinuousClock.now
    guard StandardError.isTerminal, now - start > .seconds(1),
      now - last > .milliseconds(200)
    else { return }
    last = now
    isShown = true
    let share =
      totalBytes.map { total in
        "\(min(100 * bytesRead / max(total, 1), 100)) %"
      } ?? "\(bytesRead >> 20) MiB"
    write("\rreading \(path): \(share)")
  }

  func finish() {
    if isShown { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}
