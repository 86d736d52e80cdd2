import DecodeStatistics

extension [FitCaveat] {
  /// The caveats for those who have a file, not numbers in seconds;
  /// configurations that share the pooled model are counted.
  ///
  /// - Parameters:
  ///   - caveats: The caveats.
  ///   - hasUnit: Whether the command line can say in which unit times are.
  /// - Returns: One sentence each.
  static func sentences(
    _ caveats: Self, hasUnit: Bool = true
  ) -> [String] {
    var sentences: [String] = []
    var shared = 0
    for caveat in caveats {
      switch caveat {
      case .pooledConfiguration: shared += 1
      case .unitLooksWrong(let seconds, let what) where hasUnit:
        sentences.append(
          "the median prefill takes \(Format.parameter(seconds)) s per "
            + "\(what): is the column in another unit? Say which by --unit")
      default: sentences.append(caveat.description)
      }
    }
    if shared > 0 {
      sentences.append(
        "rows of \(shared) configurations are too few, or too alike, for a "
          + "model of their own; they share a pooled one")
    }
    return sentences
  }
}
