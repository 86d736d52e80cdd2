import ArgumentParser

/// Levels of quantiles as people write them: `0.5,0.9,0.99`.
struct LevelsArgument: ExpressibleByArgument {
  static let standard = LevelsArgument(levels: [0.5, 0.9, 0.95, 0.99])

  var levels: [Double]

  private init(levels: [Double]) { self.levels = levels }

  init?(argument: String) {
    let levels = argument.split(
      separator: ",", omittingEmptySubsequences: false
    ).map { Double($0) ?? .nan }
    guard levels.allSatisfy({ $0 > 0 && $0 < 1 }) else { return nil }
    self.levels = levels
  }

  var defaultValueDescription: String {
    levels.map { "\($0)" }.joined(separator: ",")
  }
}
