import ArgumentParser
import Foundation

/// A duration as people write it: `500ms`, `1.5s`, `250us`, `2min`.
struct DurationArgument: ExpressibleByArgument {
  var duration: Duration

  init?(argument: String) {
    let text = argument.trimmingCharacters(in: .whitespaces)
    let units: [(String, Double)] = [
      ("ms", 1e-3), ("us", 1e-6), ("µs", 1e-6), ("min", 60), ("s", 1),
    ]
    guard let (unit, scale) = units.first(where: { text.hasSuffix($0.0) }),
      let value = Double(
        text.dropLast(unit.count).trimmingCharacters(in: .whitespaces)),
      value >= 0, value * scale <= 1e9
    else { return nil }
    duration = .seconds(value * scale)
  }
}

extension DurationArgument: CustomStringConvertible {
  /// The accepted form, shown in help and errors.
  var description: String { "\(duration)" }
}
